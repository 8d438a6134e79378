package dev.maskwright.sdk.internal.session;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import dev.maskwright.sdk.SegmentationException;
import dev.maskwright.sdk.internal.postprocess.LateEnlarging;
import dev.maskwright.sdk.internal.postprocess.Logits;
import dev.maskwright.sdk.internal.postprocess.Scores;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelCard.MaskOutputs;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs the {@code pixels} form: class ids and confidences come out as bytes. */
final class PixelsLane implements Lane {

    private final OnnxSession session;
    private final int classes;
    private final MaskOutputs outputs;
    private final Signature signature;
    private final LaneInput input;
    private final BoundTensor mask;
    private final BoundTensor confidence;
    private final Map<String, OnnxTensor> out;
    private @Nullable LogitsBuffers logitsBuffers; // created when first needed

    /** The logits that some models output beside their masks. */
    private record LogitsBuffers(
            BoundTensor logits,
            Map<String, OnnxTensor> alone,
            Map<String, OnnxTensor> all,
            Scores.ShareReader softmax) {}

    PixelsLane(OnnxSession session, ModelCard card, MaskOutputs outputs, Signature signature, int batch) {
        this.session = session;
        classes = card.classes().size();
        this.outputs = outputs;
        this.signature = signature;
        long[] shape = {batch, signature.maskHeight(), signature.maskWidth()};
        input = new LaneInput(session, card, signature, batch);
        mask = BoundTensor.of(session, outputs.mask(), shape, OnnxJavaType.UINT8);
        confidence = BoundTensor.of(session, outputs.confidence(), shape, OnnxJavaType.UINT8);
        out = mask.byName();
        out.put(confidence.name(), confidence.tensor());
    }

    @Override
    public LaneInput input() {
        return input;
    }

    @Override
    public void takeLogits(int index, float[] to, int count) {
        logitsBuffers().logits().bytes().asFloatBuffer().get(index * count, to, 0, count);
    }

    @Override
    public void run(boolean withLogits) {
        session.run(input.byName(), withLogits ? logitsBuffers().all() : out);
    }

    @Override
    public void runForShares() {
        session.run(
                input.byName(), outputs.logits().isPresent() ? logitsBuffers().alone() : out);
    }

    private LogitsBuffers logitsBuffers() {
        LogitsBuffers made = logitsBuffers;
        if (made == null) {
            String name = outputs.logits().orElseThrow();
            long[] shape = {input.batch(), classes, signature.maskHeight(), signature.maskWidth()};
            BoundTensor logits = BoundTensor.of(session, name, shape, OnnxJavaType.FLOAT);
            Map<String, OnnxTensor> all = new HashMap<>(out);
            all.put(name, logits.tensor());
            made = new LogitsBuffers(
                    logits,
                    logits.byName(),
                    all,
                    Logits.PLAIN.shares(session.name(), classes, signature.maskWidth(), signature.maskHeight()));
            logitsBuffers = made;
        }
        return made;
    }

    @Override
    public void take(int index, byte[] classIds, byte[] confidences) {
        copy(index, classIds, confidences);
        checkNumbers(confidences);
    }

    private void copy(int index, byte[] classIds, byte[] confidences) {
        mask.bytes().get(index * classIds.length, classIds);
        confidence.bytes().get(index * confidences.length, confidences);
        int highest = 0;
        for (byte id : classIds) {
            highest = Math.max(highest, id & 0xff);
        }
        if (highest >= classes) {
            throw new SegmentationException("%s: its mask has class id %d, but the classes of its card end at %d"
                    .formatted(session.name(), highest, classes - 1));
        }
    }

    /**
     * The best of K classes has a probability of at least 1 / K, which as a byte is not 0; only NaN becomes 0, at every
     * pixel.
     */
    private void checkNumbers(byte[] confidences) {
        for (byte one : confidences) {
            if (one != 0) {
                return;
            }
        }
        throw new SegmentationException(
                ("%s: its confidence is 0 at every pixel, as it is when logits are not numbers (NaN); "
                                + "check the model and its weights")
                        .formatted(session.name()));
    }

    @Override
    public void takeShares(int index, float[] shares) {
        if (outputs.logits().isEmpty()) {
            votes(index, shares);
        } else {
            logitsBuffers()
                    .softmax()
                    .shares(logitsBuffers().logits().bytes().asFloatBuffer(), index * shares.length, shares);
        }
    }

    private void votes(int index, float[] shares) {
        int count = shares.length / classes;
        byte[] ids = new byte[count];
        byte[] confidences = new byte[count];
        take(index, ids, confidences);
        Arrays.fill(shares, 0);
        for (int i = 0; i < count; i++) {
            shares[(ids[i] & 0xff) * count + i] = (confidences[i] & 0xff) / 255f;
        }
    }

    @Override
    public void take(int index, byte[] classIds, byte[] confidences, LateEnlarging to) {
        copy(index, classIds, confidences);
        FloatBuffer logits = logitsBuffers().logits().bytes().asFloatBuffer();
        to.read(logits, index * to.values().length, classIds, confidences);
        for (float logit : to.values()) {
            if (Float.isNaN(logit)) {
                throw new SegmentationException("%s: its logits are not numbers (NaN); check the model and its weights"
                        .formatted(session.name()));
            }
        }
    }

    @Override
    public void close() {
        input.close();
        mask.close();
        confidence.close();
        if (logitsBuffers != null) {
            logitsBuffers.logits().close();
        }
    }
}
