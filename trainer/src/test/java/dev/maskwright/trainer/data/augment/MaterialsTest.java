package dev.maskwright.trainer.data.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.trainer.data.OtherRows;
import dev.maskwright.trainer.data.Sample;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Things in other colours. */
class MaterialsTest {

    private static final int SIZE = 48;
    private static final Materials ANY = new Materials(1, 1, 0.5, 0.5, 0.5, 0.3);

    /**
     * Four upright stripes of grey that is shaded from top to bottom: background, a thing, what does not count, a
     * thing. Between two rows of background in the middle of each thing is nothing else, so that either is in two
     * parts.
     */
    private static Sample shaded(int first, int second) {
        byte[] rgb = new byte[3 * SIZE * SIZE];
        byte[] target = new byte[SIZE * SIZE];
        for (int i = 0; i < target.length; i++) {
            int y = i / SIZE;
            int stripe = 4 * (i % SIZE) / SIZE;
            target[i] = (byte) (stripe == 1 ? first : stripe == 2 ? Sample.IGNORE : stripe == 3 ? second : 0);
            if (y == SIZE / 2) {
                target[i] = 0;
            }
            Arrays.fill(rgb, 3 * i, 3 * i + 3, (byte) (90 + y / 2));
        }
        return new Sample(rgb, target, SIZE, SIZE, Optional.empty());
    }

    private static Sample changed(Materials settings, Sample sample, int seed) {
        settings.apply(sample, OtherRows.none(), new SplittableRandom(seed));
        return sample;
    }

    private static double luma(Sample sample, int i) {
        return 0.299 * (sample.rgb()[3 * i] & 0xFF)
                + 0.587 * (sample.rgb()[3 * i + 1] & 0xFF)
                + 0.114 * (sample.rgb()[3 * i + 2] & 0xFF);
    }

    private static boolean isGrey(Sample sample, int i) {
        return sample.rgb()[3 * i] == sample.rgb()[3 * i + 1] && sample.rgb()[3 * i] == sample.rgb()[3 * i + 2];
    }

    @Test
    void onlyThingsChangeAndOnlyTheirColour() {
        Sample before = shaded(3, 4);
        for (int seed = 0; seed < 20; seed++) {
            Sample after = changed(ANY, shaded(3, 4), seed);
            assertArrayEquals(before.target(), after.target());
            for (int i = 0; i < after.target().length; i++) {
                int id = after.target()[i] & 0xFF;
                if (id == 0 || id == Sample.IGNORE) {
                    assertEquals(luma(before, i), luma(after, i), 0.001, "seed " + seed + " at " + i);
                    assertTrue(isGrey(after, i));
                } else {
                    assertFalse(isGrey(after, i), "seed " + seed + " at " + i);
                }
            }
        }
    }

    @Test
    void lightAndShadowStay() {
        Sample before = shaded(3, 4);
        for (int seed = 0; seed < 20; seed++) {
            Sample after = changed(new Materials(1, 1, 0.5, 0.5, 0.5, 0), shaded(3, 4), seed);
            Sample darker = changed(ANY, shaded(3, 4), seed);
            double factor = luma(darker, SIZE / 4) / luma(before, SIZE / 4);
            for (int y = 0; y < SIZE / 2; y++) {
                int i = y * SIZE + SIZE / 4;
                assertEquals(luma(before, i), luma(after, i), 1, "seed " + seed + " in row " + y);
                assertEquals(factor * luma(before, i), luma(darker, i), 2, "seed " + seed + " in row " + y);
            }
            assertTrue(factor > 0.69 && factor < 1.31, "factor " + factor);
        }
    }

    @Test
    void theHueTurnsAsFarAsAskedAndGreyHasNone() {
        Materials turning = new Materials(1, 1, 0.25, 0, 0, 0);
        double widest = 0;
        for (int seed = 0; seed < 40; seed++) {
            Sample grey = changed(turning, shaded(3, 4), seed);
            assertArrayEquals(shaded(3, 4).rgb(), grey.rgb());
            Sample red = shaded(3, 4);
            for (int i = 0; i < red.target().length; i++) {
                red.rgb()[3 * i] = 120;
                red.rgb()[3 * i + 1] = 100;
                red.rgb()[3 * i + 2] = 100;
            }
            Sample turned = changed(turning, red, seed);
            int i = SIZE / 4;
            double v = 0.877 * ((turned.rgb()[3 * i] & 0xFF) - luma(turned, i));
            double u = 0.492 * ((turned.rgb()[3 * i + 2] & 0xFF) - luma(turned, i));
            double angle = Math.atan2(v, u) - Math.atan2(0.877 * (120 - 106), 0.492 * (100 - 106));
            widest = Math.max(widest, Math.abs(Math.IEEEremainder(angle, 2 * Math.PI)));
        }
        assertEquals(Math.PI / 2, widest, 0.15); // a quarter of the circle
    }

    @Test
    void partsOfOneThingChangeAlikeAndOthersByThemselves() {
        int differing = 0;
        for (int seed = 0; seed < 20; seed++) {
            Sample same = changed(ANY, shaded(3, 3), seed);
            Sample two = changed(ANY, shaded(3, 4), seed);
            int upper = 5 * SIZE;
            for (int c = 0; c < 3; c++) {
                assertEquals(same.rgb()[3 * (upper + SIZE / 4) + c], same.rgb()[3 * (upper + SIZE - 1) + c]);
            }
            differing += two.rgb()[3 * (upper + SIZE / 4)] != two.rgb()[3 * (upper + SIZE - 1)] ? 1 : 0;
            int lower = SIZE - 5;
            double above = (two.rgb()[3 * (upper + SIZE / 4)] & 0xFF) / luma(shaded(3, 4), upper);
            double below = (two.rgb()[3 * (lower * SIZE + SIZE / 4)] & 0xFF) / luma(shaded(3, 4), lower * SIZE);
            assertEquals(above, below, 0.02, "seed " + seed + ": two parts of a carpet");
        }
        assertTrue(differing > 15, "only " + differing);
    }

    @Test
    void whiteThingsGetAColourToo() {
        int coloured = 0;
        for (int seed = 0; seed < 40; seed++) {
            Sample white = shaded(3, 3);
            Arrays.fill(white.rgb(), (byte) 250);
            Sample after = changed(ANY, white, seed);
            int least = 255;
            for (int c = 0; c < 3; c++) {
                int value = after.rgb()[3 * (SIZE / 4) + c] & 0xFF;
                assertTrue(value <= 235, "seed " + seed + ": " + value);
                least = Math.min(least, value);
            }
            coloured += least < 215 ? 1 : 0;
        }
        assertTrue(coloured > 20, "only " + coloured);
    }

    @Test
    void asManyThingsAsAskedAreRecoloured() {
        Materials half = new Materials(1, 0.5, 0.5, 0.3, 0.5, 0.3);
        int things = 0;
        for (int seed = 0; seed < 200; seed++) {
            Sample after = changed(half, shaded(3, 4), seed);
            things += isGrey(after, SIZE / 4) ? 0 : 1;
            things += isGrey(after, SIZE - 1) ? 0 : 1;
        }
        assertEquals(200, things, 40);
        assertEquals(
                Optional.empty(),
                new Materials(1, 0, 0.5, 0.3, 0.5, 0.3).apply(shaded(3, 4), OtherRows.none(), new SplittableRandom(1)));
        assertEquals(
                Optional.of("2 things recoloured"), ANY.apply(shaded(3, 4), OtherRows.none(), new SplittableRandom(1)));
    }

    @Test
    void itChangesNothingButThePicture() {
        Augmentation plain = Augmentation.defaults();
        for (int seed = 0; seed < 20; seed++) {
            Sample without = plain.apply(Painted.product(), 32, 32, new SplittableRandom(seed));
            Sample with = plain.withScene(SceneSettings.asItIs().withMaterials(ANY))
                    .apply(Painted.product(), 32, 32, new SplittableRandom(seed));
            assertArrayEquals(without.target(), with.target());
            assertEquals(without.box(), with.box());
            assertFalse(Arrays.equals(without.rgb(), with.rgb()), "seed " + seed);
        }
    }
}
