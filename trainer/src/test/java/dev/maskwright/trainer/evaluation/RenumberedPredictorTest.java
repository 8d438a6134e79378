package dev.maskwright.trainer.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.maskwright.trainer.data.Batch;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked
class RenumberedPredictorTest {

    private static final List<String> CLASSES = List.of("background", "sofa", "bed", "mirror");

    private static final Predictor EACH_ONCE = batch -> new byte[] {0, 1, 2, 3};

    @Test
    void classesAreFoundByName() {
        Predictor predictor = new RenumberedPredictor(EACH_ONCE, CLASSES, List.of("background", "bed", "sofa"));
        Batch batch = null; // not looked at
        assertArrayEquals(new byte[] {0, 2, 1, 0}, predictor.classIds(batch), "the data has no mirrors");
    }

    @Test
    void aClassThatIsNeverFoundIsAFault() {
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> new RenumberedPredictor(EACH_ONCE, CLASSES, List.of("background", "tv", "sofa", "desk")));
        assertEquals("it has no class called tv, desk", refused.getMessage());
    }
}
