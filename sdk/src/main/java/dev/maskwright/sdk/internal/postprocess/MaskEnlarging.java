package dev.maskwright.sdk.internal.postprocess;

import dev.maskwright.sdk.geometry.Box;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/** Makes masks of one size from logits of one size. For one thread at a time. */
public final class MaskEnlarging {

    private final LateEnlarging own; // for masks that keep no logits
    private final CellEnlarging.Scratch scratch;
    private final MaskTarget whole;

    /**
     * For masks of one size.
     *
     * @param own receives logits that no mask keeps
     */
    public MaskEnlarging(LateEnlarging own, int maskWidth, int maskHeight) {
        this.own = own;
        scratch = own.newScratch();
        whole = own.target(new Box(0, 0, maskWidth, maskHeight), maskWidth, maskHeight, maskWidth, maskHeight);
    }

    /** How many logits one mask is made from. */
    public int values() {
        return own.values().length;
    }

    /**
     * Makes a mask.
     *
     * @param from shape (N, K, H, W)
     * @param offset the index of the image's first element
     * @param to receives the logits; null if they are not wanted
     */
    public void read(FloatBuffer from, int offset, byte[] classIds, byte[] confidences, @Nullable LateEnlarging to) {
        LateEnlarging logits = to == null ? own : to;
        logits.read(from, offset);
        logits.resize(whole, classIds, confidences, scratch);
    }

    /**
     * Updates a mask where the logits that it was made from have changed.
     *
     * @param from shape (K, H, W)
     * @param top the first row of logits that has changed
     * @param bottom the row after the last that has changed
     * @param to what the logits were read into before
     */
    public void readRows(
            FloatBuffer from, int top, int bottom, byte[] classIds, byte[] confidences, @Nullable LateEnlarging to) {
        LateEnlarging logits = to == null ? own : to;
        logits.readRows(from, top, bottom);
        logits.resizeRows(whole, classIds, confidences, scratch, top, bottom);
    }
}
