package dev.maskwright.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The promises of steady masks and of segmenting only changes, on clips in which the class of every pixel is known. */
class VideoTest {

    private static Video clips() {
        return new Video(Size.parse("640x480"), 10);
    }

    /**
     * An object moves in every frame. The clip has the camera's size and is long: at each position the object is right
     * or wrong as a whole, so with only eight rooms the mean IoU of a shorter or smaller clip varies by a point either
     * way. The promise is a quarter of the processor time; the test accepts a third, because other processes compete
     * for the caches.
     */
    @Test
    void changesAloneLoseLittleAndRunLittle() throws IOException {
        Video.Measured[] outcomes = new Video(Size.parse("1280x720"), 60).moving(0.2, 1);
        for (Video.Measured changes : List.of(outcomes[1], outcomes[2])) {
            assertTrue(changes.meanIou() > outcomes[0].meanIou() - 0.003, Arrays.toString(outcomes));
        }
        double ratio = outcomes[0].processorMillis() / outcomes[2].processorMillis();
        assertTrue(ratio >= 3, "%.2f times: %s".formatted(ratio, Arrays.toString(outcomes)));
        assertTrue(outcomes[1].figures().networkShare() < 0.35, Arrays.toString(outcomes));
        assertTrue(outcomes[2].figures().networkShare() < 0.2, Arrays.toString(outcomes));
    }

    @Test
    void steadyMasksFlickerATenthAsMuch() throws IOException {
        Video.Measured[] outcomes = clips().still();
        assertTrue(outcomes[1].flicker() < 0.2 * outcomes[0].flicker(), Arrays.toString(outcomes));
        assertTrue(outcomes[1].meanIou() > outcomes[0].meanIou() - 0.003, Arrays.toString(outcomes));
    }

    /** The last outcome blends without regard to motion, which shows that the clip detects smearing. */
    @Test
    void movingEdgesDoNotSmear() throws IOException {
        Video.Measured[] outcomes = clips().pan();
        assertTrue(outcomes[1].nearEdges() > outcomes[0].nearEdges() - 0.005, Arrays.toString(outcomes));
        assertTrue(outcomes[1].meanIou() > outcomes[0].meanIou() - 0.003, Arrays.toString(outcomes));
        assertTrue(outcomes[2].nearEdges() < outcomes[0].nearEdges() - 0.05, Arrays.toString(outcomes));
    }
}
