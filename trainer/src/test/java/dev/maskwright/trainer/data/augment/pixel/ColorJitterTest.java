package dev.maskwright.trainer.data.augment.pixel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ColorJitterTest {

    /** Colours from 60 to 190, far enough from both ends that nothing here is cut off. */
    private static byte[] colors() {
        byte[] rgb = new byte[300];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) random.nextInt(60, 191);
        }
        return rgb;
    }

    private static byte[] applied(ColorJitter jitter, byte[] rgb, int seed) {
        byte[] changed = rgb.clone();
        jitter.apply(changed, new SplittableRandom(seed));
        return changed;
    }

    private static double luma(byte[] rgb, int pixel) {
        return 0.299 * (rgb[3 * pixel] & 0xFF)
                + 0.587 * (rgb[3 * pixel + 1] & 0xFF)
                + 0.114 * (rgb[3 * pixel + 2] & 0xFF);
    }

    private static double meanLuma(byte[] rgb) {
        double sum = 0;
        for (int pixel = 0; pixel < rgb.length / 3; pixel++) {
            sum += luma(rgb, pixel);
        }
        return 3 * sum / rgb.length;
    }

    @Test
    void noStrengthChangesNothing() {
        assertArrayEquals(colors(), applied(ColorJitter.none(), colors(), 1));
        assertArrayEquals(colors(), applied(new ColorJitter(0, 0, 1e-9, 0, 0), colors(), 1)); // through the arithmetic
    }

    @Test
    void brightnessMultipliesEveryChannelByOneFactor() {
        byte[] before = colors();
        byte[] after = applied(new ColorJitter(0.3, 0, 0, 0, 0), before, 2);
        double factor = meanLuma(after) / meanLuma(before);
        assertTrue(Math.abs(factor - 1) > 0.02, "factor " + factor);
        for (int i = 0; i < before.length; i++) {
            assertEquals(factor * (before[i] & 0xFF), after[i] & 0xFF, 1);
        }
    }

    @Test
    void contrastKeepsTheMeanAndSpreadsAroundIt() {
        byte[] before = colors();
        byte[] after = applied(new ColorJitter(0, 0.3, 0, 0, 0), before, 4);
        double mean = meanLuma(before);
        assertEquals(mean, meanLuma(after), 0.5);
        double factor = (luma(after, 0) - mean) / (luma(before, 0) - mean);
        assertTrue(Math.abs(factor - 1) > 0.02, "factor " + factor);
        for (int i = 0; i < before.length; i++) {
            assertEquals(mean + factor * ((before[i] & 0xFF) - mean), after[i] & 0xFF, 2.5);
        }
    }

    @Test
    void saturationAndHueKeepTheLightness() {
        byte[] before = colors();
        byte[] after = applied(new ColorJitter(0, 0, 0.3, 0.1, 0), before, 3);
        double changed = 0;
        for (int pixel = 0; pixel < before.length / 3; pixel++) {
            assertEquals(luma(before, pixel), luma(after, pixel), 1);
            changed += Math.abs(before[3 * pixel] - after[3 * pixel]);
        }
        assertTrue(changed > 100, "the colours hardly changed");
    }

    @Test
    void greyHasThreeEqualChannels() {
        byte[] before = colors();
        byte[] after = applied(new ColorJitter(0, 0, 0.3, 0.1, 1), before, 3);
        for (int pixel = 0; pixel < before.length / 3; pixel++) {
            assertEquals(luma(before, pixel), after[3 * pixel] & 0xFF, 0.51);
            assertEquals(after[3 * pixel], after[3 * pixel + 1]);
            assertEquals(after[3 * pixel], after[3 * pixel + 2]);
        }
    }
}
