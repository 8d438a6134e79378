package dev.maskwright.sdk.internal.session;

import ai.onnxruntime.OnnxTensor;
import dev.maskwright.sdk.SegmentationException;
import dev.maskwright.sdk.internal.postprocess.LateEnlarging;
import dev.maskwright.sdk.internal.preprocess.Half;
import dev.maskwright.sdk.model.ModelCard;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;

/** Runs networks that end in argmax and output only class ids; every pixel gets full confidence. */
final class ClassIdsLane implements Lane {

    private static final byte SURE = (byte) 255;

    private final OnnxSession session;
    private final int classes;
    private final OutputForm form;
    private final LaneInput input;
    private final BoundTensor ids;
    private final Map<String, OnnxTensor> out;

    ClassIdsLane(OnnxSession session, ModelCard card, Signature signature, int batch) {
        this.session = session;
        classes = card.classes().size();
        input = new LaneInput(session, card, signature, batch);
        form = signature.output().orElseThrow();
        ids = BoundTensor.of(session, form.name(), form.shape(batch), form.type());
        out = ids.byName();
    }

    @Override
    public LaneInput input() {
        return input;
    }

    @Override
    public void takeLogits(int index, float[] to, int count) {
        throw noLogits();
    }

    @Override
    public void run(boolean withLogits) {
        session.run(input.byName(), out);
    }

    @Override
    public void runForShares() {
        session.run(input.byName(), out);
    }

    @Override
    public void take(int index, byte[] classIds, byte[] confidences) {
        int first = index * classIds.length;
        for (int i = 0; i < classIds.length; i++) {
            long id = id(first + i);
            if (id < 0 || id >= classes) {
                throw new SegmentationException("%s: its mask has class id %d, but the classes of its card are 0 to %d"
                        .formatted(session.name(), id, classes - 1));
            }
            classIds[i] = (byte) id;
        }
        Arrays.fill(confidences, SURE);
    }

    private long id(int at) {
        ByteBuffer bytes = ids.bytes();
        return switch (form.type()) {
            case UINT8, BOOL -> bytes.get(at) & 0xff;
            case INT8 -> bytes.get(at);
            case INT16 -> bytes.getShort(2 * at);
            case INT32 -> bytes.getInt(4 * at);
            case INT64 -> bytes.getLong(8 * at);
            case FLOAT -> whole(bytes.getFloat(4 * at));
            case FLOAT16 -> whole(Half.toFloat(bytes.getShort(2 * at)));
            case DOUBLE -> whole(bytes.getDouble(8 * at));
            default -> throw new AssertionError(form);
        };
    }

    private long whole(double id) {
        if (id != Math.rint(id)) {
            throw new SegmentationException(
                    ("%s: its mask has the class id %s, which is not a whole number; the output '%s' does "
                                    + "not hold class ids")
                            .formatted(session.name(), id, form.name()));
        }
        return (long) id;
    }

    @Override
    public void take(int index, byte[] classIds, byte[] confidences, LateEnlarging logits) {
        throw noLogits();
    }

    private IllegalStateException noLogits() {
        return new IllegalStateException(session.name() + " gives class ids and no logits");
    }

    @Override
    public void takeShares(int index, float[] shares) {
        int pixels = shares.length / classes;
        byte[] classIds = new byte[pixels];
        take(index, classIds, new byte[pixels]);
        Arrays.fill(shares, 0);
        for (int i = 0; i < pixels; i++) {
            shares[(classIds[i] & 0xff) * pixels + i] = 1;
        }
    }

    @Override
    public void close() {
        input.close();
        ids.close();
    }
}
