package dev.maskwright.sdk.internal.image;

import dev.maskwright.sdk.image.ImageReadException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * The markers of a JPEG file.
 *
 * @see <a href="https://www.w3.org/Graphics/JPEG/itu-t81.pdf">ITU-T T.81, annex B</a>
 */
final class JpegFile {

    private static final int END_OF_IMAGE = 0xd9;
    private static final int START_OF_SCAN = 0xda;
    private static final int JFIF = 0xe0;
    private static final int PROFILES = 0xe2;
    private static final int ADOBE = 0xee;

    /** Adobe's segment stating that the components are YCbCr, as JFIF does. */
    private static final byte[] SAYS_YCBCR = HexFormat.of().parseHex("ffee000e41646f626500640000000001");

    /** Decoding a scan passes over the whole picture. Encoders write at most about 20. */
    private static final int MAX_SCANS = 100;

    private final byte[] bytes;
    private final String name;
    private final List<Piece> leftOut = new ArrayList<>();
    private final List<Piece> adobes = new ArrayList<>();
    private final List<Integer> ids = new ArrayList<>(); // of the components
    private final ScanProgress progress = new ScanProgress();
    private int scans;
    private int transform = -1;
    private boolean isJfif;
    private boolean hasEnd;
    private int end; // of the bytes that decoders need

    /** A range of bytes of the file. */
    private record Piece(int from, int to) {}

    private JpegFile(byte[] bytes, String name) {
        this.bytes = bytes;
        this.name = name;
    }

    /**
     * Walks from marker to marker rather than searching for them, since a thumbnail inside the file has its own
     * markers.
     *
     * @throws ImageReadException if the file ends before its picture does, or has more scans than any encoder writes
     */
    static JpegFile of(byte[] bytes, String name) throws ImageReadException {
        JpegFile file = new JpegFile(bytes, name);
        file.walk();
        return file;
    }

    private void walk() throws ImageReadException {
        int at = 2;
        while (at + 1 < bytes.length && !hasEnd) {
            int marker = bytes[at] == (byte) 0xff ? bytes[at + 1] & 0xff : 0;
            hasEnd = marker == END_OF_IMAGE;
            boolean isSegment = marker != 0 && marker != 0xff && (marker & 0xf8) != 0xd0 && at + 3 < bytes.length;
            int next = at + (isSegment ? 2 + Math.max(2, bigEndian16(at + 2)) : 1);
            if (hasEnd) {
                next = at + 2;
            } else if (isSegment) {
                if (next > bytes.length) {
                    throw truncated();
                }
                segment(marker, at + 4, next);
                if (isProfile(marker, at + 4)) {
                    leftOut.add(new Piece(at, next));
                }
            }
            at = next;
        }
        end = hasEnd ? at : bytes.length;
        if (components() == 3 && isJfif && transform == 0) {
            leftOut.addAll(adobes);
            leftOut.sort(Comparator.comparingInt(Piece::from));
        }
        if (!hasEnd && (scans == 0 || !progress.isComplete())) {
            throw truncated();
        }
    }

    private void segment(int marker, int from, int to) throws ImageReadException {
        boolean isFrame = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
        if (isFrame && to - from > 5) {
            ids.clear();
            for (int i = 0; i < (bytes[from + 5] & 0xff) && from + 6 + 3 * i < to; i++) {
                ids.add(bytes[from + 6 + 3 * i] & 0xff);
            }
            progress.frame(marker, bytes, from, to);
        } else if (marker == START_OF_SCAN) {
            progress.scan(bytes, from, to);
            if (++scans > MAX_SCANS) {
                throw new ImageReadException(
                        ("%s: a JPEG file with more than %d scans, each of which takes as long as a whole "
                                        + "picture; store it anew")
                                .formatted(name, MAX_SCANS));
            }
        } else if (marker == ADOBE && startsWith(from, to, "Adobe") && to - from > 11) {
            transform = bytes[from + 11] & 0xff;
            adobes.add(new Piece(from - 4, to));
        } else if (marker == JFIF && startsWith(from, to, "JFIF\0")) {
            isJfif = true;
        }
    }

    private int components() {
        return ids.size();
    }

    /**
     * Whether decoders have to be told that the components are YCbCr: libjpeg takes three components as that if no
     * marker says what they are and their ids are neither 1, 2, 3 nor R, G, B.
     */
    private boolean isSilentYcbcr() {
        return components() == 3
                && !isJfif
                && transform < 0
                && !ids.equals(List.of(1, 2, 3))
                && !ids.equals(List.of((int) 'R', (int) 'G', (int) 'B'));
    }

    /** Whether it is a colour profile: none is applied, and decoders take twice as long when they find one. */
    private boolean isProfile(int marker, int from) {
        return marker == PROFILES && startsWith(from, bytes.length, "ICC_PROFILE\0");
    }

    private boolean startsWith(int from, int to, String latin1) {
        byte[] start = latin1.getBytes(StandardCharsets.ISO_8859_1);
        return from + start.length <= to && Arrays.equals(bytes, from, from + start.length, start, 0, start.length);
    }

    private int bigEndian16(int at) {
        return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
    }

    /**
     * The file as decoders need it: with its end marker, without colour profile, and with colours declared as libjpeg
     * interprets them, which prefers JFIF's marker to Adobe's. The same array if nothing has to change.
     */
    byte[] decoded() {
        if (hasEnd && end == bytes.length && leftOut.isEmpty() && !isSilentYcbcr()) {
            return bytes;
        }
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(end + SAYS_YCBCR.length + 2);
        decoded.write(bytes, 0, 2);
        if (isSilentYcbcr()) {
            decoded.writeBytes(SAYS_YCBCR);
        }
        int from = 2;
        for (Piece piece : leftOut) {
            decoded.write(bytes, from, piece.from - from);
            from = piece.to;
        }
        decoded.write(bytes, from, end - from);
        if (!hasEnd) { // padded with 0xff: a marker may follow any number of these
            decoded.write(0xff);
            decoded.write(END_OF_IMAGE);
        }
        return decoded.toByteArray();
    }

    boolean isCmyk() {
        return components() == 4;
    }

    /**
     * Whether C, M and Y are stored as luminance and two colour differences: so says any transform but 0 in Adobe's
     * marker.
     */
    boolean isYcck() {
        return isCmyk() && transform > 0;
    }

    ImageReadException truncated() {
        return new ImageReadException(
                "%s: a truncated JPEG file: its %d bytes end before the picture does; replace it with a whole copy"
                        .formatted(name, bytes.length));
    }
}
