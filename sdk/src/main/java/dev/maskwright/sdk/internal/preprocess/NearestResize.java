package dev.maskwright.sdk.internal.preprocess;

/** Takes for each target pixel the source pixel under its centre. */
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
            position += step; // summed up and not multiplied: Pillow's rounding
        }
        return sources;
    }

    @Override
    public void run(byte[] from, byte[] to) {
        int target = 0;
        for (int row : rows) {
            int line = row * width;
            for (int column : columns) {
                int source = (line + column) * channels;
                for (int c = 0; c < channels; c++) {
                    to[target++] = from[source++];
                }
            }
        }
    }
}
