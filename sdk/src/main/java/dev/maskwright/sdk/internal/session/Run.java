package dev.maskwright.sdk.internal.session;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.geometry.Placement;
import dev.maskwright.sdk.internal.postprocess.LateEnlarging;
import dev.maskwright.sdk.internal.preprocess.Fitting;
import org.jspecify.annotations.Nullable;

/**
 * A run of a network in progress: put frames, execute, take masks, in this order. It has exclusive use of a lane until
 * it is closed. For one thread.
 */
public final class Run implements AutoCloseable {

    private final Gate gate;
    private final Lane lane;
    private final @Nullable Lanes home; // where the lane is returned; null for a lane that is closed afterwards

    /** @param gate already entered by the caller; {@link #close} leaves it */
    Run(Gate gate, Lane lane, @Nullable Lanes home) {
        this.gate = gate;
        this.lane = lane;
        this.home = home;
    }

    /**
     * Resizes a frame into image {@code index} of the input.
     *
     * @throws IllegalArgumentException if letterboxing leaves less of a frame than one row or column of its mask
     */
    public void put(int index, Frame frame) {
        lane.input().put(index, frame);
    }

    /**
     * Resizes a part of a frame into the input, for a model that outputs logits.
     *
     * @param whole where the frame would lie in the input for the whole frame
     * @param left where the part begins in that input, as is {@code top}; the part lies entirely within the frame
     */
    public void putPart(Frame frame, Fitting whole, int left, int top) {
        lane.input().putPart(frame, whole, left, top);
    }

    /** The key that identifies the input made from frame {@code index}. */
    public InputKey key(int index) {
        return lane.input().key(index);
    }

    /**
     * Runs the network.
     *
     * @param withLogits whether the masks are to hold logits
     */
    public void execute(boolean withLogits) {
        lane.run(withLogits);
    }

    /** Runs the network so that {@link #takeShares} may follow. */
    public void executeForShares() {
        lane.runForShares();
    }

    /**
     * Reads the mask of frame {@code index}.
     *
     * @param classIds receives an id for each pixel
     * @param confidences receives 0..255 for each pixel
     * @param logits receives the logits; null if they are not wanted
     * @return where the frame lies in the mask
     */
    public Placement take(int index, byte[] classIds, byte[] confidences, @Nullable LateEnlarging logits) {
        if (logits == null) {
            lane.take(index, classIds, confidences);
        } else {
            lane.take(index, classIds, confidences, logits);
        }
        return lane.input().placement(index);
    }

    /** Reads the {@code count} logits of frame {@code index}, (K, H, W), of a model that outputs logits. */
    public void takeLogits(int index, float[] logits, int count) {
        lane.takeLogits(index, logits, count);
    }

    /** Where frame {@code index} lies in its mask. */
    public Placement placement(int index) {
        return lane.input().placement(index);
    }

    /** Reads the shares 0..1 of the classes for frame {@code index}, (K, H, W) in the size of the logits. */
    public void takeShares(int index, float[] shares) {
        lane.takeShares(index, shares);
    }

    /** Returns the lane, so that the model can be closed. Must be called exactly once. */
    @Override
    public void close() {
        try {
            if (home != null) {
                home.giveBack(lane);
            } else {
                lane.close();
            }
        } finally {
            gate.leave();
        }
    }
}
