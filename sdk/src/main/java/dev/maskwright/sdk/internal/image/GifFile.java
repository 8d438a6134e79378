package dev.maskwright.sdk.internal.image;

import dev.maskwright.sdk.image.ImageSize;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import javax.imageio.stream.ImageInputStream;

/**
 * Where the first frame of a GIF lies on its logical screen. Programs that save animations crop transparent margins
 * from the frame, and ImageIO reads only the frame.
 *
 * @param screen the size of the picture
 * @param frame where the first frame lies
 * @param around the palette index of pixels that the frame does not cover, chosen as by Pillow
 * @see <a href="https://www.w3.org/Graphics/GIF/spec-gif89a.txt">GIF89a</a>
 */
record GifFile(ImageSize screen, Rectangle frame, int around) {

    private static final int SCREEN = 6;
    private static final int COLOURS = 13;
    private static final int EXTENSION = 0x21;
    private static final int GRAPHIC_CONTROL = 0xf9;
    private static final int IMAGE = 0x2c;

    /** @throws IOException if the file ends before its first frame */
    static GifFile of(ImageInputStream input) throws IOException {
        input.setByteOrder(ByteOrder.LITTLE_ENDIAN);
        input.seek(SCREEN);
        int width = input.readUnsignedShort();
        int height = input.readUnsignedShort();
        int flags = input.readUnsignedByte();
        input.seek(COLOURS + ((flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1)));
        int around = 0;
        int block = input.readUnsignedByte();
        for (; block == EXTENSION; block = input.readUnsignedByte()) {
            boolean isControl = input.readUnsignedByte() == GRAPHIC_CONTROL;
            for (int length = input.readUnsignedByte(); length > 0; length = input.readUnsignedByte()) {
                byte[] part = new byte[length];
                input.readFully(part);
                if (isControl && length == 4 && (part[0] & 1) != 0) {
                    around = part[3] & 0xff; // the transparent index
                }
            }
        }
        if (block != IMAGE) {
            throw new IOException("there is no picture in it");
        }
        int left = input.readUnsignedShort();
        int top = input.readUnsignedShort();
        Rectangle frame = new Rectangle(left, top, input.readUnsignedShort(), input.readUnsignedShort());
        ImageSize screen =
                new ImageSize(Math.max(width, frame.x + frame.width), Math.max(height, frame.y + frame.height));
        return new GifFile(screen, frame, around);
    }

    /** The whole screen with the first frame in its place. */
    BufferedImage onScreen(BufferedImage image) {
        if (image.getWidth() == screen.width() && image.getHeight() == screen.height()) {
            return image;
        }
        WritableRaster raster = image.getRaster().createCompatibleWritableRaster(screen.width(), screen.height());
        if (image.getColorModel() instanceof IndexColorModel model && around > 0 && around < model.getMapSize()) {
            int[] row = new int[screen.width()];
            Arrays.fill(row, around);
            for (int y = 0; y < screen.height(); y++) {
                raster.setSamples(0, y, row.length, 1, 0, row);
            }
        }
        raster.setRect(frame.x, frame.y, image.getRaster());
        return new BufferedImage(image.getColorModel(), raster, image.isAlphaPremultiplied(), null);
    }
}
