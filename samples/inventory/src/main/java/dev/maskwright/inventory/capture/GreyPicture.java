package dev.maskwright.inventory.capture;

import dev.maskwright.folder.SmallPicture;
import dev.maskwright.sdk.frame.Frame;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;

/**
 * Brightnesses of a picture.
 *
 * @param luma 0..1, row by row; the record's own array, not a copy
 */
@SuppressWarnings("ArrayRecordComponent") // pixels; not meant to be compared
public record GreyPicture(int width, int height, float[] luma) {

    /** @throws IllegalArgumentException if a size is not positive or the array has another length */
    public GreyPicture {
        if (width < 1 || height < 1 || luma.length != (long) width * height) {
            throw new IllegalArgumentException(
                    "a grey picture of %dx%d cannot have %d pixels".formatted(width, height, luma.length));
        }
    }

    /**
     * A frame in BT.601 luma, shrunk if need be: each pixel is the mean of those that it stands for.
     *
     * @param longestSide the most pixels across or down
     */
    public static GreyPicture of(Frame frame, int longestSide) {
        BufferedImage small = SmallPicture.of(frame, longestSide);
        int[] pixels = ((DataBufferInt) small.getRaster().getDataBuffer()).getData();
        float[] luma = new float[pixels.length];
        for (int i = 0; i < luma.length; i++) {
            int rgb = pixels[i];
            luma[i] = (0.299f * (rgb >> 16 & 0xff) + 0.587f * (rgb >> 8 & 0xff) + 0.114f * (rgb & 0xff)) / 255;
        }
        return new GreyPicture(small.getWidth(), small.getHeight(), luma);
    }

    /** Means of boxes, one for each pixel of the new picture; the aspect ratio may change. */
    GreyPicture shrunkTo(int newWidth, int newHeight) {
        if (newWidth == width && newHeight == height) {
            return this;
        }
        float[] shrunk = new float[newWidth * newHeight];
        for (int y = 0; y < newHeight; y++) {
            int top = (int) ((long) y * height / newHeight);
            int bottom = Math.max(top + 1, (int) ((long) (y + 1) * height / newHeight));
            for (int x = 0; x < newWidth; x++) {
                int left = (int) ((long) x * width / newWidth);
                int right = Math.max(left + 1, (int) ((long) (x + 1) * width / newWidth));
                shrunk[y * newWidth + x] = mean(left, top, right, bottom);
            }
        }
        return new GreyPicture(newWidth, newHeight, shrunk);
    }

    private float mean(int left, int top, int right, int bottom) {
        double sum = 0;
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                sum += luma[y * width + x];
            }
        }
        return (float) (sum / ((right - left) * (bottom - top)));
    }

    float at(int x, int y) {
        return luma[y * width + x];
    }
}
