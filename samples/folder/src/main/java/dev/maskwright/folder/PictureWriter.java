package dev.maskwright.folder;

import dev.maskwright.folder.PictureResult.Segmented;
import dev.maskwright.folder.source.Picture;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.image.MaskImages;
import dev.maskwright.sdk.model.ClassLabel;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Writes the results of single pictures, and checks whether they exist. Any number of threads may call, each for
 * another picture.
 */
final class PictureWriter {

    /** The end of every complete PNG file. */
    private static final byte[] PNG_END = {0, 0, 0, 0, 'I', 'E', 'N', 'D', (byte) 0xae, 0x42, 0x60, (byte) 0x82};

    private final OutputFolder folder;
    private final Outputs outputs;
    private final RegionFileOptions options;
    private final List<ClassLabel> classes;

    PictureWriter(OutputFolder folder, Outputs outputs, RegionFileOptions options, List<ClassLabel> classes) {
        this.folder = folder;
        this.outputs = outputs;
        this.options = options;
        this.classes = classes;
    }

    /**
     * Writes all requested results.
     *
     * @param frame for display; it may be smaller than the picture
     * @param mask of the size of its picture
     * @param confidence of the network, 0..1
     * @param begin {@link System#nanoTime} when the picture was started
     */
    Segmented write(Picture picture, Frame frame, Mask mask, double confidence, long begin) throws IOException {
        PictureRegions regions = PictureRegions.of(mask, confidence, options, outputs.coco());
        regions.write(folder.regions(
                picture)); // the first one, whose name is the longest: too long a name leaves nothing behind
        if (outputs.overlay().isPresent()) {
            byte[] overlay = MaskImages.jpeg(
                    MaskImages.overlay(frame, mask, outputs.overlay().get()));
            ResultFile.write(folder.overlay(picture), overlay);
        }
        if (outputs.cutouts()) {
            ResultFile.write(folder.cutout(picture), MaskImages.png(MaskImages.cutout(frame, mask)));
        }
        if (outputs.page()) {
            ResultFile.write(folder.thumbnail(picture), Thumbnail.jpeg(frame, mask));
        }
        ResultFile.write(folder.mask(picture), MaskImages.indexedPng(mask)); // the last one
        return result(picture, regions, OptionalDouble.of((System.nanoTime() - begin) / 1e6));
    }

    /** The result of an earlier run for a picture, if it is complete, intact, and not older than the picture. */
    Optional<Segmented> finished(Picture picture) {
        Path mask = folder.mask(picture);
        try {
            if (!isWholePng(mask)
                    || (outputs.overlay().isPresent() && !isThere(folder.overlay(picture)))
                    || (outputs.cutouts() && !isWholePng(folder.cutout(picture)))
                    || (outputs.page() && !isThere(folder.thumbnail(picture)))
                    || isChangedSince(picture, mask)) {
                return Optional.empty();
            }
            PictureRegions regions = PictureRegions.read(folder.regions(picture));
            if (outputs.coco() && !regions.isOutlined()) {
                return Optional.empty();
            }
            return Optional.of(result(picture, regions, OptionalDouble.empty()));
        } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
            return Optional.empty(); // what cannot be read, or does not match the model, is made again
        }
    }

    private static boolean isThere(Path file) throws IOException {
        return Files.exists(file) && Files.size(file) > 0;
    }

    private static boolean isChangedSince(Picture picture, Path mask) throws IOException {
        return Files.getLastModifiedTime(picture.file()).compareTo(Files.getLastModifiedTime(mask)) > 0;
    }

    /**
     * Files get their names when they are complete, but after a power cut a file may have its name without its bytes.
     */
    private static boolean isWholePng(Path file) throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
            if (bytes.length() < PNG_END.length) {
                return false;
            }
            byte[] end = new byte[PNG_END.length];
            bytes.seek(bytes.length() - end.length);
            bytes.readFully(end);
            return Arrays.equals(end, PNG_END);
        }
    }

    private Segmented result(Picture picture, PictureRegions regions, OptionalDouble milliseconds) {
        return new Segmented(
                picture.withoutPixels(),
                regions.width(),
                regions.height(),
                regions.classes(classes),
                regions.confidence(),
                milliseconds);
    }
}
