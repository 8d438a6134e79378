package dev.maskwright.sdk.internal.session;

import ai.onnxruntime.OnnxTensor;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.geometry.Placement;
import dev.maskwright.sdk.internal.preprocess.Fitting;
import dev.maskwright.sdk.internal.preprocess.FramePreparer;
import dev.maskwright.sdk.internal.preprocess.InputWriter;
import dev.maskwright.sdk.model.ModelCard;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The input of a lane: a tensor for a batch of frames, and a preparer that resizes frames into it. */
final class LaneInput implements AutoCloseable {

    private final int batch;
    private final ModelCard.Input rule;
    private final Signature signature;
    private final BoundTensor tensor;
    private final FramePreparer preparer;
    private final Map<String, OnnxTensor> byName;
    private final @Nullable Placement[] placements; // of the last frames
    private final @Nullable Fitting[] fittings;

    LaneInput(OnnxSession session, ModelCard card, Signature signature, int batch) {
        this.batch = batch;
        this.signature = signature;
        rule = card.input();
        tensor = BoundTensor.of(session, rule.name(), rule.shape(batch), Signature.inputType(card));
        preparer = new FramePreparer(rule, InputWriter.of(card, tensor.bytes()), session.helpers());
        byName = tensor.byName();
        placements = new Placement[batch];
        fittings = new Fitting[batch];
    }

    /** How many frames one run takes. */
    int batch() {
        return batch;
    }

    int width() {
        return rule.width();
    }

    int height() {
        return rule.height();
    }

    /**
     * Resizes a frame into image {@code index} of the batch. Frames of one size always have the same placement.
     *
     * @throws IllegalArgumentException if letterboxing leaves less of the frame than one row or column of the mask
     */
    void put(int index, Frame frame) {
        Fitting now = preparer.prepare(frame, index);
        Placement known = placements[index];
        if (known == null
                || !now.equals(fittings[index])
                || frame.width() != known.frameWidth()
                || frame.height() != known.frameHeight()) {
            placements[index] = now.inMask(frame, signature.maskWidth(), signature.maskHeight());
            fittings[index] = now;
        }
    }

    /** Where frame {@code index} lies in its mask. */
    Placement placement(int index) {
        return Objects.requireNonNull(placements[index]);
    }

    /**
     * Resizes a part of a frame into the input, for a model that outputs logits.
     *
     * @param whole where the frame would lie in an input for the whole frame
     * @param left where the part begins in that input, as is {@code top}
     */
    void putPart(Frame frame, Fitting whole, int left, int top) {
        preparer.preparePart(frame, whole, left, top);
    }

    /** The key that identifies the contents of image {@code index} of the batch. */
    InputKey key(int index) {
        int bytes = tensor.bytes().capacity() / batch;
        Placement of = placement(index);
        return InputKey.of(tensor.bytes(), index * bytes, (index + 1) * bytes, of.frameWidth(), of.frameHeight());
    }

    /** The input map for the session. */
    Map<String, OnnxTensor> byName() {
        return byName;
    }

    @Override
    public void close() {
        tensor.close();
    }
}
