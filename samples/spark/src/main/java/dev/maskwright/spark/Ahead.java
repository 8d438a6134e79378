package dev.maskwright.spark;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Lets threads work ahead of the iterating one: while one picture is read or decoded, another is in the network.
 * Results have the order of their inputs. Only the iterating thread takes from the source, as Spark's iterators
 * require.
 *
 * <p>For one thread; closing cancels work in progress and waits for it.
 *
 * @param <T> type of inputs; several are held at a time, so they should be small
 * @param <R> type of results
 */
public final class Ahead<T, R> implements Iterator<R>, AutoCloseable {

    /** How many inputs may be in progress or finished and not yet returned. */
    private static final int MOST = 128;

    private final Iterator<T> source;
    private final Function<? super T, ? extends R> work;
    private final ExecutorService workers;
    private final Queue<Future<R>> begun = new ArrayDeque<>();

    private Ahead(Iterator<T> source, Function<? super T, ? extends R> work, ExecutorService workers) {
        this.source = source;
        this.work = work;
        this.workers = workers;
    }

    /**
     * Starts when the first result is requested.
     *
     * @param work called by several threads at once
     * @param threads how many
     * @throws IllegalArgumentException if {@code threads} is below 1
     */
    public static <T, R> Ahead<T, R> of(Iterator<T> source, Function<? super T, ? extends R> work, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("working ahead needs at least 1 thread, got %d".formatted(threads));
        }
        return new Ahead<>(source, work, Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "pictures");
            thread.setDaemon(true);
            return thread;
        }));
    }

    @Override
    public boolean hasNext() {
        return !begun.isEmpty() || source.hasNext();
    }

    /**
     * The next result; waits for it.
     *
     * @throws RuntimeException the exception of the work
     * @throws IllegalStateException if the thread is interrupted, or this is closed
     */
    @Override
    public R next() {
        while (begun.size() < MOST && source.hasNext()) {
            T next = source.next();
            begun.add(submit(next));
        }
        Future<R> first = begun.poll();
        if (first == null) {
            throw new NoSuchElementException("there are no more results; ask hasNext first");
        }
        return await(first);
    }

    private Future<R> submit(T next) {
        if (workers.isShutdown()) {
            throw new IllegalStateException("this is closed; there are no more results");
        }
        return workers.submit(() -> work.apply(next));
    }

    private R await(Future<R> result) {
        try {
            return result.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a result", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            if (e.getCause() instanceof Error fault) {
                throw fault;
            }
            throw new IllegalStateException("the work ended with an unexpected exception", e.getCause());
        }
    }

    @Override
    public void close() {
        workers.shutdownNow();
        boolean isInterrupted = false;
        while (!workers.isTerminated()) {
            try {
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
