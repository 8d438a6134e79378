package dev.maskwright.sdk.internal.session;

import dev.maskwright.sdk.Frame;
import dev.maskwright.sdk.ModelCard;
import dev.maskwright.sdk.ModelCard.LogitsOutput;
import dev.maskwright.sdk.ModelCard.MaskOutputs;

/** All that one run needs, made once and used again: input, outputs and what lies between. For one thread at a time. */
public sealed interface Lane extends AutoCloseable permits PixelsLane, TensorLane {

    /** Makes a lane for runs of {@code batch} frames. */
    static Lane of(OnnxSession session, ModelCard card, Signature signature, int batch) {
        if (card.outputs() instanceof MaskOutputs outputs) {
            return new PixelsLane(session, card, outputs, signature, batch);
        } else if (card.outputs() instanceof LogitsOutput output) {
            return new TensorLane(session, card, output, signature, batch);
        }
        throw new AssertionError(card.outputs());
    }

    /** How many frames one run takes. */
    int batch();

    /** Resizes a frame into place {@code index} of the input. */
    void put(int index, Frame frame);

    /** Runs the network. */
    void run();

    /** Reads the mask at place {@code index} of the output into arrays of one byte per pixel. */
    void take(int index, byte[] classIds, byte[] confidences);

    @Override
    void close();
}
