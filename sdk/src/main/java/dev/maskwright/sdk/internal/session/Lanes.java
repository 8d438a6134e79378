package dev.maskwright.sdk.internal.session;

import dev.maskwright.sdk.model.ModelCard;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The lanes of one model. Their number is limited, however many callers and sizes there are: a caller waits while
 * others hold all lanes, and a lane of a new size replaces the least recently used one.
 */
public final class Lanes implements AutoCloseable {

    private final OnnxSession session;
    private final ModelCard card;
    private final Signature signature;
    private final int limit;
    private final Semaphore free;
    private final List<Lane> idle; // guarded by itself; the most recently used is last

    /**
     * Creates no lane yet: each is created when first needed.
     *
     * @param limit the highest number of lanes
     */
    public Lanes(OnnxSession session, ModelCard card, Signature signature, int limit) {
        this.session = session;
        this.card = card;
        this.signature = signature;
        this.limit = limit;
        free = new Semaphore(limit);
        idle = new ArrayList<>(limit);
    }

    /** A lane for runs of {@code batch} frames, which must be given back. */
    public Lane borrow(int batch) {
        int width = card.input().width();
        int height = card.input().height();
        @Nullable Lane lane = takeIdle(batch, width, height);
        return lane != null ? lane : made(() -> Lane.of(session, card, signature, batch));
    }

    /** A lane for a part of one frame, of a size that the network takes; must be given back. */
    public Lane borrowPart(int width, int height) {
        @Nullable Lane lane = takeIdle(1, width, height);
        return lane != null
                ? lane
                : made(() -> {
                    ModelCard sized = card.withInput(card.input().withSize(width, height));
                    return Lane.of(session, sized, signature.part(card, width, height), 1);
                });
    }

    /** Creates a lane with the permit that {@link #takeIdle} acquired, and releases the permit on failure. */
    private Lane made(Supplier<Lane> maker) {
        try {
            return maker.get();
        } catch (RuntimeException | Error e) {
            free.release();
            throw e;
        }
    }

    /** Acquires a permit, waiting if necessary, and takes an idle lane of this size; null if there is none. */
    private @Nullable Lane takeIdle(int batch, int width, int height) {
        free.acquireUninterruptibly();
        synchronized (idle) {
            for (int i = idle.size() - 1; i >= 0; i--) {
                LaneInput input = idle.get(i).input();
                if (input.batch() == batch && input.width() == width && input.height() == height) {
                    return idle.remove(i);
                }
            }
            int others = limit - free.availablePermits() - 1;
            while (!idle.isEmpty() && idle.size() + others >= limit) {
                idle.remove(0).close();
            }
            return null;
        }
    }

    public void giveBack(Lane lane) {
        synchronized (idle) {
            idle.add(lane);
        }
        free.release();
    }

    /** Frees the lanes; all must have been given back. */
    @Override
    public void close() {
        synchronized (idle) {
            idle.forEach(Lane::close);
            idle.clear();
        }
    }
}
