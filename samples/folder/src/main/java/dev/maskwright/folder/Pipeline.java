package dev.maskwright.folder;

import dev.maskwright.folder.source.Picture;
import dev.maskwright.folder.source.PictureSource;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Processes pictures on several threads, each of which takes one after the other from its bytes to its results: while
 * one decodes, another is in the network and a third writes. Results have the order of the pictures. However many
 * pictures there are, only a limited number is read ahead of the results that have been taken, and frames are held only
 * by the threads that process them.
 *
 * <p>For one thread that takes results; any may call {@link #stop}. Closing cancels work in progress.
 *
 * @param <R> type of the results
 */
public final class Pipeline<R> implements AutoCloseable {

    /** How many pictures may be finished before an earlier one that takes longer; their kept results are small. */
    private static final int AHEAD = 128;

    /** Processes a batch of pictures. */
    @FunctionalInterface
    public interface Work<R> {

        /**
         * Called by several threads at once.
         *
         * @return a result for each picture, in their order
         */
        List<R> on(List<Picture> pictures) throws IOException;
    }

    private final PictureSource.Cursor pictures;
    private final Work<R> work;
    private final int batch;
    private final ExecutorService workers;
    private final Thread feeder;
    private final Semaphore room = new Semaphore(AHEAD);
    private final Semaphore waiting; // pictures may hold their pixels
    private final BlockingQueue<Future<List<R>>> results = new LinkedBlockingQueue<>();
    private final List<R> taken = new ArrayList<>(); // the rest of a batch, backwards
    private volatile boolean isStopped;
    private boolean isAtEnd;

    private Pipeline(PictureSource.Cursor pictures, Work<R> work, int batch, int threads) {
        this.pictures = pictures;
        this.work = work;
        this.batch = batch;
        waiting = new Semaphore(threads);
        workers = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "pictures");
            thread.setDaemon(true);
            return thread;
        });
        feeder = new Thread(this::feed, "picture source");
        feeder.setDaemon(true);
    }

    /**
     * Starts working.
     *
     * @param pictures closed by the pipeline
     * @param batch number of pictures that a thread takes at once
     * @param threads number of threads
     * @throws IllegalArgumentException if one of the numbers is below 1
     */
    public static <R> Pipeline<R> start(PictureSource.Cursor pictures, Work<R> work, int batch, int threads) {
        if (batch < 1 || threads < 1) {
            throw new IllegalArgumentException(
                    "a pipeline needs a batch and threads of at least 1, got %d and %d".formatted(batch, threads));
        }
        Pipeline<R> pipeline = new Pipeline<>(pictures, work, batch, threads);
        pipeline.feeder.start();
        return pipeline;
    }

    private void feed() {
        Future<List<R>> end = CompletableFuture.completedFuture(List.of());
        try (PictureSource.Cursor source = pictures) {
            for (List<Picture> some = some(source); !some.isEmpty(); some = some(source)) {
                List<Picture> next = some;
                room.acquire();
                waiting.acquire();
                results.add(workers.submit(() -> {
                    waiting.release();
                    return work.on(next);
                }));
            }
        } catch (InterruptedException | ClosedByInterruptException e) {
            // stopped: pictures in progress are finished
        } catch (IOException | RuntimeException | Error e) {
            end = CompletableFuture.failedFuture(e);
        }
        results.add(end);
    }

    private List<Picture> some(PictureSource.Cursor source) throws IOException, InterruptedException {
        List<Picture> some = new ArrayList<>(batch);
        while (some.size() < batch && !isStopped) {
            Optional<Picture> next = source.next();
            if (next.isEmpty()) {
                break;
            }
            some.add(next.get());
        }
        return some;
    }

    /**
     * The result of the next picture; empty after the last. Waits for it.
     *
     * @throws IOException the exception of the source or the work
     */
    public Optional<R> next() throws IOException, InterruptedException {
        while (taken.isEmpty() && !isAtEnd) {
            List<R> some = await(results.take());
            room.release();
            isAtEnd = some.isEmpty();
            for (int i = some.size() - 1; i >= 0; i--) {
                taken.add(some.get(i));
            }
        }
        return taken.isEmpty() ? Optional.empty() : Optional.of(taken.remove(taken.size() - 1));
    }

    private static <R> R await(Future<R> result) throws IOException, InterruptedException {
        try {
            return result.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException fault) {
                throw fault;
            }
            if (e.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            throw new IllegalStateException("a picture ended in an unexpected way", e.getCause());
        }
    }

    /** Takes no more pictures; those in progress are finished, and their results can be taken. */
    public void stop() {
        isStopped = true;
        feeder.interrupt();
    }

    /** Cancels everything and waits until no thread is working. */
    @Override
    public void close() {
        stop();
        workers.shutdownNow();
        boolean isInterrupted = false;
        while (!workers.isTerminated() || feeder.isAlive()) {
            try {
                feeder.join();
                workers.awaitTermination(1, TimeUnit.DAYS);
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
