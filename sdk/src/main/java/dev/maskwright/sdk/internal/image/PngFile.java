package dev.maskwright.sdk.internal.image;

import dev.maskwright.sdk.image.ImageReadException;
import java.io.IOException;
import java.nio.ByteOrder;
import javax.imageio.stream.ImageInputStream;

/**
 * The chunks before the pixels of a PNG file. Decoders allocate memory for each by the length that it states.
 *
 * @see <a href="https://www.w3.org/TR/png-3/#5Chunk-layout">PNG, section 5.3</a>
 */
final class PngFile {

    private static final int SIGNATURE = 8;
    private static final int PIXELS = 0x49444154; // IDAT

    private PngFile() {}

    /** @throws ImageReadException if a chunk is longer than the file, or there are no pixels */
    static void check(ImageInputStream input, String name) throws IOException {
        input.setByteOrder(ByteOrder.BIG_ENDIAN);
        long end = input.length();
        long at = SIGNATURE;
        int chunk = 0;
        while (chunk != PIXELS) {
            if (end >= 0 && at + 8 > end) {
                throw truncated(name, "it ends after %d bytes".formatted(end));
            }
            input.seek(at);
            long length = input.readUnsignedInt();
            chunk = input.readInt();
            at += 12 + length;
            if (end >= 0 && at > end && chunk != PIXELS) {
                throw truncated(name, "a chunk of %d bytes ends beyond the file's %d".formatted(length, end));
            }
        }
    }

    private static ImageReadException truncated(String name, String found) {
        return new ImageReadException(
                "%s: a damaged or truncated PNG file (%s); replace it with a whole copy".formatted(name, found));
    }
}
