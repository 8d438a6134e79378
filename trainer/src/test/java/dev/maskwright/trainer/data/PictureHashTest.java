package dev.maskwright.trainer.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.model.Resampler;
import dev.maskwright.sdk.model.Resampler.Filter;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PictureHashTest {

    private static final int W = 96;
    private static final int H = 72;

    /** Twenty-four squares of random colours. */
    private static byte[] picture(long seed) {
        Random random = new Random(seed);
        byte[] squares = new byte[6 * 4 * 3];
        for (int i = 0; i < squares.length; i++) {
            squares[i] = (byte) (20 + random.nextInt(200));
        }
        return Resampler.resize(squares, 6, 4, 3, Filter.NEAREST, W, H);
    }

    private static PictureHash hash(byte[] rgb) {
        return PictureHash.of(rgb, W, H);
    }

    @Test
    void aPictureDiffersFromItselfByNothing() {
        assertEquals(0, hash(picture(1)).difference(hash(picture(1))), 1e-6);
        assertTrue(hash(picture(1)).isNear(hash(picture(1))));
    }

    @Test
    void noiseAndAnotherSizeLeaveItNear() {
        byte[] noisy = picture(1);
        Random random = new Random(7);
        for (int i = 0; i < noisy.length; i++) {
            noisy[i] = (byte) Math.max(0, Math.min(255, (noisy[i] & 0xFF) + random.nextGaussian() * 12));
        }
        byte[] small = Resampler.resize(noisy, W, H, 3, Filter.BILINEAR, W / 3, H / 3);
        PictureHash copy = PictureHash.of(small, W / 3, H / 3);
        assertTrue(copy.isNear(hash(picture(1))) && hash(picture(1)).isNear(copy));
    }

    @Test
    void aLittleMoreLightLeavesItNear() {
        byte[] brighter = picture(1);
        for (int i = 0; i < brighter.length; i++) {
            brighter[i] = (byte) Math.min(255, Math.round((brighter[i] & 0xFF) * 1.08f + 4));
        }
        assertTrue(hash(brighter).isNear(hash(picture(1))));
    }

    @Test
    void otherPicturesAreNotNear() {
        for (int seed = 2; seed < 200; seed++) {
            assertFalse(hash(picture(1)).isNear(hash(picture(seed))), "seed " + seed);
        }
    }

    @Test
    void picturesOfOneColourCannotBeToldApartAndAreNotNear() {
        assertFalse(hash(new byte[W * H * 3]).isNear(hash(new byte[W * H * 3])));
    }
}
