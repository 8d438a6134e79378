package dev.maskwright.exporter.check;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class DrawnPictureTest {

    @Test
    void numberDecidesThePicture() {
        byte[] first = DrawnPicture.of(1, 64, 48).rgb();
        assertArrayEquals(first, DrawnPicture.of(1, 64, 48).rgb());
        assertFalse(Arrays.equals(first, DrawnPicture.of(2, 64, 48).rgb()));
        assertEquals(3 * 64 * 48, first.length);
    }

    @Test
    void picturesAreAsVariedAsPhotographs() {
        for (int number = 0; number < 16; number++) {
            byte[] rgb = DrawnPicture.of(number, 224, 224).rgb();
            double mean = 0;
            double squares = 0;
            int extremes = 0;
            for (byte value : rgb) {
                int v = value & 0xff;
                mean += v;
                squares += (double) v * v;
                extremes += v == 0 || v == 255 ? 1 : 0;
            }
            mean /= rgb.length;
            double deviation = Math.sqrt(squares / rgb.length - mean * mean);
            String found =
                    "picture %d: mean %.0f, deviation %.0f, %d extremes".formatted(number, mean, deviation, extremes);
            assertTrue(mean > 60 && mean < 195, found);
            assertTrue(deviation > 20, found);
            assertTrue(extremes < rgb.length / 10, found);
        }
    }
}
