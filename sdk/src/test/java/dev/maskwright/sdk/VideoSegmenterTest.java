package dev.maskwright.sdk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.frame.Rotation;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelCard.Fit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The networks here process single pixels, so that parts give the same result as the whole. */
@NullUnmarked
class VideoSegmenterTest {

    private static final int WIDTH = 320;
    private static final int HEIGHT = 240;
    private static final long FRAME = Duration.ofMillis(33).toNanos();
    private static final VideoOptions CHANGES = VideoOptions.eachFrame().withChangesOnly(Duration.ofSeconds(2));
    private static final VideoOptions STEADY = VideoOptions.eachFrame().withSteady(Duration.ofMillis(200));

    @TempDir
    Path folder;

    private Path logits;

    @BeforeEach
    void write() throws IOException {
        logits = TinyModels.write(
                TinyModels.logits(4), TinyModels.logitsCard(256, 192, 4), folder.resolve("logits.onnx"));
    }

    /** A background of one colour, with rectangles of others. */
    private static final class Scene {

        private final byte[] rgb = new byte[3 * WIDTH * HEIGHT];

        Scene(int red, int green, int blue) {
            fill(0, 0, WIDTH, HEIGHT, red, green, blue);
        }

        Scene fill(int left, int top, int width, int height, int red, int green, int blue) {
            for (int y = Math.max(0, top); y < Math.min(HEIGHT, top + height); y++) {
                for (int x = Math.max(0, left); x < Math.min(WIDTH, left + width); x++) {
                    rgb[3 * (y * WIDTH + x)] = (byte) red;
                    rgb[3 * (y * WIDTH + x) + 1] = (byte) green;
                    rgb[3 * (y * WIDTH + x) + 2] = (byte) blue;
                }
            }
            return this;
        }

        Scene noisy(Random random, int levels) {
            for (int i = 0; i < rgb.length; i++) {
                int value = (rgb[i] & 0xff) + random.nextInt(2 * levels + 1) - levels;
                rgb[i] = (byte) Math.max(0, Math.min(255, value));
            }
            return this;
        }

        Frame frame() {
            return Frame.rgb(rgb, WIDTH, HEIGHT);
        }
    }

    @Test
    void masksOfChangesAreThoseOfWholeFrames() {
        for (Fit fit : Fit.values()) {
            for (Rotation rotation : Rotation.values()) {
                try (Segmenter segmenter =
                        Segmenter.open(logits, Options.defaults().withFit(fit))) {
                    VideoSegmenter video = VideoSegmenter.of(segmenter, CHANGES.withPause(Duration.ZERO));
                    Random random = new Random(1);
                    for (int i = 0; i < 20; i++) {
                        Scene scene = new Scene(0, 0, 0)
                                .fill(30 + 3 * i, 40, 25, 30, 250, 10, 10)
                                .fill(250, 200 - 2 * i, 20, 20, 10, 10, 250);
                        if (i == 10) {
                            scene.fill(0, random.nextInt(HEIGHT), 10, 10, 0, 250, 0);
                        }
                        Frame frame = scene.frame().rotated(rotation).mirrored();
                        Mask expected = segmenter.segment(frame);

                        Mask mask = video.segment(frame, i * FRAME);

                        assertArrayEquals(expected.classIds(), mask.classIds(), fit + " " + rotation + " " + i);
                        assertArrayEquals(expected.confidences(), mask.confidences(), fit + " " + rotation + " " + i);
                        assertEquals(expected.placement(), mask.placement());
                    }
                    VideoSegmenter.Figures figures = video.figures();
                    assertTrue(figures.partial() >= 10, figures.toString());
                    assertTrue(figures.networkShare() < 0.7, figures.toString());
                }
            }
        }
    }

    @Test
    void whatMovesInEveryFrameIsRunInEverySecond() {
        try (Segmenter segmenter = Segmenter.open(logits)) {
            VideoSegmenter video = VideoSegmenter.of(segmenter, CHANGES);
            byte[] before = {};
            for (int i = 0; i < 21; i++) {
                Frame frame = new Scene(0, 0, 0)
                        .fill(30 + 6 * Math.min(i, 18), 40, 25, 30, 250, 10, 10)
                        .frame();
                Mask mask = video.segment(frame, i * FRAME);
                boolean isRun =
                        i < 2 || i % 2 == 1; // all of the first, parts of the second; then a pause after each run
                assertArrayEquals(isRun ? segmenter.segment(frame).classIds() : before, mask.classIds(), "frame " + i);
                before = mask.classIds().clone();
            }
            VideoSegmenter.Figures figures = video.figures();
            assertEquals(1, figures.whole());
            assertEquals(10, figures.partial(), "what moved during the last pause is run after it");
            assertEquals(10, figures.unchanged());
        }
    }

    @Test
    void nothingRunsWhereNoiseAloneChanges() {
        try (Segmenter segmenter = Segmenter.open(logits)) {
            VideoSegmenter video = VideoSegmenter.of(segmenter, CHANGES);
            Random random = new Random(2);
            byte[] first = {};
            for (int i = 0; i < 60; i++) { // two seconds, except for the last frame
                Scene scene = new Scene(120, 100, 90).fill(100, 100, 60, 60, 200, 20, 20);
                Mask mask = video.segment(scene.noisy(random, 4).frame(), i * FRAME);
                first = i == 0 ? mask.classIds().clone() : first;
                assertArrayEquals(first, mask.classIds(), "frame " + i);
            }
            assertEquals(1, video.figures().whole());
            assertEquals(59, video.figures().unchanged());
            assertEquals(1, video.figures().agreement(), "nothing was known before the only whole pass");
            video.segment(new Scene(120, 100, 90).noisy(random, 4).frame(), 61 * FRAME);
            assertEquals(2, video.figures().whole(), "a whole pass is due");
            assertEquals(1, video.figures().agreement(), "where nothing has moved, the mask is as before");
        }
    }

    /** Of two still halves, one changes its class by a change too small to count as motion. */
    @Test
    void agreementIsTheShareOfTheStillMaskThatIsAsBefore() {
        VideoOptions blunt = CHANGES.withLeastChange(40);
        try (Segmenter segmenter = Segmenter.open(logits)) {
            VideoSegmenter video = VideoSegmenter.of(segmenter, blunt);
            video.segment(halves(100, 102).frame(), 0);
            video.segment(halves(102, 100).frame(), Duration.ofSeconds(3).toNanos());
            assertEquals(2, video.figures().whole());
            assertEquals(0.5, video.figures().agreement(), 0.02);
            video.segment(halves(102, 100).frame(), Duration.ofSeconds(6).toNanos());
            assertEquals(1, video.figures().agreement());
            video.segment(
                    Frame.rgb(new byte[3 * 8 * 6], 8, 6), Duration.ofSeconds(7).toNanos());
            assertEquals(1, video.figures().agreement(), "nothing was known of this size");
        }
    }

    /** A left half with this red and blue, and a green right half. */
    private static Scene halves(int red, int blue) {
        return new Scene(0, 200, 0).fill(0, 0, WIDTH / 2, HEIGHT, red, 0, blue);
    }

    @Test
    void whatHasComeToRestIsSeenWithAllAroundIt() {
        try (Segmenter segmenter = Segmenter.open(logits)) {
            VideoSegmenter video = VideoSegmenter.of(segmenter, CHANGES);
            video.segment(new Scene(0, 0, 0).frame(), 0);
            Frame moved = new Scene(0, 0, 0).fill(100, 100, 40, 40, 0, 200, 0).frame();
            for (int i = 1; i <= 12; i++) {
                video.segment(moved, i * FRAME);
            }
            assertEquals(1, video.figures().partial());
            assertEquals(2, video.figures().whole(), "once more after a quarter of a second, then no more");
            assertEquals(10, video.figures().unchanged());
        }
    }

    @Test
    void slowChangesAreNotLost() {
        try (Segmenter segmenter = Segmenter.open(logits)) {
            VideoSegmenter video =
                    VideoSegmenter.of(segmenter, VideoOptions.eachFrame().withChangesOnly(Duration.ofDays(1)));
            byte[] ids = {};
            for (int i = 0; i <= 200; i++) { // from black to red, by less than a level per frame
                Frame frame = new Scene(0, 0, 0).fill(80, 80, 60, 60, i, 0, 0).frame();
                ids = video.segment(frame, i * FRAME).classIds();
            }
            Mask expected = segmenter.segment(
                    new Scene(0, 0, 0).fill(80, 80, 60, 60, 200, 0, 0).frame());
            assertArrayEquals(expected.classIds(), ids);
        }
    }

    @Test
    void steadyMasksDoNotFollowNoiseAndFollowMotionAtOnce() {
        try (Segmenter segmenter = Segmenter.open(logits)) {
            VideoSegmenter steady = VideoSegmenter.of(segmenter, STEADY);
            VideoSegmenter each = VideoSegmenter.of(segmenter, VideoOptions.eachFrame());
            int flips = 0;
            byte[] first = {};
            byte[] last = {};
            for (int i = 0; i < 40; i++) { // blue leads a little, then red does once
                Frame frame = new Scene(i % 4 == 3 ? 101 : 99, 0, 100).frame();
                byte[] ids = each.segment(frame, i * FRAME).classIds().clone();
                flips += i > 0 && !Arrays.equals(ids, last) ? 1 : 0;
                last = ids;
                Mask mask = steady.segment(frame, i * FRAME);
                first = i == 0 ? mask.classIds().clone() : first;
                assertArrayEquals(first, mask.classIds(), "frame " + i);
            }
            assertEquals(19, flips, "without steady masks, each of them changes the mask and back");

            Frame moved =
                    new Scene(99, 0, 100).fill(100, 100, 80, 60, 0, 250, 0).frame();
            Mask mask = steady.segment(moved, 40 * FRAME);
            assertEquals(2, mask.classInFrame(140, 130));
            assertEquals(3, mask.classInFrame(20, 20));
            Mask gone = steady.segment(new Scene(99, 0, 100).frame(), 41 * FRAME);
            assertArrayEquals(first, gone.classIds());
        }
    }

    @Test
    void networksWithoutLogitsVoteAndRunWholeFramesOrNone() throws IOException {
        Path pixels =
                TinyModels.write(TinyModels.pixels("N"), TinyModels.pixelsCard(64, 48), folder.resolve("pixels.onnx"));
        try (Segmenter segmenter = Segmenter.open(pixels)) {
            VideoSegmenter steady = VideoSegmenter.of(segmenter, STEADY);
            for (int i = 0; i < 20; i++) {
                Mask mask = steady.segment(new Scene(i % 4 == 3 ? 101 : 99, 0, 100).frame(), i * FRAME);
                assertEquals(3, mask.classInFrame(20, 20), "frame " + i);
            }
            VideoSegmenter changes = VideoSegmenter.of(segmenter, CHANGES);
            Frame still = new Scene(200, 0, 0).frame();
            changes.segment(still, 0);
            changes.segment(still, FRAME);
            Frame moved = new Scene(200, 0, 0).fill(10, 10, 60, 60, 0, 200, 0).frame();
            Mask mask = changes.segment(moved, 2 * FRAME);
            assertArrayEquals(segmenter.segment(moved).classIds(), mask.classIds());
            assertEquals(2, changes.figures().whole());
            assertEquals(1, changes.figures().unchanged());
            assertEquals(0, changes.figures().partial());
        }
    }

    @Test
    void aFrameOfAnotherSizeBeginsAnewAndAClockThatJumpsBackIsCounted() {
        try (Segmenter segmenter = Segmenter.open(logits)) {
            VideoSegmenter video = VideoSegmenter.of(segmenter, CHANGES.withSteady(Duration.ofSeconds(10)));
            video.segment(new Scene(200, 0, 0).frame(), 1000 * FRAME);
            Frame small = Frame.rgb(new byte[3 * 8 * 6], 8, 6);
            Mask mask = video.segment(small, 1001 * FRAME);
            assertEquals(8, mask.frameWidth());
            assertArrayEquals(segmenter.segment(small).classIds(), mask.classIds());
            video.segment(small, 5);
            video.segment(small, 6);
            assertEquals(1, video.figures().clockJumps());
            assertEquals(2, video.figures().whole());
            video.segment(small, Duration.ofSeconds(3).toNanos());
            assertEquals(3, video.figures().whole(), "time goes on from there");
        }
    }

    @Test
    void afterAFaultTheNextFrameBeginsAnew() {
        Segmenter segmenter = Segmenter.open(logits);
        VideoSegmenter video = VideoSegmenter.of(segmenter, CHANGES);
        Frame frame = new Scene(200, 0, 0).frame();
        video.segment(frame, 0);
        segmenter.close();
        assertFalse(assertThrows(IllegalStateException.class, () -> video.segment(new Scene(0, 200, 0).frame(), FRAME))
                .getMessage()
                .isEmpty());
        assertThrows(IllegalStateException.class, () -> video.segment(frame, 2 * FRAME), "not taken for unchanged");
    }

    @Test
    void optionsOutsideTheirRangesAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> STEADY.withSteady(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> CHANGES.withChangesOnly(Duration.ofMillis(-1)));
        assertThrows(IllegalArgumentException.class, () -> CHANGES.withLeastChange(0));
        assertThrows(IllegalArgumentException.class, () -> CHANGES.withPause(Duration.ofMillis(-1)));
        assertNotEquals(CHANGES, CHANGES.withLeastChange(5));
        try (Segmenter large = Segmenter.open(logits, Options.defaults().withOutputSize(OutputSize.FRAME))) {
            assertThrows(IllegalStateException.class, () -> VideoSegmenter.of(large, STEADY));
        }
    }

    /** A model that is only known to work at its card's size runs on whole frames. */
    @Test
    void modelsOfOneSizeRunWholeFrames() throws IOException {
        ModelCard card = TinyModels.logitsCard(256, 192, 4);
        ModelCard.Input input = card.input();
        ModelCard fixed = card.withInput(new ModelCard.Input(
                input.name(),
                input.layout(),
                input.type(),
                input.width(),
                input.height(),
                input.multipleOf(),
                false,
                input.resize(),
                input.fit()));
        Path file = TinyModels.write(TinyModels.logits(4), fixed, folder.resolve("fixed.onnx"));
        try (Segmenter segmenter = Segmenter.open(file)) {
            VideoSegmenter video = VideoSegmenter.of(segmenter, CHANGES);
            video.segment(new Scene(200, 0, 0).frame(), 0);
            Frame moved = new Scene(200, 0, 0).fill(10, 10, 30, 30, 0, 200, 0).frame();
            Mask mask = video.segment(moved, FRAME);
            assertArrayEquals(segmenter.segment(moved).classIds(), mask.classIds());
            assertEquals(2, video.figures().whole());
        }
    }
}
