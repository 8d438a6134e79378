package dev.maskwright.sdk.internal.session;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import dev.maskwright.sdk.Frame;
import dev.maskwright.sdk.ModelCard;
import dev.maskwright.sdk.ModelCard.Input;
import dev.maskwright.sdk.ModelCard.MaskOutputs;
import dev.maskwright.sdk.SegmentationException;
import dev.maskwright.sdk.internal.preprocess.FrameResizer;
import java.util.Map;

/** Runs the {@code pixels} form: bytes in, bytes out. */
final class PixelsLane implements Lane {

    private final OnnxSession session;
    private final int batch;
    private final int classes;
    private final FrameResizer resizer;
    private final BoundTensor pixels;
    private final BoundTensor mask;
    private final BoundTensor confidence;
    private final Map<String, OnnxTensor> in;
    private final Map<String, OnnxTensor> out;

    PixelsLane(OnnxSession session, ModelCard card, MaskOutputs outputs, Signature signature, int batch) {
        this.session = session;
        this.batch = batch;
        classes = card.classes().size();
        Input input = card.input();
        resizer = new FrameResizer(input.width(), input.height(), input.resize());
        long[] shape = {batch, signature.maskHeight(), signature.maskWidth()};
        pixels = BoundTensor.of(session, input.name(), Signature.inputShape(card, batch), OnnxJavaType.UINT8);
        mask = BoundTensor.of(session, outputs.mask(), shape, OnnxJavaType.UINT8);
        confidence = BoundTensor.of(session, outputs.confidence(), shape, OnnxJavaType.UINT8);
        in = Map.of(pixels.name(), pixels.tensor());
        out = Map.of(mask.name(), mask.tensor(), confidence.name(), confidence.tensor());
    }

    @Override
    public int batch() {
        return batch;
    }

    @Override
    public void put(int index, Frame frame) {
        byte[] rgb = resizer.resize(frame);
        pixels.bytes().put(index * rgb.length, rgb);
    }

    @Override
    public void run() {
        session.run(in, out);
    }

    @Override
    public void take(int index, byte[] classIds, byte[] confidences) {
        mask.bytes().get(index * classIds.length, classIds);
        confidence.bytes().get(index * confidences.length, confidences);
        int highest = 0;
        for (byte id : classIds) {
            highest = Math.max(highest, id & 0xff);
        }
        if (highest >= classes) {
            throw new SegmentationException("%s: its mask has class id %d, but the classes of its card end at %d"
                    .formatted(session.file(), highest, classes - 1));
        }
    }

    @Override
    public void close() {
        pixels.close();
        mask.close();
        confidence.close();
    }
}
