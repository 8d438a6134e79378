package dev.maskwright.folder;

import dev.maskwright.folder.source.Picture;
import java.util.List;
import java.util.OptionalDouble;

/** What became of a picture. */
public sealed interface PictureResult {

    Picture picture();

    /**
     * Its results are written.
     *
     * @param width of picture and mask, in pixels
     * @param height likewise
     * @param classes those that it shows, the background too; the largest first
     * @param confidence the mean over all pixels, 0..1
     * @param milliseconds from reading to writing; empty if an earlier run did it
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

        /** Whether its results were there already. */
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
