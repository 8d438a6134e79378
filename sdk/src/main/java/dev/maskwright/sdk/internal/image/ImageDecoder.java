package dev.maskwright.sdk.internal.image;

import dev.maskwright.sdk.image.ImageLimits;
import dev.maskwright.sdk.image.ImageReadException;
import dev.maskwright.sdk.image.ImageSize;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a picture file with ImageIO's readers, guarded against damaged and hostile files. A reader cannot be stopped
 * from outside, so its input is bounded: parts must have the lengths they state ({@link WebpFile}, {@link PngFile},
 * {@link TiffFile}, {@link PnmFile}), the number of passes over the picture is limited ({@link JpegFile},
 * {@link CountedRaster}), and so are reads past the end ({@link GuardedInput}). Whatever a reader throws becomes an
 * {@link ImageReadException}.
 *
 * <p>For one thread at a time.
 */
public final class ImageDecoder {

    /** Three for the picture as its reader returns it, and three for its copy as RGB. */
    private static final int BYTES_OF_PIXEL = 6;

    /** Opens the reader's input at its beginning. */
    @FunctionalInterface
    public interface Opening {
        ImageInputStream stream() throws IOException;
    }

    /** An operation on a reader. */
    private interface Reading<T> {
        T of(ImageReader reader) throws IOException;
    }

    private final ImageFormat format;
    private final String name;
    private final Opening opening;
    private final @Nullable JpegFile jpeg;
    private boolean isChecked;
    private @Nullable ImageSize size;
    private TiffFile.@Nullable Samples samples;

    private ImageDecoder(ImageFormat format, String name, Opening opening, @Nullable JpegFile jpeg) {
        this.format = format;
        this.name = name;
        this.opening = opening;
        this.jpeg = jpeg;
    }

    /**
     * A picture in memory.
     *
     * @throws ImageReadException if the lengths of its parts show that the file is truncated
     */
    public static ImageDecoder of(byte[] bytes, ImageFormat format, String name) throws ImageReadException {
        return switch (format) {
            case JPEG -> {
                JpegFile file = JpegFile.of(bytes, name);
                byte[] decoded = file.decoded();
                yield new ImageDecoder(format, name, () -> GuardedInput.of(decoded), file);
            }
            case WEBP -> {
                byte[] picture = WebpFile.picture(bytes, name);
                yield of(format, name, () -> GuardedInput.withZeros(picture, WebpFile.READ_AHEAD));
            }
            case PNG, TIFF, BMP, GIF, PNM -> of(format, name, () -> GuardedInput.of(bytes));
        };
    }

    /** A picture that is not in memory; neither JPEG nor WebP. */
    public static ImageDecoder of(ImageFormat format, String name, Opening opening) {
        Opening decoded = format == ImageFormat.TIFF ? () -> TiffFile.withoutProfile(opening.stream(), name) : opening;
        return new ImageDecoder(format, name, decoded, null);
    }

    /** The stored size, before any rotation, from the header; the rest of the file may be missing. */
    public static ImageSize size(byte[] bytes, ImageFormat format, String name) throws ImageReadException {
        return of(format, name, () -> GuardedInput.of(bytes)).size();
    }

    /** The stored size, before any rotation, from the header alone. */
    public ImageSize size() throws ImageReadException {
        return reading(reader -> size(reader));
    }

    private ImageSize size(ImageReader reader) throws IOException {
        ImageSize found =
                format == ImageFormat.GIF ? gif().screen() : new ImageSize(reader.getWidth(0), reader.getHeight(0));
        if (found.width() < 1 || found.height() < 1) {
            throw new IOException("its header says %s pixels".formatted(found));
        }
        size = found;
        return found;
    }

    /** The whole picture. The limits are checked against the header before memory is allocated. */
    public BufferedImage image(ImageLimits limits) throws ImageReadException {
        return reading(reader -> {
            ImageSize whole = size(reader);
            limits.check(whole, name);
            return image(reader, new Rectangle(whole.width(), whole.height()), 1);
        });
    }

    /** A part of the picture. */
    public BufferedImage part(Rectangle part) throws ImageReadException {
        return reading(reader -> image(reader, part, 1));
    }

    /** Every {@code step}th row and column of the picture. */
    public BufferedImage everyNth(int step) throws ImageReadException {
        return reading(reader -> {
            ImageSize whole = size(reader);
            return image(reader, new Rectangle(whole.width(), whole.height()), step);
        });
    }

    private BufferedImage image(ImageReader reader, Rectangle part, int step) throws IOException {
        if (!isChecked) { // once, however many parts are read
            checkClaims(size(reader));
            isChecked = true;
        }
        ImageReadParam param = reader.getDefaultReadParam();
        // Readers of WebP and PNM decode the whole picture whatever part is requested.
        if (format == ImageFormat.PNM) {
            return cut(reader.read(0), part, step);
        }
        if (format == ImageFormat.GIF) {
            return cut(gif().onScreen(reader.read(0)), part, step);
        }
        if (format == ImageFormat.WEBP) {
            param.setDestination(CountedRaster.counted(
                    reader.getImageTypes(0).next().createBufferedImage(reader.getWidth(0), reader.getHeight(0))));
            return cut(reader.read(0, param), part, step);
        }
        param.setSourceRegion(part);
        param.setSourceSubsampling(step, step, 0, 0);
        if (jpeg == null) {
            BufferedImage image = reader.read(0, param);
            return samples == null ? image : samples.saidOf(image);
        }
        Shortages shortages = new Shortages();
        reader.addIIOReadWarningListener(shortages);
        BufferedImage image =
                jpeg.isCmyk() ? Cmyk.image(reader.readRaster(0, param), jpeg.isYcck()) : reader.read(0, param);
        if (shortages.areSaid()) {
            throw jpeg.truncated();
        }
        return image;
    }

    /** Reads a separate stream, as {@link #checkClaims} does. */
    private GifFile gif() throws IOException {
        try (ImageInputStream input = opening.stream()) {
            return GifFile.of(input);
        }
    }

    private static BufferedImage cut(BufferedImage whole, Rectangle part, int step) {
        return step == 1 ? whole.getSubimage(part.x, part.y, part.width, part.height) : Pixels.everyNth(whole, step);
    }

    /** Reads a separate stream, because readers discard the input that they have passed. */
    private void checkClaims(ImageSize whole) throws IOException {
        try (ImageInputStream input = opening.stream()) {
            switch (format) {
                case PNG -> PngFile.check(input, name);
                case TIFF -> samples = TiffFile.check(input, whole, name);
                case BMP -> BmpFile.check(input, name);
                case PNM -> PnmFile.check(input, name);
                case JPEG, WEBP, GIF -> {}
            }
        }
    }

    private <T> T reading(Reading<T> reading) throws ImageReadException {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format.readerName());
        if (!readers.hasNext()) {
            throw new ImageReadException(
                    "%s: no reader for %s on the class path; keep TwelveMonkeys' META-INF/services when jars are merged"
                            .formatted(name, format));
        }
        ImageReader reader = readers.next();
        // Opened here and not by ImageIO, whose disk cache setting is global; WebP and TIFF are slow to read from a
        // file.
        try (ImageInputStream stream = opening.stream()) {
            reader.setInput(stream, true, true);
            return reading.of(reader);
        } catch (ImageReadException e) {
            throw e;
        } catch (OutOfMemoryError e) {
            throw tooLarge(e);
        } catch (IOException | RuntimeException | StackOverflowError | AssertionError | InternalError e) {
            // readers throw all kinds of throwables on damage, and the PNG reader reports a full heap as damage
            throw e.getCause() instanceof OutOfMemoryError full ? tooLarge(full) : damaged(e);
        } finally {
            reader.dispose();
        }
    }

    /** The exception for too little memory, while decoding or in what the caller makes of the picture. */
    public ImageReadException tooLarge(OutOfMemoryError cause) {
        ImageSize known = size;
        String needed = known == null
                ? "it takes"
                : "its %s pixels take about %d MB while they are decoded,"
                        .formatted(known, megabytes((long) known.width() * known.height() * BYTES_OF_PIXEL));
        return tooLarge(name, needed, cause);
    }

    /** As {@link #tooLarge(OutOfMemoryError)}, for use before there is a decoder. */
    public static ImageReadException tooLarge(String name, String needed, OutOfMemoryError cause) {
        return new ImageReadException(
                ("%s: %s more memory than Java has left of %d MB; let it use more (-Xmx), or scale the "
                                + "picture down first")
                        .formatted(name, needed, Runtime.getRuntime().maxMemory() >> 20),
                cause);
    }

    /** Bytes as MB, rounded up. */
    public static long megabytes(long bytes) {
        return (bytes + (1 << 20) - 1) >> 20;
    }

    /** The reader's message about the damage, or the class of what it threw if it has no message. */
    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
    }

    private ImageReadException damaged(Throwable cause) {
        return new ImageReadException(
                "%s: a damaged or truncated %s file (%s); replace it with a whole copy"
                        .formatted(name, format, reason(cause)),
                cause);
    }
}
