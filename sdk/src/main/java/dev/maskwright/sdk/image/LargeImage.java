package dev.maskwright.sdk.image;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import dev.maskwright.sdk.TileSource;
import dev.maskwright.sdk.frame.Frame;
import java.awt.Rectangle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A picture file that is decoded strip by strip, whatever its size: a strip of some 64 MB is in memory, and of a JPEG
 * its packed bytes. Colours and EXIF orientation are treated as by {@link ImageFiles#decode}.
 *
 * <p>JPEG, PNG and BMP files are decoded from their top down to each strip; of a TIFF only the strip is decoded, if it
 * was stored in strips or tiles. Readers of progressive JPEG, WebP and GIF hold the whole picture while they read.
 *
 * <p>For one thread at a time. The file is open only while it is read, so there is nothing to close.
 */
public final class LargeImage implements TileSource {

    private static final int STRIP_BYTES = 64 << 20;
    private static final int START_BYTES = 64;

    private final String name;
    private final int stripBytes;
    private final ImageFormat format;
    private final Orientation orientation;
    private final Opening opening;
    private final int storedWidth;
    private final int storedHeight;
    private @Nullable Frame strip;
    private int stripTop;

    private LargeImage(String name, int stripBytes, ImageFormat format, Orientation orientation, Opening opening)
            throws IOException {
        this.name = name;
        this.stripBytes = stripBytes;
        this.format = format;
        this.orientation = orientation;
        this.opening = opening;
        int[] size = decoded(reader -> new int[] {reader.getWidth(0), reader.getHeight(0)});
        storedWidth = size[0];
        storedHeight = size[1];
    }

    /**
     * Opens a picture file.
     *
     * @throws ImageReadException if the file is missing, empty, of no known format, or a JPEG that is cut short
     */
    public static LargeImage open(Path file) throws IOException {
        return open(file, STRIP_BYTES);
    }

    static LargeImage open(Path file, int stripBytes) throws IOException {
        String name = file.toString();
        ImageFormat format = ImageFormat.startingWith(start(file), name);
        if (format == ImageFormat.JPEG) {
            byte[] bytes = ImageFiles.bytesOf(file);
            Orientation orientation = Orientation.of(bytes, ImageFormat.of(bytes, name));
            return new LargeImage(name, stripBytes, format, orientation, () -> new ByteArrayImageInputStream(bytes));
        }
        return new LargeImage(
                name,
                stripBytes,
                format,
                Orientation.of(file, format),
                () -> ImageIO.createImageInputStream(file.toFile()));
    }

    private static byte[] start(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(START_BYTES);
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

    /** @throws ImageReadException if the file is damaged or cut short */
    @Override
    public void read(int x, int y, int width, int height, byte[] rgb) throws IOException {
        Frame current = strip;
        if (current == null || y < stripTop || y + height > stripTop + current.height()) {
            strip = null; // so that two strips are never in memory
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
        return orientation.apply(Pixels.rgb(
                decoded(reader -> {
                    ImageReadParam part = reader.getDefaultReadParam();
                    part.setSourceRegion(stored);
                    return reader.read(0, part);
                }),
                name));
    }

    /**
     * The picture made smaller by leaving out rows and columns, to look at.
     *
     * @param longestSide in pixels, at most; a smaller picture stays as it is
     */
    public Frame preview(int longestSide) throws IOException {
        int step = Math.max(1, (Math.max(storedWidth, storedHeight) + longestSide - 1) / longestSide);
        return orientation.apply(Pixels.rgb(
                decoded(reader -> {
                    ImageReadParam all = reader.getDefaultReadParam();
                    all.setSourceSubsampling(step, step, 0, 0);
                    return reader.read(0, all);
                }),
                name));
    }

    /** Something that is done with a reader. */
    private interface Reading<T> {
        T of(ImageReader reader) throws IOException;
    }

    /** Opens the file. */
    private interface Opening {
        ImageInputStream stream() throws IOException;
    }

    /** Reopens file and reader: not all readers can go back. */
    private <T> T decoded(Reading<T> reading) throws IOException {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format.readerName());
        if (!readers.hasNext()) {
            throw ImageFiles.noReader(name, format);
        }
        ImageReader reader = readers.next();
        try (ImageInputStream stream = opening.stream()) {
            reader.setInput(stream, true, true);
            return reading.of(reader);
        } catch (ImageReadException e) {
            throw e;
        } catch (IOException | RuntimeException e) { // readers meet damage with all kinds of runtime exceptions
            throw ImageFiles.damaged(name, format, e);
        } finally {
            reader.dispose();
        }
    }
}
