package dev.maskwright.sdk.video;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.video.LevelEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LevelWatchTest {

    private static final int FRAMES_A_SECOND = 10;
    private static final long FRAME = 1_000_000_000L / FRAMES_A_SECOND;
    private static final int DAY = 24 * 60 * 60 * FRAMES_A_SECOND;

    /** A share as measured by a camera: noisy, with an occasional frame that is far off. */
    private static double flickering(double share, Random random) {
        if (random.nextInt(50) == 0) {
            return random.nextDouble();
        }
        return Math.max(0, Math.min(1, share + 0.02 * random.nextGaussian()));
    }

    @Test
    void aDayOfAStillFlickeringShelfHasNoEvents() {
        Random random = new Random(1);
        LevelWatch watch = new LevelWatch(LevelOptions.defaults());
        for (int frame = 0; frame < DAY; frame++) {
            double light = 0.04 * Math.sin(2 * Math.PI * frame / DAY);
            int at = frame;
            List<LevelEvent> events = watch.update(frame * FRAME, flickering(0.55 + light, random));
            assertEquals(List.of(), events, () -> "frame " + at);
        }
        assertEquals(0.55, watch.level(), 0.03);
    }

    @Test
    void eachOfTwoHundredTakeOutsIsFoundWithinTwoSeconds() {
        Random random = new Random(2);
        LevelWatch watch = new LevelWatch(LevelOptions.defaults());
        double share = 0.9;
        int frame = 0;
        int found = 0;
        for (int taken = 0; taken < 200; taken++) {
            List<LevelEvent> events = new ArrayList<>();
            boolean isTaking = share > 0.2;
            for (int i = 0; i < 50 + random.nextInt(100); i++, frame++) { // nothing happens for 5 to 15 seconds
                events.addAll(watch.update(frame * FRAME, flickering(share, random)));
            }
            assertEquals(List.of(), events, "before " + taken);
            for (int i = 0; i < 8; i++, frame++) { // a hand in front of what is taken hides part of the class
                events.addAll(watch.update(frame * FRAME, flickering(share * 0.6, random)));
            }
            share += isTaking ? -0.12 : 0.65;
            int from = frame;
            for (int i = 0; i < 2 * FRAMES_A_SECOND; i++, frame++) {
                events.addAll(watch.update(frame * FRAME, flickering(share, random)));
            }
            Kind expected = isTaking ? Kind.TAKEN : Kind.PUT_BACK;
            List<LevelEvent> moves = events.stream()
                    .filter(event -> event.kind() == Kind.TAKEN || event.kind() == Kind.PUT_BACK)
                    .toList();
            assertTrue(
                    !moves.isEmpty() && moves.get(moves.size() - 1).kind() == expected,
                    "%d at %.2f: %s".formatted(taken, share, events));
            assertTrue(moves.get(moves.size() - 1).nanos() - from * FRAME <= 2_000_000_000L);
            found++;
            for (int i = 0; i < 30; i++, frame++) {
                int number = taken;
                assertEquals(
                        List.of(), watch.update(frame * FRAME, flickering(share, random)), () -> "after " + number);
            }
        }
        assertEquals(200, found);
    }

    private static List<Kind> kinds(LevelWatch watch, double... levels) {
        List<Kind> kinds = new ArrayList<>();
        long frame = 0;
        for (double level : levels) {
            for (int i = 0; i < 40; i++) {
                watch.update(frame++ * FRAME, level).forEach(event -> kinds.add(event.kind()));
            }
        }
        return kinds;
    }

    @Test
    void fullAndEmptyAreSaidOnce() {
        LevelWatch watch = new LevelWatch(LevelOptions.defaults());
        assertEquals(
                List.of(Kind.PUT_BACK, Kind.FILLED, Kind.TAKEN, Kind.PUT_BACK, Kind.TAKEN, Kind.EMPTIED),
                kinds(watch, 0.3, 0.62, 0.56, 0.63, 0.02));
    }

    @Test
    void aGapInTimeIsNoLevel() {
        LevelWatch watch = new LevelWatch(LevelOptions.defaults());
        for (int i = 0; i < 40; i++) {
            watch.update(i * FRAME, 0.5);
        }
        assertEquals(List.of(), watch.update(3_600_000_000_000L, 0.1));
        assertEquals(List.of(), watch.update(3_600_000_000_000L + FRAME, 0.1));
        assertEquals(0.5, watch.level(), 1e-9);
    }

    @Test
    void aShareLiesBetweenNothingAndAll() {
        LevelWatch watch = new LevelWatch(LevelOptions.defaults());
        assertThrows(IllegalArgumentException.class, () -> watch.update(0, Double.NaN));
        assertThrows(
                IllegalArgumentException.class, () -> LevelOptions.defaults().withLevels(0.1, 0.2));
    }
}
