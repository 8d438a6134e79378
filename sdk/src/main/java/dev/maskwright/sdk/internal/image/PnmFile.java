package dev.maskwright.sdk.internal.image;

import dev.maskwright.sdk.image.ImageReadException;
import java.io.IOException;
import javax.imageio.stream.ImageInputStream;

/**
 * The header of a netpbm picture: PBM, PGM or PPM, in bytes or in digits.
 *
 * @param kind 1..6, as in {@code P6}
 * @param most the highest sample value; 1 for PBM
 * @param end where the header ends
 * @see <a href="https://netpbm.sourceforge.net/doc/pnm.html">The formats</a>
 */
record PnmFile(int kind, long width, long height, int most, long end) {

    private static final int BITMAP = 1;
    private static final int PIXMAP = 3;

    /** Reads a header as decoders do: numbers separated by white space, and comments from # to the end of the line. */
    static PnmFile of(ImageInputStream input, String name) throws IOException {
        input.seek(1);
        int kind = input.read() - '0';
        long width = number(input, name);
        long height = number(input, name);
        int most = (kind - 1) % 3 + 1 == BITMAP ? 1 : number(input, name);
        return new PnmFile(kind, width, height, most, input.getStreamPosition());
    }

    /**
     * Rejects a file that is shorter than its picture, and samples that the decoder would scale wrongly: it takes those
     * in the upper half of the range of a byte or short for negative numbers.
     */
    static void check(ImageInputStream input, String name) throws IOException {
        PnmFile file = of(input, name);
        boolean isFull = file.most == 255 || file.most == 65535;
        if (!isFull && (file.most < 1 || file.most > 32767 || (file.most > 127 && file.most < 255))) {
            throw new ImageReadException(
                    ("%s: a netpbm picture with samples up to %d, which is not read; store it with "
                                    + "samples up to 255, or 65535")
                            .formatted(name, file.most));
        }
        long length = input.length();
        if (length >= 0 && length - file.end < file.leastBytes()) {
            throw new ImageReadException(
                    ("%s: a damaged or truncated PNM file (%d bytes for a picture of %dx%d, which needs "
                                    + "%d); replace it with a whole copy")
                            .formatted(name, length - file.end, file.width, file.height, file.leastBytes()));
        }
    }

    /**
     * Rejects label numbers that the decoder would change: it scales samples to the range of a byte or a short, and
     * inverts bitmaps.
     */
    static void checkNumbers(byte[] bytes, String name) throws ImageReadException {
        PnmFile file;
        try (ImageInputStream input = GuardedInput.of(bytes)) {
            file = of(input, name);
        } catch (ImageReadException e) {
            throw e;
        } catch (IOException e) {
            throw new ImageReadException("%s: a damaged or truncated PNM file (%s)".formatted(name, e), e);
        }
        if (file.most != 255 && file.most != 65535) {
            throw new ImageReadException(
                    ("%s: labels as a netpbm picture with samples up to %d, which are scaled when they "
                                    + "are read; write labels as PNG, or as PGM with samples up to 255")
                            .formatted(name, file.most));
        }
    }

    /**
     * The least number of bytes that the samples take: as text, a digit each, and white space between those that may
     * have several digits.
     */
    private long leastBytes() {
        long samples = width * height * ((kind - 1) % 3 + 1 == PIXMAP ? 3 : 1);
        return switch (kind) {
            case 1 -> samples;
            case 2, 3 -> 2 * samples - 1;
            case 4 -> (width + 7) / 8 * height;
            default -> samples * (most > 255 ? 2 : 1);
        };
    }

    private static int number(ImageInputStream input, String name) throws IOException {
        int next = input.read();
        while (next == '#' || Character.isWhitespace(next)) {
            for (boolean isComment = next == '#'; isComment; isComment = next >= 0 && next != '\n' && next != '\r') {
                next = input.read();
            }
            next = input.read();
        }
        long number = next >= '0' && next <= '9' ? 0 : -1;
        for (; next >= '0' && next <= '9' && number < Integer.MAX_VALUE; next = input.read()) {
            number = 10 * number + next - '0';
        }
        if (number < 0 || number > Integer.MAX_VALUE || !Character.isWhitespace(next)) {
            throw new ImageReadException(
                    "%s: a damaged or truncated PNM file (its header lacks a number); replace it with a whole copy"
                            .formatted(name));
        }
        return (int) number;
    }
}
