package dev.maskwright.exporter.check;

/** Bilinear enlarging of all logits: what the SDK's way, which leaves out most of it, must agree with. */
final class PlainEnlarging {

    private PlainEnlarging() {}

    /** Planes (classes, height, width) as (classes, times * height, times * width). */
    static float[] of(float[] planes, int width, int height, int times, boolean alignsCorners) {
        int toWidth = times * width;
        int toHeight = times * height;
        int classes = planes.length / (width * height);
        float[] enlarged = new float[classes * toWidth * toHeight];
        for (int i = 0; i < enlarged.length; i++) {
            double x = at(i % toWidth, times, width, alignsCorners);
            double y = at(i / toWidth % toHeight, times, height, alignsCorners);
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

    private static double at(int pixel, int times, int size, boolean alignsCorners) {
        if (alignsCorners) {
            return (double) pixel * (size - 1) / (times * size - 1);
        }
        return Math.min(Math.max((pixel + 0.5) / times - 0.5, 0), size - 1);
    }
}
