package dev.maskwright.sdk.internal.image;

import com.drew.imaging.ImageProcessingException;
import com.drew.imaging.jpeg.JpegMetadataReader;
import com.drew.imaging.png.PngChunk;
import com.drew.imaging.png.PngChunkReader;
import com.drew.imaging.png.PngChunkType;
import com.drew.imaging.riff.RiffReader;
import com.drew.imaging.tiff.TiffMetadataReader;
import com.drew.lang.ByteArrayReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import com.drew.metadata.webp.WebpRiffHandler;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.image.ImageSize;
import java.awt.Rectangle;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a camera was held, as EXIF numbers it: 1 is upright, 2 mirrored, 3 upside down, ... 8 turned to the right. */
public record Orientation(int value) {

    private static final Orientation UPRIGHT = new Orientation(1);

    /** The bytes before EXIF in JPEG, and wherever programs copied EXIF from a JPEG with them. */
    private static final String EXIF_PREAMBLE = "Exif\0\0";

    /** The orientation that the file states; upright if it states none or its metadata cannot be read. */
    public static Orientation of(byte[] bytes, ImageFormat format) {
        try {
            return of(metadata(new ByteArrayInputStream(bytes), format));
        } catch (ImageProcessingException | IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
            return UPRIGHT; // the picture itself may still be whole
        }
    }

    /** {@link #of(byte[], ImageFormat)} for a file, without loading all of it. */
    public static Orientation of(Path file, ImageFormat format) {
        try (InputStream stream = Files.newInputStream(file)) {
            return of(
                    format == ImageFormat.TIFF
                            ? TiffMetadataReader.readMetadata(file.toFile())
                            : metadata(stream, format));
        } catch (ImageProcessingException | IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
            return UPRIGHT;
        }
    }

    private static Orientation of(Metadata metadata) {
        @Nullable ExifIFD0Directory exif = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
        @Nullable Integer value = exif == null ? null : exif.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
        return value == null || value < 1 || value > 8 ? UPRIGHT : new Orientation(value);
    }

    /** Reads EXIF and no other part of unbounded length: compressed texts and profiles may inflate to any size. */
    private static Metadata metadata(InputStream stream, ImageFormat format)
            throws ImageProcessingException, IOException {
        return switch (format) {
            case JPEG -> JpegMetadataReader.readMetadata(stream, List.of(new ExifReader()));
            case PNG -> pngMetadata(stream);
            case WEBP -> webpMetadata(stream);
            case TIFF -> TiffMetadataReader.readMetadata(stream);
            case BMP, GIF, PNM -> new Metadata();
        };
    }

    private static Metadata pngMetadata(InputStream stream) throws ImageProcessingException, IOException {
        Metadata metadata = new Metadata();
        Set<PngChunkType> wanted = Set.of(PngChunkType.eXIf, PngChunkType.tEXt, PngChunkType.zTXt);
        for (PngChunk chunk : new PngChunkReader().extract(new ThriftyReader(stream), wanted)) {
            byte[] exif = chunk.getType().equals(PngChunkType.eXIf) ? chunk.getBytes() : RawProfile.exif(chunk);
            int from = ImageFormat.startsWith(exif, 0, EXIF_PREAMBLE) ? EXIF_PREAMBLE.length() : 0;
            if (exif.length > from) {
                new ExifReader().extract(new ByteArrayReader(exif, from), metadata);
            }
        }
        return metadata;
    }

    private static Metadata webpMetadata(InputStream stream) throws ImageProcessingException, IOException {
        Metadata metadata = new Metadata();
        new RiffReader().processRiff(new ThriftyReader(stream), new WebpRiffHandler(metadata) {
            @Override
            public boolean shouldAcceptChunk(String fourCC) {
                return fourCC.equals("EXIF");
            }
        });
        return metadata;
    }

    /** Whether width and height are swapped. */
    public boolean swapsSides() {
        return value >= 5;
    }

    /** The displayed size of a picture with the given stored size. */
    public ImageSize seen(ImageSize taken) {
        int across = taken.height(); // when it is turned by 90 degrees
        int down = taken.width();
        return swapsSides() ? new ImageSize(across, down) : taken;
    }

    private boolean fromRight() {
        return value == 2 || value == 3 || value == 7 || value == 8;
    }

    private boolean fromBottom() {
        return value == 3 || value == 4 || value == 6 || value == 7;
    }

    /** Where a part of the displayed frame lies in the stored frame, which has the given size. */
    public Rectangle stored(Rectangle seen, int width, int height) {
        Rectangle taken = swapsSides() ? new Rectangle(seen.y, seen.x, seen.height, seen.width) : new Rectangle(seen);
        taken.x = fromRight() ? width - taken.x - taken.width : taken.x;
        taken.y = fromBottom() ? height - taken.y - taken.height : taken.y;
        return taken;
    }

    /** Turns a stored frame into the displayed frame. */
    public Frame apply(Frame frame) {
        if (value == 1) {
            return frame;
        }
        int w = frame.width();
        int h = frame.height();
        int right = fromRight() ? -1 : 1; // one step along the row of the source, in pixels
        int down = fromBottom() ? -w : w;
        int stepX = swapsSides() ? down : right;
        int stepY = swapsSides() ? right : down;
        int start = (fromRight() ? w - 1 : 0) + (fromBottom() ? (h - 1) * w : 0);

        byte[] from = frame.rgb();
        byte[] to = new byte[from.length];
        int toWidth = swapsSides() ? h : w;
        int toHeight = swapsSides() ? w : h;
        int target = 0;
        for (int y = 0; y < toHeight; y++) {
            int source = (start + y * stepY) * 3;
            for (int x = 0; x < toWidth; x++, source += stepX * 3) {
                to[target++] = from[source];
                to[target++] = from[source + 1];
                to[target++] = from[source + 2];
            }
        }
        return Frame.rgb(to, toWidth, toHeight);
    }
}
