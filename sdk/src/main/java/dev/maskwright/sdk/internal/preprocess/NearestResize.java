package dev.maskwright.sdk.internal.preprocess;

/** For each target pixel, takes the source pixel under its centre. */
final class NearestResize implements ResizePlan {

    private final int[] columns;
    private final int[] rows;
    private final int width;
    private final int channels;

    NearestResize(int[] columns, int[] rows, int width, int channels) {
        this.columns = columns;
        this.rows = rows;
        this.width = width;
        this.channels = channels;
    }

    /** The source position of each target position along one axis. */
    static int[] sources(int size, float from, float to, int toSize) {
        double step = (double) (to - from) / toSize;
        double position = from + step * 0.5;
        int[] sources = new int[toSize];
        for (int i = 0; i < toSize; i++) {
            sources[i] = Math.min((int) position, size - 1);
            position += step; // accumulated, not multiplied: Pillow's rounding
        }
        return sources;
    }

    @Override
    public void run(byte[] from, byte[] to) {
        int length = columns.length * channels;
        for (int i = 0; i < rows.length; i++) {
            if (i > 0 && rows[i] == rows[i - 1]) {
                System.arraycopy(to, (i - 1) * length, to, i * length, length);
            } else if (channels == 1) {
                copyRow(from, rows[i] * width, to, i * length);
            } else {
                copyPixels(from, rows[i] * width, to, i * length);
            }
        }
    }

    private void copyRow(byte[] from, int line, byte[] to, int first) {
        for (int i = 0; i < columns.length; i++) {
            to[first + i] = from[line + columns[i]];
        }
    }

    private void copyPixels(byte[] from, int line, byte[] to, int first) {
        int target = first;
        for (int column : columns) {
            int source = (line + column) * channels;
            for (int c = 0; c < channels; c++) {
                to[target++] = from[source++];
            }
        }
    }
}
