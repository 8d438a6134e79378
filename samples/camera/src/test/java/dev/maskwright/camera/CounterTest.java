package dev.maskwright.camera;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.geometry.Point;
import dev.maskwright.sdk.geometry.Polygon;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.sdk.video.Zone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CounterTest {

    private static final List<ClassLabel> CLASSES =
            ClassLabel.of(List.of(ClassLabel.BACKGROUND, "potted_plant", "chair"));
    private static final CountedLine MIDDLE = new CountedLine("door", new Point(0.5, 0), new Point(0.5, 1));
    private static final Zone LEFT = new Zone(
            "shelf", new Polygon(List.of(new Point(0, 0), new Point(0.4, 0), new Point(0.4, 1), new Point(0, 1))));
    private static final long FRAME = Duration.ofMillis(40).toNanos();

    private final List<String> words = new ArrayList<>();

    /** A square of a class whose middle is at a share of the width. */
    private static Mask mask(int width, int height, int classId, double x) {
        byte[] ids = new byte[width * height];
        byte[] confidences = new byte[ids.length];
        Arrays.fill(confidences, (byte) 230);
        int half = width / 10;
        for (int i = 0; i < ids.length; i++) {
            boolean isInside = Math.abs(i % width - x * width) < half && Math.abs(i / width - height / 2) < half;
            ids[i] = isInside ? (byte) classId : 0;
        }
        return Mask.of(width, height, ids, confidences, CLASSES);
    }

    /** To the right, and half of the way back in another resolution. */
    @Test
    void crossingsAreCountedByClassWhateverTheSizeOfFrames() {
        Counter counter = new Counter(CLASSES, CountOptions.of(List.of(MIDDLE), List.of(LEFT)), words::add);
        Counts counts = counter.update(mask(100, 60, 1, 0.2), 0);
        for (int i = 1; i <= 60; i++) {
            counts = counter.update(mask(100, 60, 1, 0.2 + 0.01 * i), i * FRAME);
        }
        assertEquals(Map.of(), counts.lines().get(0).forward());
        assertEquals(Map.of("potted plant", 1), counts.lines().get(0).backward());
        for (int i = 61; i <= 120; i++) {
            counts = counter.update(mask(200, 160, 1, 0.8 - 0.01 * (i - 60)), i * FRAME);
        }
        assertEquals(Map.of("potted plant", 1), counts.lines().get(0).forward());
        assertEquals(Map.of("potted plant", 1), counts.lines().get(0).backward());
        assertEquals(1, counts.tracks());
        assertTrue(counts.zones().get(0).shares().containsKey("potted plant"));
        assertEquals("line door: potted plant 1 backward", words.get(0));
        assertTrue(
                words.stream().anyMatch(line -> line.startsWith("zone shelf: potted plant taken")), words.toString());
    }

    @Test
    void otherClassesAreLeftOutAndAbsentOnesRefused() {
        CountOptions chairs = CountOptions.of(List.of(MIDDLE), List.of(LEFT)).withClasses(List.of("Chair"));
        Counter counter = new Counter(CLASSES, chairs, words::add);
        Counts counts = counter.update(mask(100, 60, 1, 0.2), 0);
        for (int i = 1; i <= 60; i++) {
            counts = counter.update(mask(100, 60, 1, 0.2 + 0.01 * i), i * FRAME);
        }
        assertEquals(Map.of(), counts.lines().get(0).backward());
        assertEquals(Map.of(), counts.zones().get(0).shares());

        CountOptions cars = CountOptions.of(List.of(MIDDLE), List.of()).withClasses(List.of("car", "potted plant"));
        assertEquals(
                "the model has no class called car; it has potted plant, chair",
                assertThrows(IllegalArgumentException.class, () -> new Counter(CLASSES, cars, words::add))
                        .getMessage());
    }

    @Test
    void aClockThatJumpsBackIsCountedAndNothingIsLost() {
        Counter counter = new Counter(CLASSES, CountOptions.of(List.of(MIDDLE), List.of()), words::add);
        Counts counts = counter.update(mask(100, 60, 2, 0.2), 1000 * FRAME);
        for (int i = 1; i <= 60; i++) {
            long now = i < 30 ? 1000 + i : i; // an hour back, say
            counts = counter.update(mask(100, 60, 2, 0.2 + 0.01 * i), now * FRAME);
        }
        assertEquals(1, counts.clockJumps());
        assertEquals(Map.of("chair", 1), counts.lines().get(0).backward());
    }

    @Test
    void placesOutsideThePictureAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new CountedLine("x", new Point(0, 0), new Point(1.1, 0)));
        assertThrows(IllegalArgumentException.class, () -> new CountedLine("x", new Point(0, 0), new Point(0, 0)));
    }
}
