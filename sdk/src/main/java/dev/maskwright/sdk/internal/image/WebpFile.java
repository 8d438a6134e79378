package dev.maskwright.sdk.internal.image;

import dev.maskwright.sdk.image.ImageReadException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The container of WebP pictures. Of an animation, only the first frame is read.
 *
 * @see <a href="https://developers.google.com/speed/webp/docs/riff_container">WebP container specification</a>
 */
final class WebpFile {

    /** How many bytes the decoder reads ahead of those that it decodes. */
    static final int READ_AHEAD = 8;

    private static final int HEADER = 8; // of a chunk: its name and its length
    private static final int FIRST_CHUNK = 12;
    private static final int FRAME_HEADER = 16; // of a chunk ANMF, before the chunks in it

    private final byte[] bytes;
    private final ByteBuffer buffer;
    private final String name;

    private WebpFile(byte[] bytes, String name) {
        this.bytes = bytes;
        this.name = name;
        buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * The picture alone, in the simplest container, without alpha channel, colour profile and texts, which are not
     * used. A decoder that reads past the picture thus reads past the end of the file.
     *
     * @throws ImageReadException if the file is shorter than it states, or has no picture
     */
    static byte[] picture(byte[] bytes, String name) throws ImageReadException {
        WebpFile file = new WebpFile(bytes, name);
        int chunk = file.pictureChunk();
        byte[] picture = file.contained(chunk);
        file.checkPicture(chunk);
        return picture;
    }

    /**
     * Whether the picture was stored with loss: in a chunk {@code "VP8 "}, not in {@code VP8L}.
     *
     * @throws ImageReadException as by {@link #picture}
     */
    static boolean isLossy(byte[] bytes, String name) throws ImageReadException {
        WebpFile file = new WebpFile(bytes, name);
        return file.isLossy(file.pictureChunk());
    }

    private boolean isLossy(int chunk) {
        return fourCc(chunk).equals("VP8 ");
    }

    private int pictureChunk() throws ImageReadException {
        long end = HEADER + unsigned32(4);
        if (end > bytes.length) {
            throw truncated("of " + end + " bytes it has " + bytes.length);
        }
        return pictureChunk(FIRST_CHUNK, end);
    }

    private long unsigned32(int at) throws ImageReadException {
        if (at + 4 > bytes.length) {
            throw truncated("it ends after " + bytes.length + " bytes");
        }
        return buffer.getInt(at) & 0xffffffffL;
    }

    private int pictureChunk(int from, long end) throws ImageReadException {
        long at = from;
        while (at + HEADER <= end) {
            int chunk = (int) at;
            long length = unsigned32(chunk + 4);
            if (at + HEADER + length > end) {
                throw truncated("a part of %d bytes begins at byte %d of %d".formatted(length, at, end));
            }
            switch (fourCc(chunk)) {
                case "VP8 ", "VP8L" -> {
                    return chunk;
                }
                case "ANMF" -> {
                    return pictureChunk(chunk + HEADER + FRAME_HEADER, at + HEADER + length);
                }
                default -> at += HEADER + length + (length & 1);
            }
        }
        throw truncated("there is no picture in it");
    }

    private String fourCc(int chunk) {
        return new String(bytes, chunk, 4, StandardCharsets.ISO_8859_1);
    }

    /**
     * A lossy picture states the length of its first partition; if cut short, a decoder would take what follows for the
     * rest of it.
     */
    private void checkPicture(int chunk) throws ImageReadException {
        long length = unsigned32(chunk + 4);
        if (isLossy(chunk) && length >= 10) {
            long part = (unsigned32(chunk + HEADER) & 0xffffff) >> 5;
            if (10 + part > length) {
                throw truncated("of a part of %d bytes it has %d".formatted(part, length - 10));
            }
        }
    }

    private byte[] contained(int chunk) throws ImageReadException {
        int length = (int) unsigned32(chunk + 4);
        ByteArrayOutputStream file = new ByteArrayOutputStream(FIRST_CHUNK + HEADER + length);
        file.write(bytes, 0, 4);
        file.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(4 + HEADER + length)
                .array());
        file.write(bytes, 8, 4);
        file.write(bytes, chunk, HEADER + length);
        return file.toByteArray();
    }

    private ImageReadException truncated(String found) {
        return new ImageReadException(
                "%s: a damaged or truncated WEBP file (%s); replace it with a whole copy".formatted(name, found));
    }
}
