package dev.maskwright.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What steady masks and runs on changes only promise, on clips whose every pixel has a known class. */
class VideoTest {

    private final Video video = new Video(Size.parse("640x480"), 10);

    @Test
    void changesAloneLoseNothingAndRunLittle() throws IOException {
        Video.Outcome[] outcomes = video.moving(0.2, 0.5);
        double lost = outcomes[0].meanIou() - outcomes[1].meanIou();
        assertTrue(lost <= 0.003, Arrays.toString(outcomes));
        assertTrue(outcomes[1].figures().networkShare() < 0.4, Arrays.toString(outcomes));
    }

    @Test
    void steadyMasksFlickerATenthAsMuch() throws IOException {
        Video.Outcome[] outcomes = video.still();
        assertTrue(outcomes[1].flicker() < 0.2 * outcomes[0].flicker(), Arrays.toString(outcomes));
        assertTrue(outcomes[1].meanIou() > outcomes[0].meanIou() - 0.003, Arrays.toString(outcomes));
    }

    /** The last outcome blends without regard to motion: it shows that the clip would find out. */
    @Test
    void movingEdgesDoNotSmear() throws IOException {
        Video.Outcome[] outcomes = video.pan();
        assertTrue(outcomes[1].nearEdges() > outcomes[0].nearEdges() - 0.005, Arrays.toString(outcomes));
        assertTrue(outcomes[1].meanIou() > outcomes[0].meanIou() - 0.003, Arrays.toString(outcomes));
        assertTrue(outcomes[2].nearEdges() < outcomes[0].nearEdges() - 0.05, Arrays.toString(outcomes));
    }
}
