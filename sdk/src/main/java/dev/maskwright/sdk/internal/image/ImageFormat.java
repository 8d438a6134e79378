package dev.maskwright.sdk.internal.image;

import dev.maskwright.sdk.image.ImageReadException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** The image formats that are read, told apart by their first bytes. */
public enum ImageFormat {
    JPEG("jpeg"),
    PNG("png"),
    WEBP("webp"),
    TIFF("tiff"),
    BMP("bmp"),
    GIF("gif"),
    PNM("pnm");

    private final String readerName;

    ImageFormat(String readerName) {
        this.readerName = readerName;
    }

    /** The name under which ImageIO knows the format. */
    String readerName() {
        return readerName;
    }

    /** The format of a file, by its first bytes; the rest is not examined. */
    public static ImageFormat startingWith(byte[] bytes, String name) throws ImageReadException {
        if (bytes.length == 0) {
            throw new ImageReadException("%s: the file is empty; replace it or leave it out".formatted(name));
        }
        if (startsWith(bytes, 0, "\u00ff\u00d8\u00ff")) {
            return JPEG;
        }
        if (startsWith(bytes, 0, "\u0089PNG\r\n\u001a\n")) {
            return PNG;
        }
        if (startsWith(bytes, 0, "RIFF") && startsWith(bytes, 8, "WEBP")) {
            return WEBP;
        }
        if (startsWith(bytes, 0, "II*\0") || startsWith(bytes, 0, "MM\0*")) {
            return TIFF;
        }
        if (startsWith(bytes, 0, "BM")) {
            return BMP;
        }
        if (startsWith(bytes, 0, "GIF8")) {
            return GIF;
        }
        if (isPnm(bytes)) {
            return PNM;
        }
        Optional<String> other = OtherFormat.named(bytes);
        throw new ImageReadException(
                other.isPresent()
                        ? "%s: %s, which is not read; store it as one of %s"
                                .formatted(name, other.get(), Arrays.toString(values()))
                        : "%s: not a picture that can be read: it starts with %s; expected one of %s"
                                .formatted(name, beginning(bytes), Arrays.toString(values())));
    }

    /** P1 to P6 and white space: the letter and digit alone begin many text files. */
    private static boolean isPnm(byte[] bytes) {
        return bytes.length > 2
                && bytes[0] == 'P'
                && bytes[1] >= '1'
                && bytes[1] <= '6'
                && (Character.isWhitespace(bytes[2]) || bytes[2] == '#');
    }

    static boolean startsWith(byte[] bytes, int offset, String latin1) {
        byte[] start = latin1.getBytes(StandardCharsets.ISO_8859_1);
        int end = offset + start.length;
        return end <= bytes.length && Arrays.equals(bytes, offset, end, start, 0, start.length);
    }

    private static String beginning(byte[] bytes) {
        byte[] start = Arrays.copyOf(bytes, Math.min(bytes.length, 12));
        String text = new String(start, StandardCharsets.US_ASCII);
        boolean isText = text.chars().allMatch(c -> (c >= ' ' && c < 127) || c == '\n' || c == '\r' || c == '\t');
        return isText
                ? "the text \"" + text.strip() + "\""
                : "the bytes " + HexFormat.ofDelimiter(" ").formatHex(start);
    }
}
