package dev.maskwright.trainer.data;

import dev.maskwright.sdk.model.Resampler;
import dev.maskwright.sdk.model.Resampler.Filter;

/**
 * A perceptual hash of less than a kilobyte, by which the same picture is recognised after other compression, at
 * another size or a little brighter.
 *
 * @param bits      whether each of 8x8 cells is brighter than the one on its right (a difference hash): quick to
 *     compare, but rough
 * @param thumbnail (16, 16, 3), which distinguishes pictures whose bits agree by chance
 * @param mean      its mean colour
 * @param contrast  its standard deviation from that
 */
@SuppressWarnings("ArrayRecordComponent") // compared by isNear alone
public record PictureHash(long bits, byte[] thumbnail, float[] mean, double contrast) {

    private static final int SIDE = 16;
    private static final int MOST_BITS = 12;

    /**
     * Mean difference over contrast. Measured: up to 0.06 for copies at JPEG quality 30, 0.01 at a third of the size,
     * 0.08 with four pixels cut off each side, 0.11 when a tenth brighter; from 0.25 on for any two of 902 rendered
     * rooms; about 0.02 for neighbours in a video.
     */
    private static final double MOST_DIFFERENCE = 0.15;

    private static final double MOST_SHIFT = 24; // of a mean colour, in levels
    private static final double MOST_STRETCH = 1.5; // of the contrast
    private static final double FLAT = 3; // below this contrast, pictures cannot be distinguished

    /**
     * Computes the hash of a picture of any size.
     *
     * @param rgb (H, W, 3), interleaved
     */
    public static PictureHash of(byte[] rgb, int width, int height) {
        byte[] small = Resampler.resize(rgb, width, height, 3, Filter.BILINEAR, SIDE, SIDE); // (16, 16, 3)
        byte[] tiny = Resampler.resize(small, SIDE, SIDE, 3, Filter.BILINEAR, 9, 8); // (8, 9, 3)
        long bits = 0;
        for (int y = 0; y < 8; y++) {
            for (int x = 0; x < 8; x++) {
                int i = 3 * (y * 9 + x);
                bits = bits << 1 | (brightness(tiny, i) > brightness(tiny, i + 3) ? 1 : 0);
            }
        }
        float[] mean = new float[3];
        for (int i = 0; i < small.length; i++) {
            mean[i % 3] += (small[i] & 0xFF) / (float) (SIDE * SIDE);
        }
        double squares = 0;
        for (int i = 0; i < small.length; i++) {
            double centred = (small[i] & 0xFF) - mean[i % 3];
            squares += centred * centred;
        }
        return new PictureHash(bits, small, mean, Math.sqrt(squares / small.length));
    }

    private static int brightness(byte[] rgb, int i) {
        return (rgb[i] & 0xFF) + (rgb[i + 1] & 0xFF) + (rgb[i + 2] & 0xFF);
    }

    /** Whether the other is nearly the same picture: a copy, another compression, the next frame of a fixed camera. */
    public boolean isNear(PictureHash other) {
        return Long.bitCount(bits ^ other.bits) <= MOST_BITS && difference(other) <= MOST_DIFFERENCE;
    }

    /**
     * Mean difference of the thumbnails, each without its mean colour, divided by their contrast: 0 for equal pictures.
     * Infinite if the pictures differ too much in brightness or contrast, or have too little contrast to be compared:
     * pictures of one colour are not near.
     */
    public double difference(PictureHash other) {
        double least = Math.min(contrast, other.contrast);
        if (least < FLAT || Math.max(contrast, other.contrast) > MOST_STRETCH * least) {
            return Double.POSITIVE_INFINITY;
        }
        double sum = 0;
        for (int channel = 0; channel < 3; channel++) {
            float shift = mean[channel] - other.mean[channel];
            if (Math.abs(shift) > MOST_SHIFT) {
                return Double.POSITIVE_INFINITY;
            }
            for (int i = channel; i < thumbnail.length; i += 3) {
                sum += Math.abs((thumbnail[i] & 0xFF) - (other.thumbnail[i] & 0xFF) - shift);
            }
        }
        return sum / thumbnail.length / least;
    }
}
