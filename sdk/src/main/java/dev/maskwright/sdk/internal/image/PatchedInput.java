package dev.maskwright.sdk.internal.image;

import java.io.IOException;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageInputStreamImpl;

/** An input that replaces some bytes of another one. Closing it closes the other. */
final class PatchedInput extends ImageInputStreamImpl {

    private final ImageInputStream input;
    private final long patchAt;
    private final byte[] patch;

    PatchedInput(ImageInputStream input, long patchAt, byte[] patch) {
        this.input = input;
        this.patchAt = patchAt;
        this.patch = patch;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        bitOffset = 0;
        if (input.getStreamPosition() != streamPos) {
            input.seek(streamPos);
        }
        int count = input.read(to, offset, length);
        for (int i = 0; i < patch.length; i++) {
            long at = patchAt + i - streamPos;
            if (at >= 0 && at < count) {
                to[offset + (int) at] = patch[i];
            }
        }
        streamPos += Math.max(0, count);
        return count;
    }

    @Override
    public long length() {
        try {
            return input.length();
        } catch (IOException e) {
            return -1; // not known
        }
    }

    @Override
    public void close() throws IOException {
        super.close();
        input.close();
    }
}
