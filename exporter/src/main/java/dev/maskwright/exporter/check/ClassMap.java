package dev.maskwright.exporter.check;

/**
 * Class ids of the pixels of a picture, of any number of classes.
 *
 * @param ids row by row
 */
@SuppressWarnings("ArrayRecordComponent") // pixels; nobody compares maps as wholes
record ClassMap(int width, int height, int[] ids) {

    boolean hasSizeOf(ClassMap other) {
        return width == other.width && height == other.height;
    }

    /** Each pixel takes the class under its centre. */
    ClassMap resizedTo(int newWidth, int newHeight) {
        int[] resized = new int[newWidth * newHeight];
        for (int y = 0; y < newHeight; y++) {
            int sourceRow = (int) ((y + 0.5) * height / newHeight);
            for (int x = 0; x < newWidth; x++) {
                resized[y * newWidth + x] = ids[sourceRow * width + (int) ((x + 0.5) * width / newWidth)];
            }
        }
        return new ClassMap(newWidth, newHeight, resized);
    }
}
