package dev.maskwright.exporter.check;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The pictures on which an export is proved.
 *
 * @param pictures at least one
 * @param drawn whether they are synthetic, because there were no real ones
 */
public record ProofPictures(List<ProofPicture> pictures, boolean drawn) {

    public ProofPictures {
        pictures = List.copyOf(pictures);
        if (pictures.isEmpty()) {
            throw new IllegalArgumentException(
                    "a verification needs at least one picture; give some, or use synthetic ones");
        }
    }

    /** Pictures like those in use. */
    public static ProofPictures of(List<ProofPicture> pictures) {
        return new ProofPictures(pictures, false);
    }

    /**
     * Synthetic pictures, which need no data set: surfaces, edges and textures of all sizes, the same everywhere. They
     * show whether a file computes what its network computes; how good the network is, only real pictures can show.
     */
    public static ProofPictures drawn(int count, int width, int height) {
        return new ProofPictures(
                IntStream.range(0, count)
                        .mapToObj(i -> ProofPicture.of(DrawnPicture.of(i, width, height)))
                        .toList(),
                true);
    }
}
