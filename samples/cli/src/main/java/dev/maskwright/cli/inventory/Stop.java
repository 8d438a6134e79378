package dev.maskwright.cli.inventory;

import org.jspecify.annotations.Nullable;

/** A request to stop, which wakes only the thread that waits for a picture. */
final class Stop {

    private boolean isAskedFor; // guarded by this, as the other
    private @Nullable Thread waiting;

    synchronized void ask() {
        isAskedFor = true;
        if (waiting != null) {
            waiting.interrupt();
        }
    }

    synchronized boolean isAskedFor() {
        return isAskedFor;
    }

    /** Whether there is something to wait for. */
    synchronized boolean beginWaiting(Thread thread) {
        waiting = isAskedFor ? null : thread;
        return !isAskedFor;
    }

    synchronized void endWaiting() {
        waiting = null;
        if (isAskedFor) {
            boolean unused = Thread.interrupted(); // a picture came at the same time, and is still recorded
        }
    }
}
