package dev.maskwright.exporter.check;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The pictures on which an export is proved.
 *
 * @param pictures at least one
 * @param drawn whether they are drawn by formula, for want of real ones
 */
public record ProofPictures(List<ProofPicture> pictures, boolean drawn) {

    public ProofPictures {
        pictures = List.copyOf(pictures);
        if (pictures.isEmpty()) {
            throw new IllegalArgumentException(
                    "a verification needs at least one picture; give some, or use synthetic ones");
        }
    }

    /** Pictures like those that the model is for. */
    public static ProofPictures of(List<ProofPicture> pictures) {
        return new ProofPictures(pictures, false);
    }

    /**
     * Pictures that need no data set: surfaces, edges and textures of all sizes, drawn by formula and the same
     * everywhere. They tell whether a file computes what its network computes; how good the network is, only real
     * pictures can tell.
     */
    public static ProofPictures drawn(int count, int width, int height) {
        return new ProofPictures(
                IntStream.range(0, count)
                        .mapToObj(i -> ProofPicture.of(DrawnPicture.of(i, width, height)))
                        .toList(),
                true);
    }
}
