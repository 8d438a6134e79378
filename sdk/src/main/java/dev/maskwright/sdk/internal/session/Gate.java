package dev.maskwright.sdk.internal.session;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Admits any number of calls until it is shut; shutting it waits until the last of them has left. Calls make no
 * garbage. Unlike the writer of a read-write lock, whoever shuts it does not wait for new callers, which are rejected
 * from then on.
 */
public final class Gate {

    private final AtomicInteger inside = new AtomicInteger();
    private volatile @Nullable String reason; // null until it is shut

    /**
     * Begins a call, which {@link #leave} ends.
     *
     * @throws IllegalStateException if the gate is shut
     */
    public void enter() {
        inside.incrementAndGet();
        @Nullable String refusal = reason;
        if (refusal != null) {
            leave();
            throw new IllegalStateException(refusal);
        }
    }

    public void leave() {
        if (inside.decrementAndGet() == 0 && reason != null) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    /**
     * Admits no further calls and waits for those in progress.
     *
     * @param newReason the message for later calls
     * @return whether it was open
     */
    public synchronized boolean shut(String newReason) {
        boolean wasOpen = reason == null;
        if (wasOpen) {
            reason = newReason;
        }
        boolean isInterrupted = false;
        while (inside.get() > 0) {
            try {
                wait();
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
        return wasOpen;
    }
}
