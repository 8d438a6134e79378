package dev.maskwright.sdk.image;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.internal.image.ImageDecoder;
import dev.maskwright.sdk.internal.image.ImageFormat;
import dev.maskwright.sdk.internal.image.Orientation;
import dev.maskwright.sdk.internal.image.Pixels;
import dev.maskwright.sdk.internal.image.StoredNumbers;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Reads pictures (JPEG, PNG, WebP, TIFF, BMP, GIF, PBM, PGM, PPM; the first of several pages or frames) and label
 * images. The format is detected by a file's first bytes, not by its name.
 */
public final class ImageFiles {

    /** The largest picture that is read, in pixels, since a header can announce more than any heap holds. */
    public static final long MAX_PIXELS = 100_000_000;

    private ImageFiles() {}

    /**
     * Reads a picture as RGB, rotated by its EXIF orientation.
     *
     * @throws ImageReadException if the file is missing or cannot be used as {@link #decode(byte[], String)} says
     */
    public static Frame read(Path file) throws IOException {
        return read(file, ImageLimits.defaults());
    }

    /**
     * {@link #read(Path)} with limits, which are checked against the file's size and its header before the rest is
     * read.
     *
     * @throws ImageReadException also if it is larger
     */
    public static Frame read(Path file, ImageLimits limits) throws IOException {
        limits.checkBytes(Files.exists(file) ? Files.size(file) : 0, file.toString());
        return decode(bytesOf(file), file.toString(), limits);
    }

    /**
     * Decodes a picture as RGB, rotated by its EXIF orientation. Grey becomes three equal channels, CMYK is converted
     * by Pillow's formula, an alpha channel is dropped and not blended with anything; colour profiles are not applied,
     * as in Pillow. Of 16-bit samples the upper 8 bits are used; if no sample of the picture reaches 4096, it is
     * treated as 12 bits in 16.
     *
     * @param name the picture's name in error messages
     * @throws ImageReadException if it is empty, of no known format, truncated, damaged, larger than
     *     {@link #MAX_PIXELS}, has samples that are not whole numbers, or takes more memory or more passes over its
     *     pixels than its size allows; nothing else is thrown
     */
    public static Frame decode(byte[] bytes, String name) throws ImageReadException {
        return decode(bytes, name, ImageLimits.defaults());
    }

    /**
     * {@link #decode(byte[], String)} with limits, which are checked against the header before anything is allocated
     * for the pixels.
     *
     * @throws ImageReadException also if it is larger
     */
    public static Frame decode(byte[] bytes, String name, ImageLimits limits) throws ImageReadException {
        limits.checkBytes(bytes.length, name);
        ImageFormat format = ImageFormat.startingWith(bytes, name);
        ImageDecoder decoder = ImageDecoder.of(bytes, format, name);
        try {
            BufferedImage image = decoder.image(limits);
            return Orientation.of(bytes, format).apply(Pixels.ofFile(image, name));
        } catch (OutOfMemoryError e) {
            throw decoder.tooLarge(e);
        }
    }

    /**
     * The size of a picture after rotation by its EXIF orientation, read from its header only.
     *
     * @param name the picture's name in error messages
     * @throws ImageReadException if it is empty, of no known format, or its header is damaged
     */
    public static ImageSize size(byte[] bytes, String name) throws ImageReadException {
        ImageFormat format = ImageFormat.startingWith(bytes, name);
        return Orientation.of(bytes, format).seen(ImageDecoder.size(bytes, format, name));
    }

    /**
     * Decodes labels: the numbers stored in the file, at any depth. These are the samples of a grey picture of 1 to 32
     * bits, or the indices of a picture with a palette, never its colours. An RGB picture counts as grey if its three
     * channels are equal everywhere. EXIF orientation is not applied.
     *
     * @param name the picture's name in error messages
     * @throws ImageReadException as {@link #decode} does, and if the picture has colours, fractions or numbers above
     *     65535, or was saved with loss (JPEG, or lossy WebP)
     */
    public static LabelNumbers decodeNumbers(byte[] bytes, String name) throws ImageReadException {
        checkLossless(bytes, name);
        ImageFormat format = ImageFormat.startingWith(bytes, name);
        ImageDecoder decoder = ImageDecoder.of(bytes, format, name);
        try {
            return StoredNumbers.of(decoder.image(ImageLimits.defaults()), name);
        } catch (OutOfMemoryError e) {
            throw decoder.tooLarge(e);
        }
    }

    /**
     * Rejects files whose format cannot preserve labels, as numbers or colours, because saving changes the values.
     *
     * @param name the picture's name in error messages
     * @throws ImageReadException if it is JPEG, JPEG inside TIFF, lossy WebP, PNM whose highest sample value is not 255
     *     or 65535, or of no supported format
     */
    public static void checkLossless(byte[] bytes, String name) throws ImageReadException {
        StoredNumbers.checkLossless(bytes, ImageFormat.startingWith(bytes, name), name);
    }

    /**
     * {@link #decodeNumbers} for labels that are class ids of 0..255.
     *
     * @throws ImageReadException also if a number is above 255
     */
    public static LabelImage decodeLabels(byte[] bytes, String name) throws ImageReadException {
        return StoredNumbers.bytes(decodeNumbers(bytes, name), name);
    }

    /**
     * The camera's orientation by EXIF's numbers: 1 is upright, 3 upside down, 6 and 8 turned on a side; 2, 4, 5 and 7
     * are mirrored.
     *
     * @return 1..8; also 1 if the file has no orientation or is not a picture
     */
    public static int orientation(byte[] bytes) {
        try {
            return Orientation.of(bytes, ImageFormat.startingWith(bytes, "")).value();
        } catch (ImageReadException e) {
            return 1;
        }
    }

    static byte[] bytesOf(Path file) throws IOException {
        try {
            if (Files.readAttributes(file, BasicFileAttributes.class).isOther()) { // reading a pipe could block forever
                throw new ImageReadException(
                        "%s: a pipe or a device, expected a file; write the picture into a file".formatted(file));
            }
            return Files.readAllBytes(file);
        } catch (OutOfMemoryError e) {
            throw ImageDecoder.tooLarge(
                    file.toString(), "its file of %d MB takes".formatted(ImageDecoder.megabytes(Files.size(file))), e);
        } catch (ImageReadException e) {
            throw e;
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    static ImageReadException unreadable(Path file, IOException cause) {
        if (cause instanceof AccessDeniedException) {
            return new ImageReadException("%s: access denied; check its permissions".formatted(file), cause);
        }
        return new ImageReadException(
                cause instanceof NoSuchFileException
                        ? "%s: there is no such file; check the path".formatted(file)
                        : "%s: the file cannot be read (%s); check that it is a file and its permissions"
                                .formatted(
                                        file,
                                        cause instanceof FileSystemException fault && fault.getReason() != null
                                                ? fault.getReason()
                                                : cause.getMessage()),
                cause);
    }
}
