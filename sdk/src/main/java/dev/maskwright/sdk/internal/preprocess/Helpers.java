package dev.maskwright.sdk.internal.preprocess;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Threads that help a caller with work split into parts. Whichever thread is free takes the next part, so a helper that
 * wakes up late on a busy machine delays only parts that it has taken. They help one caller at a time; meanwhile, any
 * other caller does its work alone. They start with the first call and sleep between calls. Thread-safe, and allocates
 * nothing per call.
 */
public final class Helpers implements AutoCloseable {

    /** With more threads, waiting for each other would take longer than the parts. */
    private static final int MOST = 4;

    private static final int PARTS_PER_THREAD = 2;
    private static final int SPINS = 2000; // then a caller that may spin sleeps: helpers may need its core
    private static final long PAUSE_NANOS = 20_000;

    private final Thread[] threads;
    private final int parts;
    private final int spins;
    private final AtomicBoolean isTaken = new AtomicBoolean();
    private final AtomicInteger next;
    private final AtomicInteger done = new AtomicInteger();
    private volatile @Nullable Work work;
    private volatile @Nullable Throwable failure;
    private volatile boolean isClosed;
    private boolean isStarted; // guarded by isTaken

    /** Work in parts, which different threads may do concurrently. */
    interface Work {

        /** Does part {@code index} of {@link #parts}. */
        void part(int index);
    }

    private Helpers(int count, boolean maySpin) {
        spins = maySpin ? SPINS : 0;
        parts = PARTS_PER_THREAD * (count + 1);
        next = new AtomicInteger(parts); // no part to take yet
        threads = new Thread[count];
        for (int i = 0; i < count; i++) {
            threads[i] = new Thread(this::help, "maskwright-frame-" + (i + 1));
            threads[i].setDaemon(true);
        }
    }

    /**
     * Helpers for callers that may use {@code threads} threads each, the calling one included; null if they are to work
     * alone.
     *
     * @param maySpin whether the caller may briefly busy-wait for the last part, which is faster than sleeping
     */
    public static @Nullable Helpers of(int threads, boolean maySpin) {
        return threads < 2 ? null : new Helpers(Math.min(threads, MOST) - 1, maySpin);
    }

    /** How many parts each work must have. */
    int parts() {
        return parts;
    }

    /** Does all parts of a work, then returns, or throws what one of them threw. */
    void run(Work newWork) {
        if (isClosed || !isTaken.compareAndSet(false, true)) {
            for (int i = 0; i < parts; i++) {
                newWork.part(i);
            }
            return;
        }
        try {
            if (!isStarted) {
                start();
            }
            work = newWork;
            failure = null;
            done.set(0);
            next.set(0);
            for (Thread thread : threads) {
                LockSupport.unpark(thread);
            }
            takeParts();
            awaitOthers();
            work = null;
            if (failure != null) {
                throw rethrown(failure);
            }
        } finally {
            isTaken.set(false);
        }
    }

    private void start() {
        isStarted = true;
        try {
            for (Thread thread : threads) {
                thread.start();
            }
        } catch (OutOfMemoryError e) { // thrown by Java if no more threads are allowed
            isClosed = true;
        }
    }

    private void help() {
        while (!isClosed) {
            takeParts();
            LockSupport.park(this);
        }
    }

    /**
     * Takes parts until there are none left. Each index is handed out once per work, and none before the previous work
     * is done.
     */
    private void takeParts() {
        for (int part = next.getAndIncrement(); part < parts; part = next.getAndIncrement()) {
            try {
                Objects.requireNonNull(work).part(part);
            } catch (RuntimeException | Error e) {
                failure = e;
            } finally {
                done.incrementAndGet();
            }
        }
    }

    private void awaitOthers() {
        for (int turn = 0; done.get() < parts; turn++) {
            if (turn < spins) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
        }
    }

    private static RuntimeException rethrown(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return (RuntimeException) failure;
    }

    /** Ends the threads; later callers work alone. */
    @Override
    public void close() {
        isClosed = true;
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
    }
}
