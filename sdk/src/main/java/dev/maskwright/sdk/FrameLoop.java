package dev.maskwright.sdk;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.internal.video.FigureWindow;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Segments live video: frames arrive as the camera delivers them, masks are produced as fast as the network allows, and
 * if the network is slower than the camera, the newest frame wins. While one frame is being segmented, one waits; a
 * newer one replaces the waiting one, which is dropped. A mask is therefore never later than two runs of the network.
 *
 * <p>The loop uses a frame's memory from {@link #offer} or {@link #put} until it calls {@code release}, once for each
 * frame: after the listener has returned, or when the frame is dropped. The buffer can then be given back to the camera
 * or written to again.
 *
 * <p>Any number of threads may offer frames. The listener is called on the loop's own thread, one frame after another.
 * The caller keeps ownership of the segmenter: it may be used elsewhere at the same time, and has to be closed after
 * the loop.
 */
public final class FrameLoop implements AutoCloseable {

    /** How long {@link #close()} waits at most. */
    public static final Duration CLOSING = Duration.ofSeconds(10);

    /** Receives the results of a loop. */
    public interface Listener {

        /**
         * A frame has been segmented. The next frame waits until this returns, so do slow work elsewhere.
         *
         * @param result its mask is reused once this returns; copy what is needed later
         */
        void masked(Result result);

        /**
         * A frame could not be segmented, or {@link #masked} threw an exception; the loop continues with the next
         * frame.
         *
         * @param timestampNanos that the frame came with
         */
        void failed(Frame frame, long timestampNanos, Throwable fault);
    }

    /**
     * One frame and its mask.
     *
     * @param timestampNanos that the frame came with
     * @param latencyNanos the time from the offer of the frame to its mask
     * @param timings of the stages; reused like the mask
     */
    public record Result(Frame frame, long timestampNanos, Mask mask, long latencyNanos, Timings timings) {}

    private record Pending(Frame frame, long timestampNanos, long offered, Runnable release) {}

    private final VideoSegmenter segmenter;
    private final Listener listener;
    private final Timings timings = new Timings();
    private final FigureWindow figures = new FigureWindow();
    private final Thread thread;

    private @Nullable Pending waiting; // guarded by this, as are all fields below
    private boolean closed;

    private FrameLoop(VideoSegmenter segmenter, Listener listener) {
        this.segmenter = segmenter;
        this.listener = listener;
        thread = new Thread(this::work, "maskwright-loop");
        thread.setDaemon(true);
    }

    /**
     * Starts a loop that segments each frame independently.
     *
     * @throws IllegalArgumentException if the segmenter gives masks of the frame's size, which cannot be reused
     */
    public static FrameLoop start(Segmenter segmenter, Listener listener) {
        if (segmenter.form().size() != OutputSize.NETWORK) {
            throw new IllegalArgumentException(
                    ("a loop reuses one mask, and masks of the frame's size cannot be reused: open the "
                                    + "model with %s and call atFrameSize")
                            .formatted(OutputSize.NETWORK));
        }
        return start(VideoSegmenter.of(segmenter, VideoOptions.eachFrame()), listener);
    }

    /**
     * Starts a loop over a video, with steady masks or runs on changes only.
     *
     * @param segmenter used by the loop alone until the loop is closed
     */
    public static FrameLoop start(VideoSegmenter segmenter, Listener listener) {
        FrameLoop loop = new FrameLoop(segmenter, listener);
        loop.thread.start();
        return loop;
    }

    /** {@link #offer(Frame, long, Runnable)} for a frame that was taken now and whose memory is not reused. */
    public boolean offer(Frame frame) {
        return offer(frame, System.nanoTime(), () -> {});
    }

    /**
     * Gives the newest frame to the loop; never waits.
     *
     * @param timestampNanos when the frame was taken, by any monotonic clock: the camera's, or {@link System#nanoTime}
     * @param release called once, on any thread, when the caller may reuse the frame's memory; should be fast and not
     *     throw
     * @return whether no other frame was dropped for it. If one was, the network is too slow: the camera's frame rate
     *     can be reduced
     * @throws IllegalStateException after {@link #close}; the frame then stays the caller's
     */
    public boolean offer(Frame frame, long timestampNanos, Runnable release) {
        Pending dropped;
        synchronized (this) {
            requireOpen();
            dropped = waiting;
            enqueue(frame, timestampNanos, release);
        }
        if (dropped != null) {
            figures.dropped();
            dropped.release().run();
        }
        return dropped == null;
    }

    /**
     * Gives the loop a frame that must not be dropped for a later one, such as a frame of a file; blocks while another
     * frame is waiting.
     *
     * @param timestampNanos as for {@link #offer(Frame, long, Runnable)}
     * @param release as for {@link #offer(Frame, long, Runnable)}
     * @throws IllegalStateException after {@link #close}; the frame then stays the caller's
     */
    public synchronized void put(Frame frame, long timestampNanos, Runnable release) throws InterruptedException {
        requireOpen();
        while (waiting != null) {
            wait();
            requireOpen();
        }
        enqueue(frame, timestampNanos, release);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this loop is closed");
        }
    }

    private synchronized void enqueue(Frame frame, long timestampNanos, Runnable release) {
        waiting = new Pending(frame, timestampNanos, System.nanoTime(), release);
        figures.offered();
        notifyAll();
    }

    /** Performance figures of the loop. */
    public LoopFigures figures() {
        return figures.read(System.nanoTime());
    }

    private void work() {
        @Nullable Pending next = take();
        while (next != null) {
            work(next);
            next = take();
        }
    }

    /** The next frame; null once the loop is closed. */
    private synchronized @Nullable Pending take() {
        while (waiting == null && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                closed = true; // the thread was asked to end
            }
        }
        Pending next = waiting;
        waiting = null;
        notifyAll();
        if (closed && next != null) {
            figures.dropped();
            release(next);
            return null;
        }
        return next;
    }

    private void work(Pending next) {
        try {
            Mask mask = segmenter.segment(next.frame(), next.timestampNanos(), timings);
            long now = System.nanoTime();
            figures.masked(timings, now - next.offered(), now);
            listener.masked(new Result(next.frame(), next.timestampNanos(), mask, now - next.offered(), timings));
        } catch (RuntimeException | Error e) {
            figures.failed();
            report(next, e);
        } finally {
            release(next);
        }
    }

    private void report(Pending next, Throwable fault) {
        try {
            listener.failed(next.frame(), next.timestampNanos(), fault);
        } catch (RuntimeException | Error e) {
            e.addSuppressed(fault);
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e); // then continue with the next frame
        }
    }

    private void release(Pending pending) {
        try {
            pending.release().run();
        } catch (RuntimeException | Error e) {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    /**
     * Ends the loop: drops the waiting frame, and waits for the frame in progress and for the listener, for at most
     * {@link #CLOSING}. If the listener has not returned by then, its thread is interrupted and this method returns;
     * the frame's {@code release} is called once the listener returns. The listener itself may call this method, which
     * then does not wait. A second call only waits.
     */
    @Override
    public void close() {
        close(CLOSING);
    }

    /**
     * {@link #close()} with another time limit.
     *
     * @param longest how long to wait for the frame in progress and for the listener
     * @return whether they have finished within that time
     */
    public boolean close(Duration longest) {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        if (Thread.currentThread() == thread) {
            return false;
        }
        join(longest);
        boolean isLate = thread.isAlive();
        if (isLate) {
            thread.interrupt();
        }
        return !isLate;
    }

    /** Waits for the thread to end, even if the calling thread is interrupted meanwhile. */
    private void join(Duration longest) {
        long end = System.nanoTime() + longest.toNanos();
        boolean isInterrupted = false;
        for (long left = longest.toNanos(); thread.isAlive() && left > 0; left = end - System.nanoTime()) {
            try {
                thread.join(Math.max(1, left / 1_000_000));
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
