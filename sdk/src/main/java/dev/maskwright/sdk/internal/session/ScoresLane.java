package dev.maskwright.sdk.internal.session;

import ai.onnxruntime.OnnxTensor;
import dev.maskwright.sdk.internal.postprocess.LateEnlarging;
import dev.maskwright.sdk.internal.postprocess.LevelEnlarging;
import dev.maskwright.sdk.internal.postprocess.Logits;
import dev.maskwright.sdk.internal.postprocess.MaskEnlarging;
import dev.maskwright.sdk.internal.postprocess.Scores;
import dev.maskwright.sdk.internal.postprocess.Scores.ScoreReader;
import dev.maskwright.sdk.internal.postprocess.Scores.ShareReader;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ScoresOutput;
import java.nio.FloatBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs networks that output scores: logits or probabilities. If the mask is larger than the scores, they are enlarged
 * when the mask is read, which takes time only along borders between classes.
 */
final class ScoresLane implements Lane {

    private final OnnxSession session;
    private final int classes;
    private final Signature signature;
    private final Scores scores;
    private final ScoreReader reader;
    private final boolean alignsCorners;
    private final ShareReader shareReader;
    private final LaneInput input;
    private final ScorePlanes output;
    private final FloatBuffer logits;
    private final Map<String, OnnxTensor> out;
    private final @Nullable LevelEnlarging levels; // null for scores that are not levels
    private @Nullable MaskEnlarging enlarging; // created when first needed

    ScoresLane(OnnxSession session, ModelCard card, ScoresOutput outputs, Signature signature, int batch) {
        this.session = session;
        classes = card.classes().size();
        this.signature = signature;
        int logitsWidth = signature.logitsWidth();
        int logitsHeight = signature.logitsHeight();
        scores = Scores.of(card);
        reader = scores.reader(session.name(), classes, logitsWidth, logitsHeight);
        alignsCorners = outputs.alignsCorners();
        shareReader = scores.shares(session.name(), classes, logitsWidth, logitsHeight);
        input = new LaneInput(session, card, signature, batch);
        output = new ScorePlanes(session, card, outputs, signature.output().orElseThrow(), batch);
        logits = output.planes();
        out = output.tensor().byName();
        levels = scores instanceof Logits kind && output.areLevels()
                ? new LevelEnlarging(
                        kind,
                        classes,
                        logitsWidth,
                        logitsHeight,
                        alignsCorners,
                        signature.maskWidth(),
                        signature.maskHeight())
                : null;
    }

    @Override
    public LaneInput input() {
        return input;
    }

    @Override
    public void takeLogits(int index, float[] to, int count) {
        logits.get(index * count, to, 0, count);
    }

    @Override
    public void run(boolean withLogits) {
        session.run(input.byName(), out);
        if (withLogits || levels == null) {
            output.update();
        }
    }

    @Override
    public void runForShares() {
        session.run(input.byName(), out);
        output.update();
    }

    @Override
    public void take(int index, byte[] classIds, byte[] confidences) {
        if (levels != null) {
            levels.read(output.tensor().bytes(), index * levels.values(), classIds, confidences);
        } else if (isEnlarged()) {
            enlarging().read(logits, index * enlarging().values(), classIds, confidences, null);
        } else {
            reader.read(logits, index * classes * classIds.length, classIds, confidences);
        }
    }

    @Override
    public void take(int index, byte[] classIds, byte[] confidences, LateEnlarging to) {
        int offset = index * to.values().length;
        if (isEnlarged()) {
            enlarging().read(logits, offset, classIds, confidences, to);
        } else {
            reader.read(logits, offset, classIds, confidences);
            to.read(logits, offset, classIds, confidences);
        }
    }

    private MaskEnlarging enlarging() {
        MaskEnlarging made = enlarging;
        if (made == null) {
            LateEnlarging own = new LateEnlarging(
                    session.name(), scores, classes, signature.logitsWidth(), signature.logitsHeight(), alignsCorners);
            made = new MaskEnlarging(own, signature.maskWidth(), signature.maskHeight());
            enlarging = made;
        }
        return made;
    }

    private boolean isEnlarged() {
        return signature.maskWidth() != signature.logitsWidth() || signature.maskHeight() != signature.logitsHeight();
    }

    @Override
    public void takeShares(int index, float[] shares) {
        shareReader.shares(logits, index * shares.length, shares);
    }

    @Override
    public void close() {
        input.close();
        output.close();
    }
}
