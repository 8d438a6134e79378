package dev.maskwright.trainer.fit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ClassOrderTest {

    private static final List<String> STUDENT = List.of("background", "bed", "lamp");

    @Test
    void classesAreFoundByTheirNames() {
        ClassOrder order = ClassOrder.of(List.of("lamp", "background", "bed"), STUDENT, "teacher");
        try (NDManager manager = NDManager.newBaseManager()) {
            // Two images of two pixels; lamp, background, bed.
            NDArray logits = manager.create(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, new Shape(2, 3, 1, 2));
            NDArray ordered = order.of(logits);
            assertEquals(logits.getShape(), ordered.getShape());
            assertArrayEquals(new float[] {3, 4, 5, 6, 1, 2, 9, 10, 11, 12, 7, 8}, ordered.toFloatArray());
        }
    }

    @Test
    void theSameOrderIsLeftAlone() {
        ClassOrder order = ClassOrder.of(STUDENT, STUDENT, "teacher");
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.ones(new Shape(1, 3, 1, 2));
            assertSame(logits, order.of(logits));
        }
    }

    @Test
    void otherClassesAreRefusedByName() {
        Exception refused = assertThrows(
                IllegalArgumentException.class,
                () -> ClassOrder.of(List.of("background", "bed", "sofa", "rug"), STUDENT, "runs/large"));
        assertEquals(
                "runs/large cannot teach these classes: it does not have lamp; the data does not"
                        + " have sofa, rug; a teacher has the classes of the data, in any order",
                refused.getMessage());
        refused = assertThrows(
                IllegalArgumentException.class,
                () -> ClassOrder.of(List.of("background", "bed"), STUDENT, "runs/large"));
        assertEquals(
                "runs/large cannot teach these classes: it does not have lamp; a teacher has the"
                        + " classes of the data, in any order",
                refused.getMessage());
    }
}
