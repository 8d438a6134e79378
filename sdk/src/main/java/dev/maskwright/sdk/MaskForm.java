package dev.maskwright.sdk;

import dev.maskwright.sdk.internal.postprocess.LateEnlarging;
import dev.maskwright.sdk.internal.postprocess.Scores;
import dev.maskwright.sdk.internal.postprocess.Threshold;
import dev.maskwright.sdk.internal.session.OpenModel;
import dev.maskwright.sdk.internal.session.Run;
import dev.maskwright.sdk.internal.session.Signature;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ScoresOutput;

/** The form of a segmenter's masks: their size, classes and edges, and what happens to pixels of low confidence. */
final class MaskForm {

    private final String model;
    private final ModelCard card;
    private final Signature signature;
    private final boolean givesLogits;
    private final OutputSize size;
    private final Edges edges;
    private final Threshold threshold;

    /** @throws IllegalArgumentException if the model does not support the options */
    MaskForm(OpenModel open, Options options) {
        model = open.session().name();
        card = open.card();
        signature = open.signature();
        givesLogits = open.givesLogits();
        size = options.outputSize();
        edges = options.edges();
        threshold = threshold(options);
    }

    private Threshold threshold(Options options) {
        int least = (int) Math.ceil(255 * options.confidenceThreshold());
        if (least == 0) {
            return Threshold.NONE;
        }
        return card.classes().stream()
                .filter(ClassLabel::isBackground)
                .findFirst()
                .map(background -> new Threshold(least, (byte) background.id()))
                .orElseThrow(() -> new IllegalArgumentException(
                        ("%s: it has no class called %s for pixels below the confidence threshold; open "
                                        + "it without a threshold, or add \"background\": true to such a class in its card")
                                .formatted(model, ClassLabel.BACKGROUND)));
    }

    OutputSize size() {
        return size;
    }

    Threshold threshold() {
        return threshold;
    }

    /** A mask to write into, of the network's output size. */
    Mask blank() {
        return blank(givesLogits);
    }

    /** {@link #blank} without logits, so that smooth edges are estimated. */
    Mask blankWithoutLogits() {
        return blank(false);
    }

    private Mask blank(boolean withLogits) {
        int width = signature.maskWidth();
        int height = signature.maskHeight();
        return switch (edges) {
            case NEAREST -> Mask.blank(width, height, card.classes());
            case SMOOTH ->
                Mask.blankWithSmoothEdges(width, height, card.classes(), withLogits ? blankLogits() : null, threshold);
        };
    }

    private boolean alignsCorners() {
        return card.outputs() instanceof ScoresOutput output && output.alignsCorners();
    }

    LateEnlarging blankLogits() {
        return new LateEnlarging(
                model,
                Scores.of(card),
                card.classes().size(),
                signature.logitsWidth(),
                signature.logitsHeight(),
                alignsCorners());
    }

    /** @throws IllegalStateException if the options ask for masks of the frame's size */
    void requireReuse() {
        if (size == OutputSize.FRAME) {
            throw new IllegalStateException(
                    ("%s was opened for masks of the frame's size, which cannot be reused: call segment, "
                                    + "or open it with %s")
                            .formatted(model, OutputSize.NETWORK));
        }
    }

    /**
     * Requires that a mask can be written into.
     *
     * @throws IllegalStateException if the options ask for masks of the frame's size
     * @throws IllegalArgumentException if the mask does not have this form
     */
    void requireFits(Mask mask) {
        requireReuse();
        if (mask.width() != signature.maskWidth()
                || mask.height() != signature.maskHeight()
                || !mask.classes().equals(card.classes())
                || (mask.logits() != null && !givesLogits)) {
            throw new IllegalArgumentException(
                    "%s gives masks of %dx%d with %d classes, got one of %dx%d with %d; reuse what segment returned"
                            .formatted(
                                    model,
                                    signature.maskWidth(),
                                    signature.maskHeight(),
                                    card.classes().size(),
                                    mask.width(),
                                    mask.height(),
                                    mask.classes().size()));
        }
    }

    /** Writes mask {@code index} of a run without applying the threshold. */
    static void takeAll(Run run, int index, Mask mask) {
        mask.belongsTo(run.take(index, mask.classIds(), mask.confidences(), mask.logits()));
    }

    /** Writes mask {@code index} of a run. */
    void take(Run run, int index, Mask mask) {
        takeAll(run, index, mask);
        threshold.apply(mask.classIds(), mask.confidences());
    }

    /** The mask of the only frame in a run that has not been executed. */
    Mask of(Run run) {
        Mask mask = blank();
        run.execute(mask.logits() != null);
        take(run, 0, mask);
        return sized(mask);
    }

    /** The mask in the size that the options ask for. */
    Mask sized(Mask mask) {
        return size == OutputSize.FRAME ? mask.atFrameSize() : mask;
    }
}
