package dev.maskwright.exporter.check;

/** Bilinear enlarging of all logits, with which the SDK's faster method must agree. */
final class PlainEnlarging {

    private PlainEnlarging() {}

    /** Planes (classes, height, width) as (classes, toHeight, toWidth). */
    static float[] of(float[] planes, int width, int height, int toWidth, int toHeight, boolean alignsCorners) {
        int classes = planes.length / (width * height);
        float[] enlarged = new float[classes * toWidth * toHeight];
        for (int i = 0; i < enlarged.length; i++) {
            double x = at(i % toWidth, toWidth, width, alignsCorners);
            double y = at(i / toWidth % toHeight, toHeight, height, alignsCorners);
            int left = (int) x;
            int top = (int) y;
            int right = Math.min(left + 1, width - 1);
            int bottom = Math.min(top + 1, height - 1);
            int plane = i / (toWidth * toHeight) * width * height;
            double u = x - left;
            double v = y - top;
            double upper = (1 - u) * planes[plane + top * width + left] + u * planes[plane + top * width + right];
            double lower = (1 - u) * planes[plane + bottom * width + left] + u * planes[plane + bottom * width + right];
            enlarged[i] = (float) ((1 - v) * upper + v * lower);
        }
        return enlarged;
    }

    private static double at(int pixel, int toSize, int size, boolean alignsCorners) {
        if (alignsCorners) {
            return toSize == 1 ? 0 : (double) pixel * (size - 1) / (toSize - 1);
        }
        return Math.min(Math.max((pixel + 0.5) * size / toSize - 0.5, 0), size - 1);
    }
}
