package dev.maskwright.trainer.data.augment;

import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.sdk.model.Resampler;
import dev.maskwright.sdk.model.Resampler.Filter;
import dev.maskwright.trainer.data.Sample;
import java.util.Optional;

/**
 * Warps a sample by a projective map. The target is sampled by nearest neighbour at the centres of the new pixels. The
 * picture is sampled bilinearly at points at most one source pixel apart; if these are more points than pixels of the
 * result, the SDK's resampler shrinks them, with the same filter as for pictures that are not rotated.
 */
final class Warp {

    private static final int PROBES = 32;
    private static final int WEIGHT_BITS = 11; // two weights and a byte stay below 31 bits
    private static final int ONE = 1 << WEIGHT_BITS;

    private Warp() {}

    /** Whether any of a picture is visible; {@code toPicture} as in {@link #of}. */
    static boolean shows(Sample sample, Projective toPicture, int width, int height) {
        for (int row = 0; row < PROBES; row++) {
            int y = row * height / PROBES;
            for (int column = 0; column < PROBES; column++) {
                int x = column * width / PROBES;
                if (isInside(sample, toPicture, x + 0.5, y + 0.5)) { // the centre of a pixel
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isInside(Sample sample, Projective map, double x, double y) {
        if (map.w(x, y) <= 0) {
            return false;
        }
        double fromX = map.x(x, y);
        double fromY = map.y(x, y);
        return fromX > 0 && fromX < sample.width() && fromY > 0 && fromY < sample.height();
    }

    /**
     * A new sample.
     *
     * @param toPicture maps a point of the result to the point of the picture that is shown there
     * @param outline   of the product, in the picture
     */
    static Sample of(Sample sample, Projective toPicture, int width, int height, Optional<Outline> outline) {
        double[] density = density(sample, toPicture, width, height);
        int columns = Math.max(width, (int) Math.ceil(width * density[0]));
        int rows = Math.max(height, (int) Math.ceil(height * density[1]));
        byte[] rgb = picture(
                sample,
                Projective.scaling((double) width / columns, (double) height / rows)
                        .then(toPicture),
                columns,
                rows);
        if (columns > width || rows > height) {
            rgb = Resampler.resize(rgb, columns, rows, 3, Filter.BILINEAR, width, height);
        }
        byte[] target = target(sample, toPicture, width, height);
        Projective fromPicture = toPicture.inverse();
        Optional<Box> box = outline.map(points -> fromPicture.around(points.xs(), points.ys()))
                .flatMap(around -> visible(around, width, height));
        return new Sample(rgb, target, width, height, box);
    }

    /** The number of sampling points across and down a pixel of the result, where the scale is largest. */
    private static double[] density(Sample sample, Projective map, int width, int height) {
        double[] most = {1, 1};
        for (int row = 0; row <= 8; row++) {
            double y = row * height / 8.0;
            for (int column = 0; column <= 8; column++) {
                double x = column * width / 8.0;
                if (isInside(sample, map, x, y)) {
                    double[] stretch = map.stretch(x, y);
                    most[0] = Math.max(most[0], stretch[0]);
                    most[1] = Math.max(most[1], stretch[1]);
                }
            }
        }
        return most;
    }

    private static Optional<Box> visible(Box box, int width, int height) {
        double left = Math.max(0, box.x());
        double top = Math.max(0, box.y());
        double right = Math.min(width, box.x() + box.width());
        double bottom = Math.min(height, box.y() + box.height());
        return left < right && top < bottom
                ? Optional.of(new Box(left, top, right - left, bottom - top))
                : Optional.empty();
    }

    private static byte[] target(Sample sample, Projective map, int width, int height) {
        byte[] to = new byte[width * height];
        for (int y = 0, i = 0; y < height; y++) {
            for (int x = 0; x < width; x++, i++) {
                double inverse = 1 / map.w(x + 0.5, y + 0.5);
                double fromX = (map.a() * (x + 0.5) + map.b() * (y + 0.5) + map.c()) * inverse;
                double fromY = (map.d() * (x + 0.5) + map.e() * (y + 0.5) + map.f()) * inverse;
                boolean inside =
                        inverse > 0 && fromX >= 0 && fromX < sample.width() && fromY >= 0 && fromY < sample.height();
                to[i] = inside ? sample.target()[((int) fromY) * sample.width() + (int) fromX] : (byte) Sample.IGNORE;
            }
        }
        return to;
    }

    private static byte[] picture(Sample sample, Projective map, int width, int height) {
        byte[] from = sample.rgb();
        int rowBytes = 3 * sample.width();
        int lastX = sample.width() - 1;
        int lastY = sample.height() - 1;
        byte[] to = new byte[3 * width * height];
        int i = 0;
        for (int y = 0; y < height; y++) {
            double rowX = map.b() * (y + 0.5) + map.c();
            double rowY = map.e() * (y + 0.5) + map.f();
            double rowW = map.h() * (y + 0.5) + map.i();
            for (int x = 0; x < width; x++, i += 3) {
                double inverse = 1 / (map.g() * (x + 0.5) + rowW);
                double fromX = (map.a() * (x + 0.5) + rowX) * inverse;
                double fromY = (map.d() * (x + 0.5) + rowY) * inverse;
                if (!(inverse > 0 && fromX >= 0 && fromX <= lastX + 1 && fromY >= 0 && fromY <= lastY + 1)) {
                    to[i] = Crop.MEAN_COLOR[0];
                    to[i + 1] = Crop.MEAN_COLOR[1];
                    to[i + 2] = Crop.MEAN_COLOR[2];
                    continue;
                }
                // Centres of pixels are at halves; outside the outermost ones the edge is repeated.
                int fixedX = (int) (Math.max(0, Math.min(lastX, fromX - 0.5)) * ONE + 0.5);
                int fixedY = (int) (Math.max(0, Math.min(lastY, fromY - 0.5)) * ONE + 0.5);
                int left = fixedX >> WEIGHT_BITS;
                int top = fixedY >> WEIGHT_BITS;
                int p = top * rowBytes + 3 * left;
                int q = left < lastX ? p + 3 : p;
                int down = top < lastY ? rowBytes : 0;
                int right = fixedX & (ONE - 1);
                int below = fixedY & (ONE - 1);
                int w11 = right * below;
                int w10 = (right << WEIGHT_BITS) - w11;
                int w01 = (below << WEIGHT_BITS) - w11;
                int w00 = ONE * ONE - w10 - w01 - w11;
                int half = 1 << (2 * WEIGHT_BITS - 1);
                for (int c = 0; c < 3; c++) {
                    int sum = w00 * (from[p + c] & 0xFF)
                            + w10 * (from[q + c] & 0xFF)
                            + w01 * (from[p + down + c] & 0xFF)
                            + w11 * (from[q + down + c] & 0xFF);
                    to[i + c] = (byte) ((sum + half) >> (2 * WEIGHT_BITS));
                }
            }
        }
        return to;
    }
}
