package dev.maskwright.sdk.internal.session;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.geometry.Placement;
import dev.maskwright.sdk.internal.postprocess.LateEnlarging;
import dev.maskwright.sdk.internal.preprocess.Fitting;
import org.jspecify.annotations.Nullable;

/**
 * One run of a network in progress: frames go in, the network runs, masks come out, in this order. It has a lane to
 * itself until it is closed. For one thread.
 */
public final class Run implements AutoCloseable {

    private final Gate gate;
    private final Lane lane;
    private final @Nullable Lanes home; // where the lane goes back to; null for a lane that is of no use afterwards

    /** @param gate entered by the caller, left by {@link #close} */
    Run(Gate gate, Lane lane, @Nullable Lanes home) {
        this.gate = gate;
        this.lane = lane;
        this.home = home;
    }

    /**
     * Resizes a frame into place {@code index} of the input.
     *
     * @throws IllegalArgumentException if letterboxing leaves less of a frame than one row or column of its mask
     */
    public void put(int index, Frame frame) {
        lane.input().put(index, frame);
    }

    /**
     * Resizes a part of a frame into the input, of a model that gives logits.
     *
     * @param whole where the input of the whole frame would have it
     * @param left where the part begins in that, as {@code top}; all of it shows the frame
     */
    public void putPart(Frame frame, Fitting whole, int left, int top) {
        lane.input().putPart(frame, whole, left, top);
    }

    /** What tells the input that frame {@code index} became from others. */
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
     * @return where the mask has the frame
     */
    public Placement take(int index, byte[] classIds, byte[] confidences, @Nullable LateEnlarging logits) {
        if (logits == null) {
            lane.take(index, classIds, confidences);
        } else {
            lane.take(index, classIds, confidences, logits);
        }
        return lane.input().placement(index);
    }

    /** Reads the logits of frame {@code index}, (K, H, W), of a model that gives {@code count} of them. */
    public void takeLogits(int index, float[] logits, int count) {
        lane.takeLogits(index, logits, count);
    }

    /** Where the mask of frame {@code index} has it. */
    public Placement placement(int index) {
        return lane.input().placement(index);
    }

    /** Reads the shares 0..1 of the classes at each of the logits of frame {@code index}: (K, H, W). */
    public void takeShares(int index, float[] shares) {
        lane.takeShares(index, shares);
    }

    /** Gives the lane back, so that the model can be closed. Must be called once only. */
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
