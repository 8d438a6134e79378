package dev.maskwright.sdk.image;

import dev.maskwright.sdk.TileSource;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.internal.image.ImageDecoder;
import dev.maskwright.sdk.internal.image.ImageFormat;
import dev.maskwright.sdk.internal.image.Orientation;
import dev.maskwright.sdk.internal.image.OtherFormat;
import dev.maskwright.sdk.internal.image.Pixels;
import dev.maskwright.sdk.internal.image.RawSamples;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/**
 * A picture file of any size that is decoded strip by strip: memory holds a strip of some 64 MB and, for JPEG and WebP,
 * the encoded bytes. Colours and EXIF orientation are treated as by {@link ImageFiles#decode}.
 *
 * <p>JPEG, PNG and BMP files are decoded from the top down to each strip; from a TIFF only the strip is decoded, if it
 * is stored in strips or tiles. For progressive JPEG, WebP, GIF and PNM the reader holds the whole picture while
 * reading.
 *
 * <p>For one thread at a time. The file is open only while it is read, so there is nothing to close.
 */
public final class LargeImage implements TileSource {

    private static final int STRIP_BYTES = 64 << 20;
    private static final int LOOKED_AT = 2048; // rows and columns examined for the depth of the samples

    private final String name;
    private final int stripBytes;
    private final Orientation orientation;
    private final ImageDecoder decoder;
    private final int storedWidth;
    private final int storedHeight;
    private @Nullable Frame strip;
    private int stripTop;
    private int shift = -1; // of 16-bit samples; -1 until it is known

    private LargeImage(String name, int stripBytes, Orientation orientation, ImageDecoder decoder) throws IOException {
        this.name = name;
        this.stripBytes = stripBytes;
        this.orientation = orientation;
        this.decoder = decoder;
        ImageSize size = decoder.size();
        storedWidth = size.width();
        storedHeight = size.height();
    }

    /**
     * Opens a picture file.
     *
     * @throws ImageReadException if the file is missing, empty, of no known format, or a truncated JPEG or WebP
     */
    public static LargeImage open(Path file) throws IOException {
        return open(file, STRIP_BYTES);
    }

    static LargeImage open(Path file, int stripBytes) throws IOException {
        String name = file.toString();
        ImageFormat format = ImageFormat.startingWith(start(file), name);
        if (format == ImageFormat.JPEG || format == ImageFormat.WEBP) {
            byte[] bytes = ImageFiles.bytesOf(file);
            return new LargeImage(
                    name, stripBytes, Orientation.of(bytes, format), ImageDecoder.of(bytes, format, name));
        }
        ImageDecoder decoder = ImageDecoder.of(format, name, () -> ImageIO.createImageInputStream(file.toFile()));
        return new LargeImage(name, stripBytes, Orientation.of(file, format), decoder);
    }

    private static byte[] start(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(OtherFormat.START_BYTES);
        } catch (IOException e) {
            throw ImageFiles.unreadable(file, e);
        }
    }

    @Override
    public int width() {
        return orientation.swapsSides() ? storedHeight : storedWidth;
    }

    @Override
    public int height() {
        return orientation.swapsSides() ? storedWidth : storedHeight;
    }

    /** @throws ImageReadException if the file is damaged or truncated */
    @Override
    public void read(int x, int y, int width, int height, byte[] rgb) throws IOException {
        Frame current = strip;
        if (current == null || y < stripTop || y + height > stripTop + current.height()) {
            strip = null; // so that two strips are never in memory at once
            long rows = Math.max(height, stripBytes / (3L * width()));
            current = strip(y, (int) Math.min(rows, height() - y));
            strip = current;
            stripTop = y;
        }
        for (int row = 0; row < height; row++) {
            int source = ((y - stripTop + row) * current.width() + x) * 3;
            System.arraycopy(current.rgb(), source, rgb, row * width * 3, width * 3);
        }
    }

    private Frame strip(int top, int rows) throws IOException {
        Rectangle stored = orientation.stored(new Rectangle(0, top, width(), rows), storedWidth, storedHeight);
        BufferedImage part = decoder.part(stored);
        if (part.getRaster().getTransferType() != DataBuffer.TYPE_USHORT || !RawSamples.areIn(part)) {
            return orientation.apply(Pixels.ofFile(part, name));
        }
        return orientation.apply(Frame.rgb(RawSamples.of(part, shift()).rgb(), part.getWidth(), part.getHeight()));
    }

    /** The shift for the whole picture: computed per strip, it could make strips differ in brightness. */
    private int shift() throws IOException {
        if (shift < 0) {
            shift = RawSamples.shift(decoder.everyNth(step(LOOKED_AT)), name);
        }
        return shift;
    }

    private int step(int longestSide) {
        return Math.max(1, (Math.max(storedWidth, storedHeight) + longestSide - 1) / longestSide);
    }

    /**
     * A preview of the picture, made by leaving out rows and columns.
     *
     * @param longestSide in pixels, at most; a smaller picture stays as it is
     */
    public Frame preview(int longestSide) throws IOException {
        return orientation.apply(Pixels.ofFile(decoder.everyNth(step(longestSide)), name));
    }
}
