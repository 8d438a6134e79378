package dev.maskwright.sdk.internal.image;

import com.drew.lang.StreamReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Allocates memory as bytes arrive, not by the length that a file claims: a PNG of 300 bytes may claim 256 MB of EXIF.
 */
final class ThriftyReader extends StreamReader {

    private static final int STEP = 1 << 16;

    ThriftyReader(InputStream stream) {
        super(stream);
    }

    @Override
    public byte[] getBytes(int count) throws IOException {
        byte[] bytes = new byte[Math.min(count, STEP)];
        getBytes(bytes, 0, bytes.length);
        while (bytes.length < count) {
            int from = bytes.length;
            bytes = Arrays.copyOf(bytes, (int) Math.min(count, 2L * from));
            getBytes(bytes, from, bytes.length - from);
        }
        return bytes;
    }
}
