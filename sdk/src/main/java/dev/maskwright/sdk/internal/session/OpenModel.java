package dev.maskwright.sdk.internal.session;

import dev.maskwright.sdk.Device;
import dev.maskwright.sdk.Options;
import dev.maskwright.sdk.internal.preprocess.Fitting;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelCard.Input;
import dev.maskwright.sdk.model.ModelCard.MaskOutputs;
import dev.maskwright.sdk.model.Resampler.Filter;
import dev.maskwright.sdk.model.ScoresOutput;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A model with everything needed to run it. Any number of threads may use it.
 *
 * <p>When the JVM exits, every open model is closed: later calls are rejected, calls in progress end, and only then are
 * the resources that they use freed.
 */
public final class OpenModel implements AutoCloseable {

    private static final String SHUTTING_DOWN = "the JVM is shutting down";
    private static final String TOO_LATE = SHUTTING_DOWN + ", so no model can be opened";
    /** How many lanes for parts are kept, which may be of different sizes. */
    private static final int MOST_PARTS = 8;

    private static final Gate OPENING = new Gate();
    private static final Set<OpenModel> OPEN = ConcurrentHashMap.newKeySet();

    private final OnnxSession session;
    private final ModelCard card;
    private final Input input; // with the fit of the options
    private final Signature signature;
    private final Lanes lanes;
    private final Lanes parts;
    private final long bytes;
    private final Set<Lease> leases = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable String> reason =
            new AtomicReference<>(); // the message for calls once it is closed

    static {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(OpenModel::closeAll, "maskwright-exit"));
        } catch (IllegalStateException e) {
            OPENING.shut(TOO_LATE); // the JVM is already shutting down
        }
    }

    private OpenModel(OnnxSession session, ModelData data, ModelCard card, Options options) {
        this.session = session;
        this.card = card;
        ModelCard fitted = options.fit()
                .map(fit -> card.withInput(card.input().withFit(fit)))
                .orElse(card);
        input = fitted.input();
        signature = Signature.of(session, fitted, data);
        lanes = new Lanes(session, fitted, signature, session.callsAtOnce());
        parts = new Lanes(session, fitted, signature, MOST_PARTS);
        bytes = session.bytes();
    }

    /**
     * Opens a model.
     *
     * @param card finds the model's card once it is open
     * @throws IllegalStateException when the JVM is shutting down
     */
    public static OpenModel open(ModelData data, Options options, Function<OnnxSession, ModelCard> card) {
        OPENING.enter();
        try {
            OpenModel model = over(OnnxSession.open(data, options), data, options, card);
            OPEN.add(model);
            try {
                model.warmUp(options);
                return model;
            } catch (RuntimeException | Error e) {
                model.close();
                throw e;
            }
        } finally {
            OPENING.leave();
        }
    }

    private static OpenModel over(
            OnnxSession session, ModelData data, Options options, Function<OnnxSession, ModelCard> card) {
        try {
            return new OpenModel(session, data, card.apply(session), options);
        } catch (RuntimeException | Error e) {
            session.close();
            throw e;
        }
    }

    /** How many models this process has open. */
    public static int count() {
        return OPEN.size();
    }

    /** Runs the network once per batch size, on whatever its input holds. */
    private void warmUp(Options options) {
        boolean isOnGpu = session.device().used() instanceof Device.Cuda;
        List<Integer> batches = options.warmUp().isEmpty() && isOnGpu ? List.of(1) : options.warmUp();
        try (Lease lease = lease(() -> {})) {
            for (int batch : batches) {
                try (Run run = lease.begin(batch)) {
                    run.execute(false);
                }
            }
        }
    }

    private static void closeAll() {
        OPENING.shut(TOO_LATE);
        OPEN.forEach(model -> model.close(SHUTTING_DOWN));
        OnnxEnvironment.release();
    }

    public OnnxSession session() {
        return session;
    }

    /** The size of the file, which is roughly the native memory of its weights. */
    public long bytes() {
        return bytes;
    }

    public ModelCard card() {
        return card;
    }

    public Signature signature() {
        return signature;
    }

    /** Whether it outputs the logits, or other scores, of each class. */
    public boolean givesLogits() {
        return card.outputs() instanceof ScoresOutput
                || (card.outputs() instanceof MaskOutputs masks
                        && masks.logits().isPresent());
    }

    /** Whether parts of frames can be run: the network takes any size and outputs logits, among other conditions. */
    public boolean takesParts() {
        return givesLogits()
                && input.dynamic()
                && input.resize() != Filter.NEAREST
                && signature.fixedBatch() <= 1
                && input.width() % signature.logitsWidth() == 0
                && input.height() % signature.logitsHeight() == 0;
    }

    /** Where a frame of this size lies in the network's input. */
    public Fitting fitting(int width, int height) {
        return Fitting.of(input.fit(), width, height, input.width(), input.height());
    }

    /**
     * Lends this model until the lease is closed.
     *
     * @param release called once, when the lease is closed; not if this model is closed before
     */
    public Lease lease(Runnable release) {
        Lease lease = new Lease(this, release);
        leases.add(lease);
        @Nullable String refusal = reason.get();
        if (refusal != null) {
            lease.shut(refusal);
        }
        return lease;
    }

    void ended(Lease lease) {
        leases.remove(lease);
    }

    /** A run of some frames; if it fails to begin, the gate is left unchanged. */
    Run run(int frames, Gate gate) {
        return new Run(gate, lanes.borrow(batchOf(frames)), lanes);
    }

    /** A run of one frame, fitted as the card says. */
    Run runByCard(Gate gate) {
        return new Run(gate, Lane.of(session, card, signature, batchOf(1)), null);
    }

    /** A run of a part of one frame. */
    Run runPart(int width, int height, Gate gate) {
        return new Run(gate, parts.borrowPart(width, height), parts);
    }

    private int batchOf(int frames) {
        return signature.fixedBatch() > 0 ? signature.fixedBatch() : frames;
    }

    /** Frees the model once the calls in progress have ended; a second call does nothing. */
    @Override
    public void close() {
        close("this model is closed");
    }

    private void close(String why) {
        String refusal = "%s: %s".formatted(session.name(), why);
        if (reason.compareAndSet(null, refusal)) {
            leases.forEach(lease -> lease.shut(refusal));
            lanes.close();
            parts.close();
            session.close();
            OPEN.remove(this);
        }
    }
}
