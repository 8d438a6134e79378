package dev.maskwright.sdk.video;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.sdk.geometry.Point;
import dev.maskwright.sdk.video.CountingLine.Anchor;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class CountingLineTest {

    private static final double MARGIN = 8;

    private static Track at(long id, double x, double y) {
        return new Track(id, 3, new Box(x - 10, y - 5, 20, 10), 0.9, true, 0, 0);
    }

    @Test
    void aLineCrossedNTimesCountsNWhateverTheJitter() {
        for (int trial = 0; trial < 300; trial++) {
            Random random = new Random(trial);
            CountingLine line = new CountingLine(new Point(100, 0), new Point(100, 200), MARGIN, Anchor.CENTRE);
            int times = random.nextInt(8);
            double x = 40;
            line.update(List.of(at(1, x, 100)));
            for (int i = 0; i < times; i++) {
                double end = x < 100 ? 160 : 40;
                while (Math.abs(end - x) > 2) {
                    x += Math.signum(end - x) * random.nextDouble() * 6;
                    double shaken = x + (2 * random.nextDouble() - 1) * MARGIN;
                    line.update(List.of(at(1, shaken, 100 + random.nextGaussian())));
                }
            }
            // the line leads down, so that x below 100 is to its right
            assertEquals(times, line.forward(3) + line.backward(3), "trial " + trial);
            assertEquals((times + 1) / 2, line.backward(3), "trial " + trial);
        }
    }

    @Test
    void standingOnTheLineIsNoCrossing() {
        Random random = new Random(2);
        CountingLine line = new CountingLine(new Point(100, 0), new Point(100, 200), MARGIN, Anchor.CENTRE);
        line.update(List.of(at(1, 60, 100)));
        for (int i = 0; i < 10_000; i++) {
            line.update(List.of(at(1, 100 + (2 * random.nextDouble() - 1) * MARGIN, 100)));
        }
        assertEquals(0, line.forward(3) + line.backward(3));
    }

    @Test
    void goingAroundItsEndsIsNoCrossing() {
        CountingLine line = new CountingLine(new Point(100, 0), new Point(100, 200), MARGIN, Anchor.CENTRE);
        line.update(List.of(at(1, 50, 250)));
        assertEquals(List.of(), line.update(List.of(at(1, 150, 250))));
        assertEquals(List.of(), line.update(List.of(at(1, 150, 100))));
        assertEquals(1, line.update(List.of(at(1, 50, 100))).size());
    }

    @Test
    void theFootMayCrossWhereTheMiddleDoesNot() {
        CountingLine line = new CountingLine(new Point(0, 100), new Point(200, 100), 1, Anchor.FOOT);
        line.update(List.of(at(1, 100, 90))); // foot at 95
        List<Crossing> crossings = line.update(List.of(at(1, 100, 98)));
        assertEquals(List.of(true), crossings.stream().map(Crossing::forward).toList());
    }

    @Test
    void whoeverIsGoneBeginsAnew() {
        CountingLine line = new CountingLine(new Point(100, 0), new Point(100, 200), MARGIN, Anchor.CENTRE);
        line.update(List.of(at(1, 50, 100)));
        line.update(List.of());
        assertEquals(List.of(), line.update(List.of(at(1, 150, 100))));
    }

    @Test
    void aLineNeedsALength() {
        Point point = new Point(1, 1);
        assertThrows(IllegalArgumentException.class, () -> new CountingLine(point, point, 1, Anchor.FOOT));
        assertThrows(
                IllegalArgumentException.class,
                () -> new CountingLine(point, new Point(2, 1), Double.NaN, Anchor.FOOT));
    }
}
