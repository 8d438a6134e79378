package dev.maskwright.sdk.internal.image;

import java.io.IOException;
import java.util.Arrays;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * The bytes of a picture as decoders read them. Decoders that lose their way in damaged data keep reading past the end,
 * some for minutes. Here that is an error after {@link #LATE_READS} reads, or immediately after the number of zeros
 * that the caller allows.
 */
final class GuardedInput extends ImageInputStreamImpl {

    /** How often the end is reported: more than the one or two extra bytes that correct decoders ask for. */
    static final int LATE_READS = 1000;

    private final byte[] bytes;
    private final int zeros;
    private int late;

    private GuardedInput(byte[] bytes, int zeros) {
        this.bytes = bytes;
        this.zeros = zeros;
    }

    static GuardedInput of(byte[] bytes) {
        return new GuardedInput(bytes, 0);
    }

    /**
     * Bytes followed by zeros that {@link #length} does not count, for decoders that read a few bytes ahead of those
     * they decode. Reading past the zeros is an error.
     */
    static GuardedInput withZeros(byte[] bytes, int zeros) {
        return new GuardedInput(bytes, zeros);
    }

    @Override
    public int read() throws IOException {
        bitOffset = 0;
        if (streamPos >= bytes.length && isEnd()) {
            return -1;
        }
        int at = (int) streamPos++;
        return at < bytes.length ? bytes[at] & 0xff : 0;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        bitOffset = 0;
        if (length > 0 && streamPos >= bytes.length && isEnd()) {
            return -1;
        }
        int given = (int) Math.max(0, Math.min(length, bytes.length - streamPos));
        int all = (int) Math.min(length, (long) bytes.length + zeros - streamPos);
        System.arraycopy(bytes, (int) Math.min(streamPos, bytes.length), to, offset, given);
        Arrays.fill(to, offset + given, offset + all, (byte) 0);
        streamPos += all;
        return all;
    }

    /** Whether bytes and zeros are used up; throws once this has been reported too often. */
    private boolean isEnd() throws IOException {
        if (streamPos < (long) bytes.length + zeros) {
            return false;
        }
        if (zeros > 0 || ++late > LATE_READS) {
            throw new IOException("its %d bytes end before the picture does".formatted(bytes.length));
        }
        return true;
    }

    @Override
    public long length() {
        return bytes.length;
    }

    @Override
    public boolean isCached() {
        return true;
    }

    @Override
    public boolean isCachedMemory() {
        return true;
    }
}
