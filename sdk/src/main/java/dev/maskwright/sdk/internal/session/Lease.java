package dev.maskwright.sdk.internal.session;

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
        return begin(frames, false);
    }

    /**
     * Begins a run of one frame that is fitted as the card says, whatever the options.
     *
     * @throws IllegalStateException if this lease or the model is closed
     */
    public Run beginByCard() {
        return begin(1, true);
    }

    private Run begin(int frames, boolean byCard) {
        gate.enter();
        try {
            return byCard ? model.runByCard(gate) : model.run(frames, gate);
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
