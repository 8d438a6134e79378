package dev.maskwright.exporter.check;

import dev.maskwright.sdk.model.Resampler;
import dev.maskwright.sdk.model.Resampler.Filter;
import java.util.Optional;

/** Measures masks of a network and of its file on the labelled pictures among given ones. */
final class LabelledMasks {

    private final int classes;
    private final ClassCounts trained;
    private final ClassCounts exported;
    private int pictures;

    LabelledMasks(int classes) {
        this.classes = classes;
        trained = new ClassCounts(classes);
        exported = new ClassCounts(classes);
    }

    /**
     * Counts a picture if it is labelled.
     *
     * @param trainedMask at the size of the exported one
     * @throws IllegalArgumentException if it is labelled with a class that the network does not have
     */
    void add(ProofPicture picture, int[] trainedMask, ClassMap exportedMask) {
        picture.target().ifPresent(target -> count(picture, target, trainedMask, exportedMask));
    }

    private void count(ProofPicture picture, byte[] target, int[] trainedMask, ClassMap exportedMask) {
        byte[] truth = Resampler.resize(
                target,
                picture.frame().width(),
                picture.frame().height(),
                1,
                Filter.NEAREST,
                exportedMask.width(),
                exportedMask.height());
        for (int i = 0; i < truth.length; i++) {
            int label = truth[i] & 0xff;
            if (label == ProofPicture.UNLABELLED) {
                continue;
            }
            if (label >= classes) {
                throw new IllegalArgumentException(
                        ("a picture is labelled with class %d, but the network has classes 0 to"
                                        + " %d; verify it on its own data")
                                .formatted(label, classes - 1));
            }
            trained.add(label, trainedMask[i]);
            exported.add(label, exportedMask.ids()[i]);
        }
        pictures++;
    }

    Optional<LabelledProof> scores() {
        return pictures == 0
                ? Optional.empty()
                : Optional.of(new LabelledProof(pictures, trained.meanIou(), exported.meanIou()));
    }
}
