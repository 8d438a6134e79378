package dev.maskwright.folder;

import dev.maskwright.folder.source.Picture;
import java.util.List;
import java.util.OptionalDouble;

/** The result of a picture. */
public sealed interface PictureResult {

    Picture picture();

    /**
     * Its results are written.
     *
     * @param width of picture and mask, in pixels
     * @param height likewise
     * @param classes the classes in it, including the background; the largest first
     * @param confidence the mean over all pixels, 0..1
     * @param milliseconds from reading to writing; empty if done by an earlier run
     */
    record Segmented(
            Picture picture,
            int width,
            int height,
            List<ClassArea> classes,
            double confidence,
            OptionalDouble milliseconds)
            implements PictureResult {

        public Segmented {
            classes = List.copyOf(classes);
        }

        /** Whether its results already existed. */
        public boolean isKept() {
            return milliseconds.isEmpty();
        }
    }

    /**
     * It could not be read, segmented or written.
     *
     * @param reason one line that names the picture
     */
    record Failed(Picture picture, String reason) implements PictureResult {}
}
