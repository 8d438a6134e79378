package dev.maskwright.sdk.internal.preprocess;

import java.util.Arrays;

/**
 * Weighted sums along rows, then along columns, rounded to 8 bits in between; an axis that keeps its size costs
 * nothing.
 */
final class SmoothResize implements ResizePlan {

    private static final int HALF = 1 << (Coefficients.BITS - 1);

    private final int width;
    private final int channels;
    private final Coefficients horizontal;
    private final Coefficients vertical;

    /** The first source row that the vertical pass reads; the horizontal pass computes only the rows it reads. */
    private final int firstRow;

    private final int rowCount;

    private final byte[] between;
    private final int[] sums;

    SmoothResize(int width, int height, int channels, Coefficients horizontal, Coefficients vertical) {
        this.width = width;
        this.channels = channels;
        this.horizontal = horizontal;
        this.vertical = vertical;
        int last = vertical.targetSize() - 1;
        firstRow = vertical.isIdentity() ? 0 : vertical.starts()[0];
        rowCount = (vertical.isIdentity() ? height : vertical.starts()[last] + vertical.lengths()[last]) - firstRow;
        boolean bothPasses = !horizontal.isIdentity() && !vertical.isIdentity();
        int rowBytes = Math.multiplyExact(horizontal.targetSize(), channels);
        between = new byte[bothPasses ? Math.multiplyExact(rowCount, rowBytes) : 0];
        sums = new int[rowBytes];
    }

    @Override
    public void run(byte[] from, byte[] to) {
        if (horizontal.isIdentity() && vertical.isIdentity()) {
            System.arraycopy(from, 0, to, 0, to.length);
        } else if (vertical.isIdentity()) {
            resizeRows(from, to);
        } else if (horizontal.isIdentity()) {
            resizeColumns(from, 0, to);
        } else {
            resizeRows(from, between);
            resizeColumns(between, firstRow, to);
        }
    }

    private void resizeRows(byte[] from, byte[] to) {
        int rowBytes = width * channels;
        for (int row = 0; row < rowCount; row++) {
            int source = (firstRow + row) * rowBytes;
            int target = row * horizontal.targetSize() * channels;
            if (channels == 3) {
                resizeRgbRow(from, source, to, target);
            } else {
                resizeRow(from, source, to, target);
            }
        }
    }

    private void resizeRow(byte[] from, int source, byte[] to, int target) {
        int[] weights = horizontal.weights();
        for (int x = 0; x < horizontal.targetSize(); x++) {
            int length = horizontal.lengths()[x];
            for (int c = 0; c < channels; c++) {
                int pixel = source + horizontal.starts()[x] * channels + c;
                int weight = x * horizontal.stride();
                int sum = HALF;
                for (int k = 0; k < length; k++, pixel += channels) {
                    sum += (from[pixel] & 0xff) * weights[weight + k];
                }
                to[target++] = clip(sum);
            }
        }
    }

    /** {@link #resizeRow} for three channels at once. */
    private void resizeRgbRow(byte[] from, int source, byte[] to, int target) {
        int[] weights = horizontal.weights();
        for (int x = 0; x < horizontal.targetSize(); x++) {
            int pixel = source + horizontal.starts()[x] * 3;
            int weight = x * horizontal.stride();
            int end = weight + horizontal.lengths()[x];
            int red = HALF;
            int green = HALF;
            int blue = HALF;
            for (; weight < end; weight++, pixel += 3) {
                int w = weights[weight];
                red += (from[pixel] & 0xff) * w;
                green += (from[pixel + 1] & 0xff) * w;
                blue += (from[pixel + 2] & 0xff) * w;
            }
            to[target++] = clip(red);
            to[target++] = clip(green);
            to[target++] = clip(blue);
        }
    }

    /** @param first the image row at the start of {@code from} */
    private void resizeColumns(byte[] from, int first, byte[] to) {
        int rowBytes = sums.length;
        for (int y = 0; y < vertical.targetSize(); y++) {
            Arrays.fill(sums, HALF);
            for (int k = 0; k < vertical.lengths()[y]; k++) {
                int weight = vertical.weights()[y * vertical.stride() + k];
                int source = (vertical.starts()[y] + k - first) * rowBytes;
                for (int i = 0; i < rowBytes; i++) {
                    sums[i] += (from[source + i] & 0xff) * weight;
                }
            }
            int target = y * rowBytes;
            for (int i = 0; i < rowBytes; i++) {
                to[target + i] = clip(sums[i]);
            }
        }
    }

    private static byte clip(int sum) {
        return (byte) Math.max(0, Math.min(sum >> Coefficients.BITS, 255));
    }
}
