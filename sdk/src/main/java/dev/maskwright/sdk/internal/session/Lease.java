package dev.maskwright.sdk.internal.session;

import java.util.function.Supplier;

/**
 * What one holder of an open model has of it: runs can be begun until it is closed. A model may have several; when the
 * model itself is closed, all of them are. For any number of threads.
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
     * Begins a run, which ends by closing it; waits while others have all lanes.
     *
     * @throws IllegalStateException if this lease or the model is closed
     */
    public Run begin(int frames) {
        gate.enter();
        try {
            return model.run(frames, gate); // without a lambda, which would be garbage for each frame
        } catch (RuntimeException | Error e) {
            gate.leave();
            throw e;
        }
    }

    /**
     * Begins a run of one frame that is fitted as the card says, whatever the options.
     *
     * @throws IllegalStateException if this lease or the model is closed
     */
    public Run beginByCard() {
        return begin(() -> model.runByCard(gate));
    }

    /**
     * Begins a run of a part of a frame.
     *
     * @param width of the part in the network's input, as {@code height}: sizes that the network takes
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

    /** Refuses later runs and waits for those in progress. */
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
