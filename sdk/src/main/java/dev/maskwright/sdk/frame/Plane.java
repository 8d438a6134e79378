package dev.maskwright.sdk.frame;

import dev.maskwright.sdk.internal.pixel.PixelPlane;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of a frame and the layout of its pixels: offset, distance between rows and distance between pixels. Values that
 * are not set follow from the format, with rows and pixels without gaps.
 *
 * <p>Nothing is copied. A buffer is used from its position to its limit at the time of the call of {@link
 * #of(ByteBuffer)}; neither is changed. On Android, with {@code p} of {@code Image.getPlanes()}:
 *
 * <pre>{@code
 * Plane.of(p.getBuffer()).withRowStride(p.getRowStride()).withPixelStride(p.getPixelStride())
 * }</pre>
 */
public final class Plane {

    private static final int OF_THE_FORMAT = 0;

    private final byte @Nullable [] array;
    private final @Nullable ByteBuffer buffer;
    private final int start;
    private final int end;
    private final int rowStride;
    private final int pixelStride;

    private Plane(
            byte @Nullable [] array, @Nullable ByteBuffer buffer, int start, int end, int rowStride, int pixelStride) {
        this.array = array;
        this.buffer = buffer;
        this.start = start;
        this.end = end;
        this.rowStride = rowStride;
        this.pixelStride = pixelStride;
    }

    /**
     * A plane over an array.
     *
     * @throws IllegalArgumentException if it is null
     */
    public static Plane of(byte[] bytes) {
        Frame.checkNotNull(bytes, "array of pixels");
        return new Plane(bytes, null, 0, bytes.length, OF_THE_FORMAT, OF_THE_FORMAT);
    }

    /**
     * A plane over the rest of a buffer, direct or not; its byte order does not matter.
     *
     * @throws IllegalArgumentException if it is null
     */
    public static Plane of(ByteBuffer bytes) {
        Frame.checkNotNull(bytes, "buffer of pixels");
        int length = bytes.remaining();
        if (bytes.hasArray()) {
            int start = bytes.arrayOffset() + bytes.position();
            return new Plane(bytes.array(), null, start, start + length, OF_THE_FORMAT, OF_THE_FORMAT);
        }
        return new Plane(null, bytes.slice(), 0, length, OF_THE_FORMAT, OF_THE_FORMAT);
    }

    /**
     * The same plane with another offset, for buffers that hold several planes one after the other.
     *
     * @throws IllegalArgumentException if it is negative or beyond the end
     */
    public Plane from(int byteOffset) {
        if (byteOffset < 0 || byteOffset > end - start) {
            throw new IllegalArgumentException(
                    "a plane of %d bytes cannot begin at byte %d".formatted(end - start, byteOffset));
        }
        return new Plane(array, buffer, start + byteOffset, end, rowStride, pixelStride);
    }

    /**
     * The same plane with this distance between rows.
     *
     * @throws IllegalArgumentException if the stride is not positive
     */
    public Plane withRowStride(int bytes) {
        return new Plane(array, buffer, start, end, checkStride("row", bytes), pixelStride);
    }

    /**
     * The same plane with this distance between pixels.
     *
     * @throws IllegalArgumentException if the stride is not positive
     */
    public Plane withPixelStride(int bytes) {
        return new Plane(array, buffer, start, end, rowStride, checkStride("pixel", bytes));
    }

    private static int checkStride(String name, int bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("a %s stride must be at least 1 byte, got %d".formatted(name, bytes));
        }
        return bytes;
    }

    /**
     * The plane as a format uses it.
     *
     * @param name its name in error messages
     * @param pixelBytes how many bytes of each pixel are used
     */
    PixelPlane layout(String name, int columns, int rows, int pixelBytes) {
        int pixel = pixelStride == OF_THE_FORMAT ? pixelBytes : pixelStride;
        if (pixel < pixelBytes) {
            throw new IllegalArgumentException(
                    "%s: a pixel has %d bytes, so the pixel stride cannot be %d".formatted(name, pixelBytes, pixel));
        }
        long rowBytes = (columns - 1L) * pixel + pixelBytes;
        long row = rowStride == OF_THE_FORMAT ? (long) columns * pixel : rowStride;
        if (row < rowBytes) {
            throw new IllegalArgumentException(
                    "%s: a row of %d pixels, %d bytes apart, has %d bytes, so the row stride cannot be %d"
                            .formatted(name, columns, pixel, rowBytes, row));
        }
        long expected = (rows - 1) * row + rowBytes; // the last row may end at its last pixel
        if (end - start < expected) {
            throw new IllegalArgumentException(
                    "%s: %dx%d pixels with a row stride of %d and a pixel stride of %d need %d bytes, got %d"
                            .formatted(name, columns, rows, row, pixel, expected, end - start));
        }
        int stride = (int) Math.min(row, Integer.MAX_VALUE); // larger only if there is one row
        return new PixelPlane(array, buffer, start, stride, pixel);
    }
}
