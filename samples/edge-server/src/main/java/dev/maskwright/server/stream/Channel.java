package dev.maskwright.server.stream;

import org.jspecify.annotations.Nullable;

/** The newest picture of one stream, for any number of viewers at their own pace. */
final class Channel {

    /** One picture of a stream. */
    record Shown(long number, byte[] jpeg) {}

    private @Nullable Shown latest; // guarded by this, as is all below
    private long count;
    private int watchers;
    private boolean ended;

    synchronized void show(byte[] jpeg) {
        latest = new Shown(count++, jpeg);
        notifyAll();
    }

    synchronized void end() {
        ended = true;
        notifyAll();
    }

    synchronized boolean isWatched() {
        return watchers > 0;
    }

    synchronized void watch(int change) {
        watchers += change;
    }

    /** Waits for the first picture after a given one; null at the end. */
    synchronized @Nullable Shown after(long seen) throws InterruptedException {
        while (!ended && (latest == null || latest.number() <= seen)) {
            wait();
        }
        return ended ? null : latest;
    }
}
