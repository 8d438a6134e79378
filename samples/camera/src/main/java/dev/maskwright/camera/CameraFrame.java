package dev.maskwright.camera;

import dev.maskwright.sdk.frame.Frame;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A frame of a camera. Its memory is used again once everybody who holds it has let go: whoever got it holds it once.
 * Thread-safe.
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

    /** The pixels, valid until this is closed by all who hold it. */
    public Frame frame() {
        return frame;
    }

    /** When it arrived, by {@link System#nanoTime}. */
    public long nanos() {
        return nanos;
    }

    /** Holds it once more, so that it has to be closed once more. */
    public CameraFrame hold() {
        holders.incrementAndGet();
        return this;
    }

    /** Lets go. */
    @Override
    public void close() {
        if (holders.decrementAndGet() == 0) {
            release.run();
        }
    }
}
