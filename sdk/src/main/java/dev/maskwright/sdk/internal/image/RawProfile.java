package dev.maskwright.sdk.internal.image;

import com.drew.imaging.png.PngChunk;
import com.drew.imaging.png.PngChunkType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.InflaterInputStream;

/**
 * EXIF as ImageMagick stored it in text chunks of a PNG before the format had a chunk for it: its length, then
 * hexadecimal digits.
 */
final class RawProfile {

    /** Far more than EXIF takes without a thumbnail; compressed text may inflate to any size. */
    private static final int MOST_BYTES = 1 << 18;

    private static final byte[] NONE = {};

    private RawProfile() {}

    /** The bytes of EXIF in a chunk {@code tEXt} or {@code zTXt}; none if it holds another text. */
    static byte[] exif(PngChunk chunk) throws IOException {
        byte[] bytes = chunk.getBytes();
        boolean isExif = ImageFormat.startsWith(bytes, 0, "Raw profile type exif\0")
                || ImageFormat.startsWith(bytes, 0, "Raw profile type APP1\0");
        if (!isExif) {
            return NONE;
        }
        int from = "Raw profile type exif\0".length();
        InputStream text = new ByteArrayInputStream(bytes, from, bytes.length - from);
        if (chunk.getType().equals(PngChunkType.zTXt)) {
            text.skipNBytes(1); // the compression method, of which there is one
            text = new InflaterInputStream(text);
        }
        return bytes(new String(text.readNBytes(MOST_BYTES), StandardCharsets.ISO_8859_1));
    }

    /** Parses the word {@code exif}, the number of bytes, and their hexadecimal digits over several lines. */
    private static byte[] bytes(String text) {
        String[] words = text.strip().split("\\s+", 3);
        String digits = words.length < 3 ? "" : words[2].replaceAll("\\s", "");
        try {
            return HexFormat.of().parseHex(digits, 0, digits.length() & ~1);
        } catch (IllegalArgumentException e) {
            return NONE; // another chunk may still have it
        }
    }
}
