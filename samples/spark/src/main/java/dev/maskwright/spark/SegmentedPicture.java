package dev.maskwright.spark;

import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.geometry.RunLengths;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.sdk.image.ImageReadException;
import dev.maskwright.sdk.model.ClassLabel;
import java.util.List;

/**
 * The contents of a picture, small enough to be sent and stored. Independent of Spark.
 *
 * @param width of the picture, in pixels
 * @param height likewise
 * @param confidence the mean over all pixels of the network's output, 0..1
 * @param classes the classes in it, including the background, by id; each pixel belongs to exactly one
 */
public record SegmentedPicture(int width, int height, double confidence, List<ClassPixels> classes) {

    /**
     * The pixels of a class.
     *
     * @param runs over the whole picture
     */
    public record ClassPixels(ClassLabel label, RunLengths runs) {}

    public SegmentedPicture {
        classes = List.copyOf(classes);
    }

    /**
     * Decodes and segments a picture.
     *
     * @param bytes of a picture file
     * @param name what messages call it
     * @throws ImageReadException as {@link ImageFiles#decode(byte[], String)}
     * @throws dev.maskwright.sdk.SegmentationException if the engine fails
     */
    public static SegmentedPicture of(byte[] bytes, String name, Segmenter segmenter) throws ImageReadException {
        Frame frame = ImageFiles.decode(bytes, name);
        Mask mask = segmenter.segment(frame);
        return of(mask.atFrameSize(), mask.meanConfidence());
    }

    /**
     * Converts a mask.
     *
     * @param mask of the picture's size
     * @param confidence 0..1
     */
    static SegmentedPicture of(Mask mask, double confidence) {
        List<RunLengths> runs = mask.runLengths();
        List<ClassPixels> classes = mask.classes().stream()
                .map(label -> new ClassPixels(label, runs.get(label.id())))
                .filter(pixels -> pixels.runs().area() > 0)
                .toList();
        return new SegmentedPicture(mask.width(), mask.height(), confidence, classes);
    }

    /** The share of a class in the picture, 0..1. */
    public double share(ClassPixels pixels) {
        return pixels.runs().area() / ((double) width * height);
    }
}
