package dev.maskwright.sdk.internal.session;

import ai.onnxruntime.OnnxTensor;
import dev.maskwright.sdk.Placement;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.internal.preprocess.Fitting;
import dev.maskwright.sdk.internal.preprocess.FramePreparer;
import dev.maskwright.sdk.internal.preprocess.InputWriter;
import dev.maskwright.sdk.model.ModelCard;
import java.util.Map;

/** The input of a lane: a tensor for a batch of frames, and what resizes frames into it. */
final class LaneInput implements AutoCloseable {

    private final int batch;
    private final ModelCard.Input rule;
    private final Signature signature;
    private final BoundTensor tensor;
    private final FramePreparer preparer;
    private final Map<String, OnnxTensor> byName;

    LaneInput(OnnxSession session, ModelCard card, Signature signature, int batch) {
        this.batch = batch;
        this.signature = signature;
        rule = card.input();
        tensor = BoundTensor.of(session, rule.name(), rule.shape(batch), Signature.inputType(card));
        preparer = new FramePreparer(rule, InputWriter.of(card, tensor.bytes()));
        byName = Map.of(tensor.name(), tensor.tensor());
    }

    int batch() {
        return batch;
    }

    int width() {
        return rule.width();
    }

    int height() {
        return rule.height();
    }

    /** See {@link Lane#put}. */
    Placement put(int index, Frame frame) {
        return preparer.prepare(frame, index).inMask(frame, signature.maskWidth(), signature.maskHeight());
    }

    /** See {@link Lane#putPart}. */
    void putPart(Frame frame, Fitting whole, int left, int top) {
        preparer.preparePart(frame, whole, left, top);
    }

    /** See {@link Lane#key}. */
    InputKey key(int index, Frame frame) {
        int bytes = tensor.bytes().capacity() / batch;
        return InputKey.of(tensor.bytes(), index * bytes, (index + 1) * bytes, frame.width(), frame.height());
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
