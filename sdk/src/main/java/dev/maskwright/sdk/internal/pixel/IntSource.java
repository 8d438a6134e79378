package dev.maskwright.sdk.internal.pixel;

import java.nio.IntBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Pixels {@code 0xAARRGGBB} in an array or, if that is null, in a buffer without one; {@code rowStride} in ints. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record IntSource(int @Nullable [] array, @Nullable IntBuffer buffer, int offset, int rowStride)
        implements PixelSource {

    int index(int x, int y) {
        return offset + y * rowStride + x;
    }

    @Override
    public void readRgb(int x, int y, int count, byte[] rgb) {
        int from = index(x, y);
        for (int i = 0; i < 3 * count; i += 3, from++) {
            int argb = array != null ? array[from] : buffer().get(from);
            rgb[i] = (byte) (argb >> 16);
            rgb[i + 1] = (byte) (argb >> 8);
            rgb[i + 2] = (byte) argb;
        }
    }

    @Override
    public IntBuffer buffer() {
        return Objects.requireNonNull(buffer);
    }
}
