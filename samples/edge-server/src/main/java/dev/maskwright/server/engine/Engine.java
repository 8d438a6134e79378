package dev.maskwright.server.engine;

import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.Timings;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.server.engine.Stages.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Processes pictures for all APIs: a bounded queue before a fixed number of workers, each of which decodes, segments
 * and renders one request after the other on one core. So memory and time are bounded, whatever is sent.
 *
 * <p>Thread-safe. {@link #close} finishes all accepted requests.
 */
public final class Engine implements AutoCloseable {

    private final Models models;
    private final Limits limits;
    private final Recorder recorder;
    private final ThreadPoolExecutor workers;
    private final WorkRate rate = new WorkRate();
    private volatile long progress = System.nanoTime();

    public Engine(Models models, Limits limits, Recorder recorder) {
        this.models = models;
        this.limits = limits;
        this.recorder = recorder;
        AtomicInteger count = new AtomicInteger();
        workers = new ThreadPoolExecutor(
                limits.workers(),
                limits.workers(),
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(limits.queue()),
                work -> new Thread(work, "maskwright-worker-" + count.incrementAndGet()));
    }

    public Models models() {
        return models;
    }

    public Limits limits() {
        return limits;
    }

    /** How many requests wait for a worker. */
    public int waiting() {
        return workers.getQueue().size();
    }

    /** How many requests are in progress. */
    public int working() {
        return workers.getActiveCount();
    }

    /** Whether the workers make progress. */
    public boolean isAlive() {
        long stuckAfter =
                2 * Math.max(limits.time().toNanos(), Duration.ofSeconds(30).toNanos());
        return working() == 0 || System.nanoTime() - progress < stuckAfter;
    }

    /** Whether another request would be accepted. */
    public boolean hasRoom() {
        return !workers.isShutdown() && workers.getQueue().remainingCapacity() > 0;
    }

    /**
     * Segments pictures with one model and renders the answer; waits for it.
     *
     * @throws RefusedException if there is no room or time for it, or the pictures cannot be used
     */
    public <T> Reply<T> segment(ModelSlot model, List<Picture> pictures, Rendering<T> rendering)
            throws RefusedException {
        try {
            checkCount(pictures.size());
            return await(submit(model, pictures, rendering));
        } catch (RefusedException e) {
            recorder.refused(e.reason());
            throw e;
        }
    }

    private void checkCount(int pictures) throws RefusedException {
        if (pictures < 1) {
            throw new RefusedException(Reason.BAD_REQUEST, "there is no picture in the request; send at least one");
        }
        if (pictures > limits.pictures()) {
            throw new RefusedException(
                    Reason.TOO_LARGE,
                    "%d pictures in one request, but at most %d are accepted; send them in several"
                            .formatted(pictures, limits.pictures()));
        }
    }

    private <T> FutureTask<Reply<T>> submit(ModelSlot model, List<Picture> pictures, Rendering<T> rendering)
            throws RefusedException {
        long taken = System.nanoTime();
        FutureTask<Reply<T>> task = new FutureTask<>(() -> work(model, pictures, rendering, taken));
        try {
            workers.execute(task);
            return task;
        } catch (RejectedExecutionException e) {
            throw workers.isShutdown() ? stopping() : queueFull();
        }
    }

    private static RefusedException stopping() {
        return new RefusedException(
                Reason.STOPPING, "the server is stopping; try again when it is back", Duration.ofSeconds(5));
    }

    private RefusedException queueFull() {
        Duration wait = rate.timeFor(limits.queue());
        return new RefusedException(
                Reason.QUEUE_FULL,
                "%d requests are waiting already, which is the limit; try again later".formatted(limits.queue()),
                wait);
    }

    private <T> Reply<T> await(FutureTask<Reply<T>> task) throws RefusedException {
        try {
            return task.get(limits.time().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            task.cancel(false);
            workers.remove(task);
            throw new RefusedException(
                    Reason.TIMED_OUT,
                    "no answer within %s s; try again later, or send a smaller picture"
                            .formatted(limits.time().toMillis() / 1000.0),
                    rate.timeFor(waiting()));
        } catch (InterruptedException e) {
            task.cancel(false);
            Thread.currentThread().interrupt();
            throw stopping();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RefusedException refused) {
                throw refused;
            }
            throw failed(Objects.requireNonNullElse(e.getCause(), e));
        }
    }

    /** Records an internal error, and returns the problem for clients, which does not reveal it. */
    public RefusedException failed(Throwable fault) {
        recorder.failed(fault);
        return new RefusedException(Reason.FAILED, "the server failed; its log says why");
    }

    private <T> Reply<T> work(ModelSlot model, List<Picture> pictures, Rendering<T> rendering, long taken)
            throws RefusedException {
        Stages stages = new Stages();
        long begun = System.nanoTime();
        progress = begun;
        stages.add(Stage.QUEUE, begun - taken);
        try {
            List<Frame> frames = decode(pictures, stages);
            Segmentation done = model.use((segmenter, version) -> segment(segmenter, version, frames, stages));
            long masked = System.nanoTime();
            T value = rendering.render(done.pictures());
            stages.add(Stage.RENDER, System.nanoTime() - masked);
            return new Reply<>(value, done.by(), stages);
        } finally {
            rate.worked(System.nanoTime() - begun, limits.workers());
            recorder.worked(stages);
        }
    }

    private List<Frame> decode(List<Picture> pictures, Stages stages) throws RefusedException {
        long begun = System.nanoTime();
        List<Frame> frames = new ArrayList<>(pictures.size());
        long left = limits.pixels();
        for (Picture picture : pictures) {
            if (left < 1) {
                throw new RefusedException(
                        Reason.TOO_LARGE,
                        "the pictures have more than %d pixels together; send them in several requests"
                                .formatted(limits.pixels()));
            }
            Frame frame = picture.frame(limits.withPixels(left));
            left -= (long) frame.width() * frame.height();
            frames.add(frame);
        }
        stages.add(Stage.DECODE, System.nanoTime() - begun);
        return frames;
    }

    private record Segmentation(List<Segmented> pictures, ModelVersion by) {}

    private Segmentation segment(Segmenter segmenter, ModelVersion by, List<Frame> frames, Stages stages) {
        Timings timings = new Timings();
        List<Segmented> pictures = new ArrayList<>(frames.size());
        for (Frame frame : frames) {
            Mask mask = segmenter.blankMask();
            segmenter.segmentInto(frame, mask, timings);
            stages.add(Stage.PREPARE, timings.waitNanos() + timings.prepareNanos());
            stages.add(Stage.RUN, timings.runNanos());
            stages.add(Stage.FINISH, timings.finishNanos());
            recorder.masked(mask);
            pictures.add(new Segmented(frame, mask));
        }
        return new Segmentation(pictures, by);
    }

    /** Accepts no more requests, finishes the accepted ones, and closes the models. */
    @Override
    public void close() {
        workers.shutdown();
        boolean interrupted = false;
        while (!workers.isTerminated()) {
            try {
                workers.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        models.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
