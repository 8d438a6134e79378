package dev.maskwright.inventory.capture;

import java.util.Arrays;

/**
 * The appearance of a place in 4,096 bytes: the picture shrunk to 64x64 pixels, and for each only whether it is
 * brighter or darker than its surroundings. So lighting has little influence, and the faint edges of the place count as
 * much as the strong ones of objects that may be removed. Two signatures are compared at every shift up to half of the
 * picture; the best correlation is their similarity, and its shift the motion of the camera. If several shifts are
 * about equally good, as with repeating patterns, the shortest one is used. Immutable.
 *
 * <p>This is slower than a bit hash, but a hash cannot distinguish a moved camera from another place.
 *
 * @see <a href="http://scribblethink.org/Work/nvisionInterface/nip.html">Lewis 1995: Fast normalized
 *     cross-correlation</a>, without its tables: the pictures are small
 */
public final class Signature {

    static final int SIDE = 64;
    private static final int COARSE = 32;
    private static final int SMOOTHED = 4; // pixels to each side whose mean is the coarse brightness
    private static final int MOST_SHIFT = COARSE / 2;
    private static final double LEAST_OVERLAP = 0.25;
    private static final float LEAST_EDGE = 1; // grey levels of 255
    private static final double LEAST_VARIANCE = 0.02; // below this, the picture is uniform

    private final byte[] bytes; // -1 darker, 0, 1 brighter
    private final float[] fine;
    private final float[] coarse;

    private Signature(byte[] bytes) {
        this.bytes = bytes;
        fine = new float[SIDE * SIDE];
        for (int i = 0; i < fine.length; i++) {
            fine[i] = bytes[i];
        }
        coarse = new GreyPicture(SIDE, SIDE, fine).shrunkTo(COARSE, COARSE).luma();
    }

    /** The signature of a picture of any size and aspect ratio. */
    public static Signature of(GreyPicture picture) {
        GreyPicture small = picture.shrunkTo(SIDE, SIDE);
        byte[] bytes = new byte[SIDE * SIDE];
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                float edge = 255 * (small.at(x, y) - around(small, x, y));
                bytes[y * SIDE + x] = (byte) (Math.abs(edge) < LEAST_EDGE ? 0 : Math.signum(edge));
            }
        }
        return new Signature(bytes);
    }

    /**
     * Restores a stored signature.
     *
     * @throws IllegalArgumentException if there are not 4,096 bytes
     */
    public static Signature of(byte[] bytes) {
        if (bytes.length != SIDE * SIDE) {
            throw new IllegalArgumentException("a signature has %d bytes, got %d".formatted(SIDE * SIDE, bytes.length));
        }
        return new Signature(bytes.clone());
    }

    private static float around(GreyPicture picture, int x, int y) {
        float sum = 0;
        int count = 0;
        for (int v = Math.max(0, y - SMOOTHED); v <= Math.min(SIDE - 1, y + SMOOTHED); v++) {
            for (int u = Math.max(0, x - SMOOTHED); u <= Math.min(SIDE - 1, x + SMOOTHED); u++) {
                sum += picture.at(u, v);
                count++;
            }
        }
        return sum / count;
    }

    /** The bytes for {@link #of(byte[])}. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The alignment of this picture with an earlier one. */
    public Alignment alignTo(Signature earlier) {
        Best rough = new Best();
        for (int dy = -MOST_SHIFT; dy <= MOST_SHIFT; dy++) {
            for (int dx = -MOST_SHIFT; dx <= MOST_SHIFT; dx++) {
                rough.offer(correlation(earlier.coarse, coarse, COARSE, dx, dy), dx, dy, COARSE);
            }
        }
        Best best = new Best();
        for (int dy = 2 * rough.dy - 2; dy <= 2 * rough.dy + 2; dy++) {
            for (int dx = 2 * rough.dx - 2; dx <= 2 * rough.dx + 2; dx++) {
                best.offer(correlation(earlier.fine, fine, SIDE, dx, dy), dx, dy, SIDE);
            }
        }
        return new Alignment((double) best.dx / SIDE, (double) best.dy / SIDE, Math.max(0, best.score));
    }

    private static final class Best {

        private double score = -1;
        private double weight = -1; // the score, less where less is seen twice: patterns repeat
        private int dx;
        private int dy;

        void offer(double newScore, int newDx, int newDy, int side) {
            double overlap = (1 - (double) Math.abs(newDx) / side) * (1 - (double) Math.abs(newDy) / side);
            double newWeight = newScore * Math.sqrt(overlap);
            if (newWeight > weight) {
                weight = newWeight;
                score = newScore;
                dx = newDx;
                dy = newDy;
            }
        }
    }

    /** Pearson's, over the part that both show; -1 if that is too small. */
    private static double correlation(float[] before, float[] after, int side, int dx, int dy) {
        int left = Math.max(0, dx);
        int right = Math.min(side, side + dx);
        int top = Math.max(0, dy);
        int bottom = Math.min(side, side + dy);
        int count = (right - left) * (bottom - top);
        if (right <= left || bottom <= top || count < LEAST_OVERLAP * side * side) {
            return -1;
        }
        double sumA = 0;
        double sumB = 0;
        double sumAa = 0;
        double sumBb = 0;
        double sumAb = 0;
        for (int y = top; y < bottom; y++) {
            int a = (y - dy) * side - dx;
            int b = y * side;
            for (int x = left; x < right; x++) {
                float first = before[a + x];
                float second = after[b + x];
                sumA += first;
                sumB += second;
                sumAa += first * first;
                sumBb += second * second;
                sumAb += first * second;
            }
        }
        double varianceA = sumAa - sumA * sumA / count;
        double varianceB = sumBb - sumB * sumB / count;
        if (varianceA < LEAST_VARIANCE * count || varianceB < LEAST_VARIANCE * count) {
            return -1;
        }
        return (sumAb - sumA * sumB / count) / Math.sqrt(varianceA * varianceB);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Signature signature && Arrays.equals(bytes, signature.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
