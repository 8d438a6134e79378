package dev.maskwright.sdk.internal.session;

import java.util.function.Supplier;

/**
 * One holder's claim on an open model, through which runs can begin until the lease is closed. A model may have several
 * leases; closing the model closes them all. For any number of threads.
 */
public final class Lease implements AutoCloseable {

    private final OpenModel model;
    private final Runnable release;
    private final Gate gate = new Gate();

    Lease(OpenModel model, Runnable release) {
        this.model = model;
        this.release = release;
    }

    public OpenModel model() {
        return model;
    }

    /**
     * Begins a run, which closing it ends; waits while others hold all lanes.
     *
     * @throws IllegalStateException if this lease or the model is closed
     */
    public Run begin(int frames) {
        gate.enter();
        try {
            return model.run(frames, gate); // not by a lambda, which would be garbage for each frame
        } catch (RuntimeException | Error e) {
            gate.leave();
            throw e;
        }
    }

    /**
     * Begins a run of one frame that is fitted as the card says, regardless of the options.
     *
     * @throws IllegalStateException if this lease or the model is closed
     */
    public Run beginByCard() {
        return begin(() -> model.runByCard(gate));
    }

    /**
     * Begins a run of a part of a frame.
     *
     * @param width of the part in the network's input, as is {@code height}; a size that the network takes
     * @throws IllegalStateException if this lease or the model is closed
     */
    public Run beginPart(int width, int height) {
        return begin(() -> model.runPart(width, height, gate));
    }

    private Run begin(Supplier<Run> run) {
        gate.enter();
        try {
            return run.get();
        } catch (RuntimeException | Error e) {
            gate.leave();
            throw e;
        }
    }

    /** Rejects later runs and waits for those in progress. */
    void shut(String reason) {
        gate.shut(reason);
    }

    /** Ends the lease once the runs in progress have ended; a second call does nothing. */
    @Override
    public void close() {
        if (gate.shut("%s: this segmenter is closed".formatted(model.session().name()))) {
            model.ended(this);
            release.run();
        }
    }
}
