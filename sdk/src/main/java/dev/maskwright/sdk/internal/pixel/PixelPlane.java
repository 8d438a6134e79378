package dev.maskwright.sdk.internal.pixel;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Bytes in an array or, if that is null, in a buffer without one: sample {@code (x, y)} is at
 * {@code offset + y * rowStride + x * pixelStride}. Its creator has checked that all samples exist.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PixelPlane(
        byte @Nullable [] array, @Nullable ByteBuffer buffer, int offset, int rowStride, int pixelStride) {

    /** The plane of the samples {@code bytes} bytes further on in each pixel. */
    public PixelPlane shifted(int bytes) {
        return bytes == 0 ? this : new PixelPlane(array, buffer, offset + bytes, rowStride, pixelStride);
    }

    public PixelPlane withPixelStride(int newPixelStride) {
        return new PixelPlane(array, buffer, offset, rowStride, newPixelStride);
    }

    public int index(int x, int y) {
        return offset + y * rowStride + x * pixelStride;
    }

    /** How many bytes {@code count} pixels of a row take up, the last of them {@code pixelBytes}. */
    public int rowLength(int count, int pixelBytes) {
        return (count - 1) * pixelStride + pixelBytes;
    }

    /**
     * Whether each sample of this plane directly follows that of the other plane, with no gap between these pairs of
     * bytes.
     */
    @SuppressWarnings("ReferenceEquality") // equal buffers need not share memory
    public boolean isBehind(PixelPlane other) {
        boolean isSameStorage = array != null ? array == other.array : buffer == other.buffer;
        return isSameStorage
                && offset == other.offset + 1
                && pixelStride == 2
                && other.pixelStride == 2
                && rowStride == other.rowStride;
    }

    /** The byte at an {@link #index}. */
    byte at(int index) {
        return array != null ? array[index] : buffer().get(index);
    }

    /** Copies {@code length} bytes from an {@link #index} on to the beginning of {@code to}. */
    public void copy(int index, byte[] to, int length) {
        if (array != null) {
            System.arraycopy(array, index, to, 0, length);
        } else {
            buffer().get(index, to, 0, length);
        }
    }

    @Override
    public ByteBuffer buffer() {
        return Objects.requireNonNull(buffer);
    }
}
