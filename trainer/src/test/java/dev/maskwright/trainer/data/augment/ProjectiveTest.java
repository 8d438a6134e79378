package dev.maskwright.trainer.data.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.trainer.data.augment.base.Range;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ProjectiveTest {

    private static final List<Motion> ALL = List.of(
            new Perspective(1, 0.25), new Rotate(1, 180), new Scale(1, new Range(0.2, 5)), new Translate(1, 0.9, 0.9));

    private static Projective everything(SplittableRandom random) {
        Projective map = Projective.IDENTITY;
        for (Motion motion : ALL) {
            map = map.then(motion.draw(320, 240, random).map());
        }
        return map;
    }

    @Test
    void thereAndBackBringsEachPixelCentreHome() {
        for (int seed = 0; seed < 200; seed++) {
            Projective there = everything(new SplittableRandom(seed));
            Projective back = there.inverse();
            for (double y = 0.5; y < 240; y += 29) {
                for (double x = 0.5; x < 320; x += 29) {
                    double toX = there.x(x, y);
                    double toY = there.y(x, y);
                    assertTrue(there.w(x, y) > 0, "seed " + seed + " puts the picture beyond its horizon");
                    assertEquals(x, back.x(toX, toY), 1e-6, "seed " + seed);
                    assertEquals(y, back.y(toX, toY), 1e-6, "seed " + seed);
                }
            }
        }
    }

    @Test
    void oneMapDoesWhatItsPartsDoInTurn() {
        Projective first =
                new Perspective(1, 0.2).draw(100, 80, new SplittableRandom(3)).map();
        Projective second =
                new Rotate(1, 90).draw(100, 80, new SplittableRandom(4)).map();
        Projective both = first.then(second);
        double x = first.x(20, 30);
        double y = first.y(20, 30);
        assertEquals(second.x(x, y), both.x(20, 30), 1e-9);
        assertEquals(second.y(x, y), both.y(20, 30), 1e-9);
    }

    @Test
    void aQuarterTurnIsClockwise() {
        Projective turn = Projective.rotation(90).about(50, 50);
        assertEquals(60, turn.x(50, 40), 1e-12); // what is at the top comes to the right
        assertEquals(50, turn.y(50, 40), 1e-12);
    }

    @Test
    void aSquareGoesToTheFourCornersNamed() {
        double[] x = {10, 95, 80, 5};
        double[] y = {4, 12, 70, 66};
        Projective map = Projective.ofSquareTo(x, y);
        double[][] corners = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
        for (int i = 0; i < 4; i++) {
            assertEquals(x[i], map.x(corners[i][0], corners[i][1]), 1e-9);
            assertEquals(y[i], map.y(corners[i][0], corners[i][1]), 1e-9);
        }
    }

    @Test
    void stretchIsHowFarASmallStepLeads() {
        Projective map = everything(new SplittableRandom(8));
        double step = 1e-5;
        double[] stretch = map.stretch(100, 70);
        double right = Math.hypot(map.x(100 + step, 70) - map.x(100, 70), map.y(100 + step, 70) - map.y(100, 70));
        double down = Math.hypot(map.x(100, 70 + step) - map.x(100, 70), map.y(100, 70 + step) - map.y(100, 70));
        assertEquals(right / step, stretch[0], 1e-4 * stretch[0]);
        assertEquals(down / step, stretch[1], 1e-4 * stretch[1]);
    }

    @Test
    void whatDoesNothingIsKnownAsSuch() {
        SplittableRandom random = new SplittableRandom(1);
        assertTrue(new Rotate(1, 0).draw(37, 91, random).map().isIdentity());
        assertTrue(new Perspective(1, 0).draw(37, 91, random).map().isIdentity());
        assertTrue(new Translate(1, 0, 0).draw(37, 91, random).map().isIdentity());
        assertTrue(new Scale(1, new Range(1, 1)).draw(37, 91, random).map().isIdentity());
        assertFalse(new Rotate(1, 1).draw(37, 91, random).map().isShiftAndScale());
        assertTrue(new Translate(1, 0.5, 0.5).draw(37, 91, random).map().isShiftAndScale());
    }
}
