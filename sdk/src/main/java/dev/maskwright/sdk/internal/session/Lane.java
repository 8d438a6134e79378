package dev.maskwright.sdk.internal.session;

import dev.maskwright.sdk.internal.postprocess.LateEnlarging;
import dev.maskwright.sdk.model.ClassIdsOutput;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelCard.MaskOutputs;
import dev.maskwright.sdk.model.ScoresOutput;

/**
 * Everything that a run needs, created once and reused: input, outputs and scratch memory. For one thread at a time.
 */
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

    /** The input that frames are put into. */
    LaneInput input();

    /**
     * Runs the network.
     *
     * @param withLogits whether {@link #take(int, byte[], byte[], LateEnlarging)} is to follow: a model with logits
     *     beside the mask computes them only if they are wanted
     */
    void run(boolean withLogits);

    /** Runs the network so that {@link #takeShares} may follow, which may need an output that nothing else uses. */
    void runForShares();

    /** Reads the mask of image {@code index} of the output into arrays of one byte per pixel. */
    void take(int index, byte[] classIds, byte[] confidences);

    /** {@link #take(int, byte[], byte[])} and the logits, for a model that outputs them. */
    void take(int index, byte[] classIds, byte[] confidences, LateEnlarging logits);

    /**
     * Reads the {@code count} logits of image {@code index} of the output, (K, H, W), for a model that outputs them.
     */
    void takeLogits(int index, float[] logits, int count);

    /**
     * Reads the shares 0..1 of the classes of image {@code index} of the output, (K, H, W) in the size of the logits,
     * after {@link #runForShares}. If the network outputs only class ids and confidences, the chosen class has the
     * confidence as its share, and the others have 0.
     */
    void takeShares(int index, float[] shares);

    @Override
    void close();
}
