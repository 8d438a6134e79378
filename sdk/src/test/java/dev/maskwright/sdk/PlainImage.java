package dev.maskwright.sdk;

import dev.maskwright.sdk.frame.Rotation;
import dev.maskwright.sdk.model.Resampler;
import dev.maskwright.sdk.model.Resampler.Filter;
import java.util.function.IntUnaryOperator;

/** Interleaved RGB and its operations, written to be correct rather than fast: the plain twin of a frame. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PlainImage(byte[] rgb, int width, int height) {

    /** The source of each pixel of a result. */
    private interface Origin {
        int[] of(int x, int y);
    }

    private PlainImage moved(int newWidth, int newHeight, Origin origin) {
        byte[] moved = new byte[newWidth * newHeight * 3];
        for (int y = 0; y < newHeight; y++) {
            for (int x = 0; x < newWidth; x++) {
                int[] from = origin.of(x, y);
                System.arraycopy(rgb, 3 * (from[1] * width + from[0]), moved, 3 * (y * newWidth + x), 3);
            }
        }
        return new PlainImage(moved, newWidth, newHeight);
    }

    PlainImage rotated(Rotation rotation) {
        return switch (rotation) {
            case NONE -> this;
            case CLOCKWISE_90 -> moved(height, width, (x, y) -> new int[] {y, height - 1 - x});
            case CLOCKWISE_180 -> moved(width, height, (x, y) -> new int[] {width - 1 - x, height - 1 - y});
            case CLOCKWISE_270 -> moved(height, width, (x, y) -> new int[] {width - 1 - y, x});
        };
    }

    PlainImage mirrored() {
        return moved(width, height, (x, y) -> new int[] {width - 1 - x, y});
    }

    PlainImage region(int left, int top, int regionWidth, int regionHeight) {
        return moved(regionWidth, regionHeight, (x, y) -> new int[] {left + x, top + y});
    }

    PlainImage resized(Filter filter, int newWidth, int newHeight) {
        return new PlainImage(
                Resampler.resize(rgb, width, height, 3, filter, newWidth, newHeight), newWidth, newHeight);
    }

    /** Placed on a black image. */
    PlainImage placed(int left, int top, int outerWidth, int outerHeight) {
        byte[] placed = new byte[outerWidth * outerHeight * 3];
        for (int y = 0; y < height; y++) {
            System.arraycopy(rgb, 3 * y * width, placed, 3 * ((top + y) * outerWidth + left), 3 * width);
        }
        return new PlainImage(placed, outerWidth, outerHeight);
    }

    /** The largest difference between corresponding bytes. */
    int distance(byte[] other) {
        if (other.length != rgb.length) {
            throw new AssertionError("%d bytes, expected %d".formatted(other.length, rgb.length));
        }
        IntUnaryOperator difference = i -> Math.abs((rgb[i] & 0xff) - (other[i] & 0xff));
        int largest = 0;
        for (int i = 0; i < rgb.length; i++) {
            largest = Math.max(largest, difference.applyAsInt(i));
        }
        return largest;
    }
}
