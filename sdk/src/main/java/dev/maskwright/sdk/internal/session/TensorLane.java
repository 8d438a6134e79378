package dev.maskwright.sdk.internal.session;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import dev.maskwright.sdk.Frame;
import dev.maskwright.sdk.ModelCard;
import dev.maskwright.sdk.ModelCard.Input;
import dev.maskwright.sdk.ModelCard.LogitsOutput;
import dev.maskwright.sdk.Placement;
import dev.maskwright.sdk.SegmentationException;
import dev.maskwright.sdk.internal.postprocess.LogitsReader;
import dev.maskwright.sdk.internal.postprocess.Softmax;
import dev.maskwright.sdk.internal.preprocess.FramePreparer;
import dev.maskwright.sdk.internal.preprocess.PlanesWriter;
import java.nio.FloatBuffer;
import java.util.Map;

/** Runs the {@code tensor} form: normalised planes in, logits out. */
final class TensorLane implements Lane {

    private final OnnxSession session;
    private final int batch;
    private final int classes;
    private final Signature signature;
    private final FramePreparer preparer;
    private final LogitsReader reader;
    private final Softmax softmax;
    private final BoundTensor input;
    private final BoundTensor output;
    private final FloatBuffer logits;
    private final Map<String, OnnxTensor> in;
    private final Map<String, OnnxTensor> out;

    TensorLane(OnnxSession session, ModelCard card, LogitsOutput outputs, Signature signature, int batch) {
        this.session = session;
        this.batch = batch;
        classes = card.classes().size();
        this.signature = signature;
        Input rule = card.input();
        reader = new LogitsReader(session.name(), classes, signature.maskWidth(), signature.maskHeight());
        softmax = new Softmax(classes, signature.maskWidth() * signature.maskHeight());
        long[] shape = {batch, classes, signature.maskHeight(), signature.maskWidth()};
        input = BoundTensor.of(session, rule.name(), Signature.inputShape(card, batch), OnnxJavaType.FLOAT);
        output = BoundTensor.of(session, outputs.logits(), shape, OnnxJavaType.FLOAT);
        FloatBuffer tensor = input.bytes().asFloatBuffer();
        preparer = new FramePreparer(rule, new PlanesWriter(tensor, rule.width(), rule.height(), card.normalization()));
        logits = output.bytes().asFloatBuffer();
        in = Map.of(input.name(), input.tensor());
        out = Map.of(output.name(), output.tensor());
    }

    @Override
    public int batch() {
        return batch;
    }

    @Override
    public Placement put(int index, Frame frame) {
        return preparer.prepare(frame, index).inMask(frame, signature.maskWidth(), signature.maskHeight());
    }

    @Override
    public InputKey key(int index, Frame frame) {
        int bytes = input.bytes().capacity() / batch;
        return InputKey.of(input.bytes(), index * bytes, (index + 1) * bytes, frame.width(), frame.height());
    }

    @Override
    public void run(boolean withLogits) {
        session.run(in, out);
    }

    @Override
    public void runForShares() {
        session.run(in, out);
    }

    @Override
    public void take(int index, byte[] classIds, byte[] confidences) {
        reader.read(logits, index * classes * classIds.length, classIds, confidences);
    }

    @Override
    public void takeShares(int index, float[] shares) {
        if (!softmax.shares(logits, index * shares.length, shares)) {
            throw new SegmentationException(
                    "%s: its logits are no numbers (NaN); check the model and its weights".formatted(session.name()));
        }
    }

    @Override
    public void takeLogits(int index, float[] to) {
        logits.get(index * to.length, to);
    }

    @Override
    public void close() {
        input.close();
        output.close();
    }
}
