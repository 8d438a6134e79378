package dev.maskwright.sdk.internal.session;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Lets any number of calls in until it is shut, and is shut once the last of them is out. Calls make no garbage.
 * Whoever shuts it has not to wait for callers that keep coming: they are refused from then on, which readers of a lock
 * would not be.
 */
public final class Gate {

    private final AtomicInteger inside = new AtomicInteger();
    private volatile @Nullable String reason; // once it is shut

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
     * Lets no other call in and waits for those in progress.
     *
     * @param newReason what later calls are told
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
