package dev.maskwright.cli.segment;

import dev.maskwright.cli.source.Picture;
import java.util.List;
import java.util.OptionalDouble;

/** What became of a picture. */
public sealed interface PictureResult {

    Picture picture();

    /** Whether its results were there already. */
    default boolean isKept() {
        return this instanceof Segmented segmented && segmented.milliseconds.isEmpty();
    }

    /**
     * Its results are written.
     *
     * @param shares the share of pixels of each class, by id
     * @param regions how many of each class count, by id
     * @param milliseconds from reading to writing; empty if the results were there already
     * @param confidence the mean over all pixels
     */
    record Segmented(
            Picture picture,
            int width,
            int height,
            List<Double> shares,
            List<Integer> regions,
            OptionalDouble milliseconds,
            double confidence)
            implements PictureResult {}

    /**
     * It could not be read, segmented or written.
     *
     * @param reason one line that names the file
     */
    record Failed(Picture picture, String reason) implements PictureResult {}
}
