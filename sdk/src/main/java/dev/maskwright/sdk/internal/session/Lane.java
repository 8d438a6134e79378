package dev.maskwright.sdk.internal.session;

import dev.maskwright.sdk.internal.postprocess.LateEnlarging;
import dev.maskwright.sdk.model.ClassIdsOutput;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelCard.MaskOutputs;
import dev.maskwright.sdk.model.ScoresOutput;

/** All that one run needs, made once and used again: input, outputs and what lies between. For one thread at a time. */
public sealed interface Lane extends AutoCloseable permits PixelsLane, ScoresLane, ClassIdsLane {

    /** Makes a lane for runs of {@code batch} frames. */
    static Lane of(OnnxSession session, ModelCard card, Signature signature, int batch) {
        if (card.outputs() instanceof MaskOutputs outputs) {
            return new PixelsLane(session, card, outputs, signature, batch);
        } else if (card.outputs() instanceof ScoresOutput output) {
            return new ScoresLane(session, card, output, signature, batch);
        } else if (card.outputs() instanceof ClassIdsOutput) {
            return new ClassIdsLane(session, card, signature, batch);
        }
        throw new AssertionError(card.outputs());
    }

    /** What frames are put into. */
    LaneInput input();

    /**
     * Runs the network.
     *
     * @param withLogits whether {@link #take(int, byte[], byte[], LateEnlarging)} is to follow: models may give logits
     *     beside the mask, and need not if nothing asks for them
     */
    void run(boolean withLogits);

    /** Runs the network so that {@link #takeShares} may follow: there may be an output that nothing else needs. */
    void runForShares();

    /** Reads the mask at place {@code index} of the output into arrays of one byte per pixel. */
    void take(int index, byte[] classIds, byte[] confidences);

    /** {@link #take(int, byte[], byte[])} and the logits, of a model that gives them. */
    void take(int index, byte[] classIds, byte[] confidences, LateEnlarging logits);

    /** Reads the {@code count} logits at place {@code index} of the output, (K, H, W), of a model that gives them. */
    void takeLogits(int index, float[] logits, int count);

    /**
     * Reads the shares 0..1 of the classes at place {@code index} of the output, (K, H, W) in the size of the logits,
     * after {@link #runForShares}. Where the network gives only its choice and confidence, the class that it chose has
     * the confidence as its share and the others have none.
     */
    void takeShares(int index, float[] shares);

    @Override
    void close();
}
