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

/** The input of a lane: a tensor for a batch of frames, and what resizes frames into it. */
final class LaneInput implements AutoCloseable {

    private final int batch;
    private final ModelCard.Input rule;
    private final Signature signature;
    private final BoundTensor tensor;
    private final FramePreparer preparer;
    private final Map<String, OnnxTensor> byName;
    private final @Nullable Placement[] placements; // of the last frames, with
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
     * Resizes a frame into place {@code index}. Frames of one size have always the same placement.
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

    /** Where the mask of the frame that was put into place {@code index} has it. */
    Placement placement(int index) {
        return Objects.requireNonNull(placements[index]);
    }

    /**
     * Resizes a part of a frame into the input, of a model that gives logits.
     *
     * @param whole where an input of the whole frame would have it
     * @param left where the part begins in that, as {@code top}
     */
    void putPart(Frame frame, Fitting whole, int left, int top) {
        preparer.preparePart(frame, whole, left, top);
    }

    /** What tells the input at place {@code index} from others. */
    InputKey key(int index) {
        int bytes = tensor.bytes().capacity() / batch;
        Placement of = placement(index);
        return InputKey.of(tensor.bytes(), index * bytes, (index + 1) * bytes, of.frameWidth(), of.frameHeight());
    }

    /** What the session is given. */
    Map<String, OnnxTensor> byName() {
        return byName;
    }

    @Override
    public void close() {
        tensor.close();
    }
}
