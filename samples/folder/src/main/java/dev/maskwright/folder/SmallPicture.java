package dev.maskwright.folder;

import dev.maskwright.sdk.frame.Frame;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;

/** Shrinks pictures for pages. */
public final class SmallPicture {

    private SmallPicture() {}

    /**
     * Shrinks a frame if necessary: each pixel is the mean of those that it replaces.
     *
     * @param longestSide the maximum width and height in pixels
     * @return of type {@code INT_RGB}
     */
    public static BufferedImage of(Frame frame, int longestSide) {
        int width = frame.width();
        int height = frame.height();
        double scale = Math.min(1, (double) longestSide / Math.max(width, height));
        int newWidth = Math.max(1, (int) Math.round(width * scale));
        int newHeight = Math.max(1, (int) Math.round(height * scale));
        byte[] rgb = frame.rgb();
        BufferedImage small = new BufferedImage(newWidth, newHeight, BufferedImage.TYPE_INT_RGB);
        int[] pixels = ((DataBufferInt) small.getRaster().getDataBuffer()).getData();
        for (int y = 0; y < newHeight; y++) {
            int top = (int) ((long) y * height / newHeight);
            int bottom = (int) ((long) (y + 1) * height / newHeight);
            for (int x = 0; x < newWidth; x++) {
                int left = (int) ((long) x * width / newWidth);
                int right = (int) ((long) (x + 1) * width / newWidth);
                pixels[y * newWidth + x] = mean(rgb, width, left, top, right, bottom);
            }
        }
        return small;
    }

    private static int mean(byte[] rgb, int width, int left, int top, int right, int bottom) {
        long red = 0;
        long green = 0;
        long blue = 0;
        for (int y = top; y < bottom; y++) {
            int end = 3 * (y * width + right);
            for (int i = 3 * (y * width + left); i < end; i += 3) {
                red += rgb[i] & 0xff;
                green += rgb[i + 1] & 0xff;
                blue += rgb[i + 2] & 0xff;
            }
        }
        long count = (long) (right - left) * (bottom - top);
        return (int) (red / count) << 16 | (int) (green / count) << 8 | (int) (blue / count);
    }
}
