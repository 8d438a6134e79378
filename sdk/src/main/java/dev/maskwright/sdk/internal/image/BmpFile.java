package dev.maskwright.sdk.internal.image;

import dev.maskwright.sdk.image.ImageReadException;
import java.io.IOException;
import java.nio.ByteOrder;
import javax.imageio.stream.ImageInputStream;

/** The header of a BMP file. */
final class BmpFile {

    private static final int COMPRESSION = 30;
    private static final int JPEG = 4;
    private static final int PNG = 5;

    private BmpFile() {}

    /**
     * Rejects a complete JPEG or PNG file embedded in a BMP: it states its own size, which was not checked against the
     * limits.
     */
    static void check(ImageInputStream input, String name) throws IOException {
        input.setByteOrder(ByteOrder.LITTLE_ENDIAN);
        input.seek(14);
        int header = input.readInt();
        input.seek(COMPRESSION);
        int compression = header < 40 ? 0 : input.readInt();
        if (compression == JPEG || compression == PNG) {
            throw new ImageReadException("%s: a BMP with a %s inside, which is meant for printers; store it as %s"
                    .formatted(name, compression == JPEG ? "JPEG" : "PNG", compression == JPEG ? "JPEG" : "PNG"));
        }
    }
}
