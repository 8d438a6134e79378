package dev.maskwright.server.stream;

import dev.maskwright.server.engine.EncodedPicture;
import dev.maskwright.server.engine.Engine;
import dev.maskwright.server.engine.ModelSlot;
import dev.maskwright.server.engine.RefusedException;
import dev.maskwright.server.engine.Rendering;
import dev.maskwright.server.engine.Reply;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Live frames, of which the newest wins: while one is processed, one other waits, and is replaced by the next that
 * arrives. So masks are as fresh as possible, however slow the machine is.
 */
final class FrameFeed<T> implements AutoCloseable {

    /** Receives the results of frames, on the feed's thread; the next frame waits until it returns. */
    interface Listener<T> {

        void answered(long frame, Reply<T> reply);

        void refused(long frame, RefusedException why);
    }

    private record Pending(long frame, byte[] bytes) {}

    private final Engine engine;
    private final ModelSlot model;
    private final Rendering<T> rendering;
    private final Listener<T> listener;
    private final Thread thread;
    private long offered; // guarded by this, as is all below
    private long dropped;
    private @Nullable Pending waiting;
    private boolean ended;

    private FrameFeed(Engine engine, ModelSlot model, Rendering<T> rendering, Listener<T> listener) {
        this.engine = engine;
        this.model = model;
        this.rendering = rendering;
        this.listener = listener;
        thread = new Thread(this::work, "maskwright-feed");
        thread.setDaemon(true);
    }

    static <T> FrameFeed<T> start(Engine engine, ModelSlot model, Rendering<T> rendering, Listener<T> listener) {
        FrameFeed<T> feed = new FrameFeed<>(engine, model, rendering, listener);
        feed.thread.start();
        return feed;
    }

    /** Offers the newest frame; never waits. */
    synchronized void offer(byte[] bytes) {
        dropped += waiting == null ? 0 : 1;
        waiting = new Pending(offered++, bytes);
        notifyAll();
    }

    synchronized long offered() {
        return offered;
    }

    synchronized long dropped() {
        return dropped;
    }

    private void work() {
        for (Pending next = take(); next != null; next = take()) {
            try {
                answer(next);
            } catch (RuntimeException e) {
                engine.failed(e); // the next frame may succeed
            }
        }
    }

    private void answer(Pending next) {
        try {
            Reply<T> reply = engine.segment(model, List.of(new EncodedPicture(next.bytes(), "the frame")), rendering);
            listener.answered(next.frame(), reply);
        } catch (RefusedException e) {
            listener.refused(next.frame(), e);
        }
    }

    /** The next frame; null at the end. */
    private synchronized @Nullable Pending take() {
        try {
            while (waiting == null && !ended) {
                wait();
            }
        } catch (InterruptedException e) {
            ended = true;
        }
        Pending next = waiting;
        waiting = null;
        return next;
    }

    /** Ends it after the waiting frame, and waits for that unless called by the listener itself. */
    @Override
    public void close() {
        synchronized (this) {
            ended = true;
            notifyAll();
        }
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join(engine.limits().time().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
