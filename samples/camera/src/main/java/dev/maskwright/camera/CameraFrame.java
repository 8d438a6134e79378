package dev.maskwright.camera;

import dev.maskwright.sdk.frame.Frame;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A frame of a camera, with reference counting: its memory is reused when all holders have closed it. It is returned
 * with one reference. Thread-safe.
 */
public final class CameraFrame implements AutoCloseable {

    private final Frame frame;
    private final long nanos;
    private final Runnable release;
    private final AtomicInteger holders = new AtomicInteger(1);

    CameraFrame(Frame frame, long nanos, Runnable release) {
        this.frame = frame;
        this.nanos = nanos;
        this.release = release;
    }

    /** The pixels, valid until all holders have closed this. */
    public Frame frame() {
        return frame;
    }

    /** When it arrived, by {@link System#nanoTime}. */
    public long nanos() {
        return nanos;
    }

    /** Adds a reference, which has to be closed as well. */
    public CameraFrame hold() {
        holders.incrementAndGet();
        return this;
    }

    /** Releases a reference. */
    @Override
    public void close() {
        if (holders.decrementAndGet() == 0) {
            release.run();
        }
    }
}
