package dev.maskwright.cli.train;

import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.trainer.data.BadSampleException;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.retrain.ClassIds;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;

/**
 * Finds corrections that were merely accepted: whose labels are the model's own mask. No mark says so; but the mask is
 * made again as it was then, of the picture in its own size, and on the same machine is equal to the last pixel.
 */
final class AcceptedMasks {

    /**
     * A correction that differs from the model's mask in less than this share of its labels was merely accepted: a few
     * pixels at edges differ between processors.
     */
    static final double LEAST_CORRECTED = 0.001;

    private AcceptedMasks() {}

    /**
     * The numbers of the accepted ones among the rows that can be read.
     *
     * @param classes that the model and the corrections have, and perhaps others
     */
    static BitSet of(Path model, Dataset corrections, List<String> classes) {
        BitSet accepted = new BitSet();
        try (Segmenter segmenter = Segmenter.open(model)) {
            List<String> known =
                    segmenter.card().classes().stream().map(ClassLabel::name).toList();
            ClassIds predictedIds = ClassIds.of(new ClassList(known), classes, model.toString());
            ClassIds targetIds = ClassIds.of(corrections.classes(), classes, "the corrections");
            int number = 0;
            for (int row = 0; row < corrections.size(); row++) {
                try {
                    Sample sample = corrections.read(row);
                    Frame frame = Frame.rgb(sample.rgb(), sample.width(), sample.height());
                    byte[] predicted = predictedIds.of(
                            segmenter.segment(frame).atFrameSize().classIds());
                    accepted.set(number, corrected(targetIds.of(sample.target()), predicted) < LEAST_CORRECTED);
                    number++;
                } catch (BadSampleException e) {
                    // listed with the scores, in which it has no number either
                }
            }
        }
        return accepted;
    }

    /** The share of the labels that differ; 0 where there are none. */
    private static double corrected(byte[] labels, byte[] predicted) {
        int all = 0;
        int differ = 0;
        for (int i = 0; i < labels.length; i++) {
            if (Byte.toUnsignedInt(labels[i]) != Sample.IGNORE) {
                all++;
                differ += labels[i] == predicted[i] ? 0 : 1;
            }
        }
        return all == 0 ? 0 : differ / (double) all;
    }
}
