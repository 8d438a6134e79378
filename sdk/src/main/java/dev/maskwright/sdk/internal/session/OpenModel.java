package dev.maskwright.sdk.internal.session;

import dev.maskwright.sdk.Device;
import dev.maskwright.sdk.ModelCard;
import dev.maskwright.sdk.Options;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * A model with all that runs it. Any number of threads may use it.
 *
 * <p>When the JVM exits, whatever model is still open is closed: the calls under way end, later ones are refused, and only then is
 * anything freed that they use.
 */
public final class OpenModel implements AutoCloseable {

    private static final String SHUTTING_DOWN = "the JVM is shutting down";
    private static final String TOO_LATE = SHUTTING_DOWN + ", so no model can be opened";
    private static final Gate OPENING = new Gate();
    private static final Set<OpenModel> OPEN = ConcurrentHashMap.newKeySet();

    private final OnnxSession session;
    private final ModelCard card;
    private final Signature signature;
    private final Lanes lanes;
    private final long bytes;
    private final Gate gate = new Gate();

    static {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(OpenModel::closeAll, "maskwright-exit"));
        } catch (IllegalStateException e) {
            OPENING.shut(TOO_LATE); // the JVM is shutting down already
        }
    }

    private OpenModel(OnnxSession session, ModelCard card, Options options) {
        this.session = session;
        this.card = card;
        ModelCard fitted = options.fit()
                .map(fit -> card.withInput(card.input().withFit(fit)))
                .orElse(card);
        signature = Signature.of(session, fitted);
        lanes = new Lanes(session, fitted, signature, session.callsAtOnce());
        bytes = session.file().toFile().length();
    }

    /**
     * Opens a model.
     *
     * @param card finds the model's card once the file is open
     * @throws IllegalStateException when the JVM is shutting down
     */
    public static OpenModel open(Path file, Options options, Function<OnnxSession, ModelCard> card) {
        OPENING.enter();
        try {
            OpenModel model = over(OnnxSession.open(file, options), options, card);
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

    private static OpenModel over(OnnxSession session, Options options, Function<OnnxSession, ModelCard> card) {
        try {
            return new OpenModel(session, card.apply(session), options);
        } catch (RuntimeException | Error e) {
            session.close();
            throw e;
        }
    }

    /** How many models this process has open. */
    public static int count() {
        return OPEN.size();
    }

    /** Runs the network on whatever its input holds. */
    private void warmUp(Options options) {
        boolean isOnGpu = session.device().used() instanceof Device.Cuda;
        List<Integer> batches = options.warmUp().isEmpty() && isOnGpu ? List.of(1) : options.warmUp();
        for (int batch : batches) {
            Lane lane = borrow(signature.fixedBatch() > 0 ? signature.fixedBatch() : batch);
            try {
                lane.run(false);
            } finally {
                giveBack(lane);
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

    /** The size of the file, which is about what its weights take of native memory. */
    public long bytes() {
        return bytes;
    }

    public ModelCard card() {
        return card;
    }

    public Signature signature() {
        return signature;
    }

    /**
     * Begins a call, which {@link #giveBack} ends.
     *
     * @return a lane for runs of {@code batch} frames
     * @throws IllegalStateException if the model is closed
     */
    public Lane borrow(int batch) {
        gate.enter();
        try {
            return lanes.borrow(batch);
        } catch (RuntimeException | Error e) {
            gate.leave();
            throw e;
        }
    }

    public void giveBack(Lane lane) {
        lanes.giveBack(lane);
        gate.leave();
    }

    /**
     * Begins a call that is to fit its frames as the card says, whatever the options; {@link #discard} ends it.
     *
     * @throws IllegalStateException if the model is closed
     */
    public Lane laneOfCard(int batch) {
        gate.enter();
        try {
            return Lane.of(session, card, signature, batch);
        } catch (RuntimeException | Error e) {
            gate.leave();
            throw e;
        }
    }

    public void discard(Lane lane) {
        lane.close();
        gate.leave();
    }

    /** Frees the model once the calls under way have ended; a second call does nothing. */
    @Override
    public void close() {
        close("this model is closed");
    }

    private void close(String reason) {
        if (gate.shut("%s: %s".formatted(session.file(), reason))) {
            lanes.close();
            session.close();
            OPEN.remove(this);
        }
    }
}
