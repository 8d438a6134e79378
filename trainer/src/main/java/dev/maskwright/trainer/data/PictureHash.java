package dev.maskwright.trainer.data;

/**
 * What a picture looks like, in a few numbers, so that the same picture is known again after other compression or another size.
 *
 * @param bits  whether each of 8x8 cells is darker than the one on its right (a difference hash)
 * @param tones mean grey of 16x16 cells, which tells pictures apart whose bits agree by chance
 */
@SuppressWarnings("ArrayRecordComponent") // compared by isNear alone
public record PictureHash(long bits, byte[] tones) {

    private static final int GRID = 16;

    // Half as large and recompressed at quality 30, CamVid's photographs differ by at most 7 bits and 2.1 levels from
    // themselves; its next
    // frames of the same street begin at 1 bit and 4 levels; no two of 792 rendered rooms come within 10 bits and 20
    // levels of each other.
    private static final int MOST_BITS = 10;
    private static final double MOST_DIFFERENCE = 12;

    /**
     * Looks at a picture of any size.
     *
     * @param rgb (H, W, 3), interleaved
     */
    public static PictureHash of(byte[] rgb, int width, int height) {
        double[] wide = means(rgb, width, height, 9, 8);
        long bits = 0;
        for (int y = 0; y < 8; y++) {
            for (int x = 0; x < 8; x++) {
                bits = bits << 1 | (wide[9 * y + x] < wide[9 * y + x + 1] ? 1 : 0);
            }
        }
        double[] cells = means(rgb, width, height, GRID, GRID);
        byte[] tones = new byte[cells.length];
        for (int i = 0; i < tones.length; i++) {
            tones[i] = (byte) Math.round(cells[i]);
        }
        return new PictureHash(bits, tones);
    }

    /** Mean grey of the cells of a grid; a cell has at least one pixel. */
    private static double[] means(byte[] rgb, int width, int height, int columns, int rows) {
        double[] means = new double[columns * rows];
        for (int row = 0; row < rows; row++) {
            int top = row * height / rows;
            int bottom = Math.max(top + 1, (row + 1) * height / rows);
            for (int column = 0; column < columns; column++) {
                int left = column * width / columns;
                int right = Math.max(left + 1, (column + 1) * width / columns);
                long sum = 0;
                for (int y = top; y < bottom; y++) {
                    for (int i = 3 * (y * width + left); i < 3 * (y * width + right); i++) {
                        sum += rgb[i] & 0xFF;
                    }
                }
                means[row * columns + column] = sum / (3.0 * (bottom - top) * (right - left));
            }
        }
        return means;
    }

    /** Whether the other is the same picture, or nearly: a copy, another compression, the next frame of a camera that stands still. */
    public boolean isNear(PictureHash other) {
        return Long.bitCount(bits ^ other.bits) <= MOST_BITS && difference(other) <= MOST_DIFFERENCE;
    }

    private double difference(PictureHash other) {
        double squares = 0;
        for (int i = 0; i < tones.length; i++) {
            int difference = (tones[i] & 0xFF) - (other.tones[i] & 0xFF);
            squares += difference * difference;
        }
        return Math.sqrt(squares / tones.length);
    }
}
