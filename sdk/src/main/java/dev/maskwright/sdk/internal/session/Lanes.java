package dev.maskwright.sdk.internal.session;

import dev.maskwright.sdk.ModelCard;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Lanes that nobody uses at the moment: there are never more than there were callers at one time. */
public final class Lanes implements AutoCloseable {

    private final OnnxSession session;
    private final ModelCard card;
    private final Signature signature;
    private final Map<Integer, Queue<Lane>> idle = new ConcurrentHashMap<>();

    public Lanes(OnnxSession session, ModelCard card, Signature signature) {
        this.session = session;
        this.card = card;
        this.signature = signature;
    }

    /** A lane for runs of {@code batch} frames, to be given back. */
    public Lane borrow(int batch) {
        @Nullable Lane lane = idle(batch).poll();
        return lane != null ? lane : Lane.of(session, card, signature, batch);
    }

    public void giveBack(Lane lane) {
        idle(lane.batch()).add(lane);
    }

    private Queue<Lane> idle(int batch) {
        return idle.computeIfAbsent(batch, b -> new ConcurrentLinkedQueue<>());
    }

    /** Frees the lanes; all must have been given back. */
    @Override
    public void close() {
        idle.values().forEach(lanes -> lanes.forEach(Lane::close));
    }
}
