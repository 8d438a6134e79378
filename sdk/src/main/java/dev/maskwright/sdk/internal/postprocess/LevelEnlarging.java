package dev.maskwright.sdk.internal.postprocess;

import dev.maskwright.sdk.geometry.Box;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.Arrays;

/**
 * Makes masks of quantised logits, levels 0..255: bit for bit what {@link LateEnlarging} makes of the same numbers as
 * floats, without converting them. For enlargement by 2, 4, 8 or 16, all products and sums are exact, so the ids are
 * those of interpolating the logits without rounding.
 *
 * <p>Four adjacent levels are one int, so everything is the same operation on each int of an array, which the compiler
 * vectorises. For one thread at a time.
 */
public final class LevelEnlarging extends CellEnlarging {

    private static final int LANES = 4;
    private static final int LAST = 255;

    private final int[][] levels; // (K, H * W / 4)
    private final int[][] keys; // by lane: the highest level times 256, plus 255 minus its class
    private final float[][] sums; // by lane
    private final int[] below; // how many levels a class lies below the highest
    private final float[] shares; // e^-x, where x is the logit difference of this many levels
    private final byte[] plane;
    private final IntBuffer planeView;
    private final Scratch scratch;
    private final MaskTarget whole;
    private final boolean isSameSize;

    /**
     * Makes masks of one size from levels of one size.
     *
     * @param logits what a level stands for
     * @param alignsCorners see {@link LateEnlarging}
     */
    public LevelEnlarging(
            Logits logits, int classes, int width, int height, boolean alignsCorners, int maskWidth, int maskHeight) {
        super(classes, width, height, alignsCorners);
        int groups = (pixels + LANES - 1) / LANES;
        levels = new int[classes][groups];
        keys = new int[LANES][groups];
        sums = new float[LANES][groups];
        below = new int[groups];
        plane = new byte[LANES * groups];
        planeView = ByteBuffer.wrap(plane).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
        shares = new float[LAST + 1];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = logits.share(-i);
        }
        scratch = newScratch();
        whole = target(new Box(0, 0, maskWidth, maskHeight), maskWidth, maskHeight, maskWidth, maskHeight);
        isSameSize = maskWidth == width && maskHeight == height;
    }

    /** How many levels one mask is made from. */
    public int values() {
        return classes * pixels;
    }

    /**
     * Makes a mask.
     *
     * @param from shape (N, K, H, W)
     * @param offset the index of the image's first level
     */
    public void read(ByteBuffer from, int offset, byte[] toClassIds, byte[] toConfidences) {
        load(from, offset);
        if (isSameSize) {
            System.arraycopy(classIds, 0, toClassIds, 0, pixels);
            System.arraycopy(confidences, 0, toConfidences, 0, pixels);
        } else {
            resize(whole, toClassIds, toConfidences, scratch);
        }
    }

    private void load(ByteBuffer from, int offset) {
        for (int lane = 0; lane < LANES; lane++) {
            Arrays.fill(keys[lane], 0);
            Arrays.fill(sums[lane], 0);
        }
        for (int k = 0; k < classes; k++) {
            from.get(offset + k * pixels, plane, 0, pixels);
            planeView.get(0, levels[k]);
            for (int lane = 0; lane < LANES; lane++) {
                raise(levels[k], Byte.SIZE * lane, LAST - k, keys[lane]);
            }
        }
        for (int lane = 0; lane < LANES; lane++) {
            for (int k = 0; k < classes; k++) {
                subtract(keys[lane], levels[k], Byte.SIZE * lane, below);
                addShares(shares, below, sums[lane]);
            }
            for (int p = lane, i = 0; p < pixels; p += LANES, i++) {
                classIds[p] = (byte) (LAST - (keys[lane][i] & LAST));
                confidences[p] = (byte) (LAST / sums[lane][i] + 0.5f);
            }
        }
    }

    /** Keeps the greater key, without Math.max, which the compiler would not vectorise. */
    private static void raise(int[] from, int shift, int classKey, int[] to) {
        for (int i = 0; i < to.length; i++) {
            int below = to[i] - ((((from[i] >>> shift) & LAST) << Byte.SIZE) | classKey);
            to[i] -= below & (below >> 31);
        }
    }

    private static void subtract(int[] from, int[] levels, int shift, int[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] = ((from[i] >>> Byte.SIZE) - (levels[i] >>> shift)) & LAST;
        }
    }

    private static void addShares(float[] shares, int[] below, float[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] += shares[below[i] & LAST];
        }
    }

    /** Whole numbers in this range are equal or differ by more than the rounding error. */
    @Override
    boolean isClose(int a, int b, int c, int d) {
        return false;
    }

    @Override
    void read(int k, int a, int b, int c, int d, float[] to, int at) {
        int[] row = levels[k];
        to[at] = level(row, a);
        to[at + 1] = level(row, b);
        to[at + 2] = level(row, c);
        to[at + 3] = level(row, d);
    }

    private static int level(int[] row, int pixel) {
        return (row[pixel / LANES] >>> (Byte.SIZE * (pixel % LANES))) & LAST;
    }

    @Override
    float margin() {
        return 1;
    }
}
