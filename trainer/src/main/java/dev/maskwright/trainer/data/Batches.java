package dev.maskwright.trainer.data;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * One pass over a data set, prepared by other threads up to two batches ahead. What comes out depends on data and seed alone, not on the
 * number of threads. Bad rows are left out, the next row takes their place.
 *
 * <p>One thread may call. Closing stops the threads but leaves the data set open.
 */
public final class Batches implements Iterator<Batch>, AutoCloseable {

    /** A row that is being prepared. */
    private record Pending(int row, Future<Sample> sample) {}

    private interface Preparation {
        Sample prepare(int row) throws BadSampleException;
    }

    private final Preparation preparation;
    private final int[] order;
    private final int batchSize;
    private final boolean whole;
    private final ExecutorService workers;
    private final Deque<Pending> ahead = new ArrayDeque<>();
    private final List<String> skipped = new ArrayList<>();
    private int position;
    private int taken;
    private boolean started;
    private @Nullable Batch next;

    private Batches(Preparation preparation, int[] order, int from, int batchSize, boolean whole, int workers) {
        if (batchSize < 1 || workers < 1) {
            throw new IllegalArgumentException(
                    "batches need a size and workers of at least 1, got %d and %d".formatted(batchSize, workers));
        }
        this.preparation = preparation;
        this.order = order;
        this.batchSize = batchSize;
        this.whole = whole;
        this.position = from;
        this.taken = from;
        this.started = from > 0;
        this.workers = Executors.newFixedThreadPool(workers, Batches::daemon);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "maskwright-batches");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * For training: a new order and new augmentation for each epoch, and only whole batches. What is left over at the end is dropped;
     * a set smaller than one batch gives one batch in which rows repeat.
     */
    public static Batches shuffled(
            Dataset data,
            int batchSize,
            int width,
            int height,
            Augmentation augmentation,
            long seed,
            int epoch,
            int workers) {
        return shuffled(data, batchSize, width, height, augmentation, seed, epoch, 0, workers);
    }

    /**
     * As the shorter form, but begins in the middle: after a batch whose {@link Batch#taken} is {@code from}, with what
     * would have come next.
     */
    public static Batches shuffled(
            Dataset data,
            int batchSize,
            int width,
            int height,
            Augmentation augmentation,
            long seed,
            int epoch,
            int from,
            int workers) {
        int[] order = inOrder(data.size());
        long rowSeed = shuffle(order, seed, epoch);
        OtherRows others = OtherRows.of(data);
        Preparation augmented = row -> augmentation
                .augment(data.read(row), width, height, others, new SplittableRandom(rowSeed + row))
                .sample();
        return new Batches(augmented, order, Math.min(from, order.length), batchSize, true, workers);
    }

    /** A row as {@link #shuffled} gives it in an epoch, with what was done to it; for those who want to look at it. */
    public static Augmented augmented(
            Dataset data, int row, int width, int height, Augmentation augmentation, long seed, int epoch)
            throws BadSampleException {
        long rowSeed = shuffle(inOrder(data.size()), seed, epoch);
        return augmentation.augment(
                data.read(row), width, height, OtherRows.of(data), new SplittableRandom(rowSeed + row));
    }

    /** For validation: every row once, in order, stretched to the size; the last batch may be smaller. */
    public static Batches sequential(Dataset data, int batchSize, int width, int height, int workers) {
        Preparation resized = row -> Augmentation.resized(data.read(row), width, height);
        return new Batches(resized, inOrder(data.size()), 0, batchSize, false, workers);
    }

    private static int[] inOrder(int size) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            order[i] = i;
        }
        return order;
    }

    /** @return what the generators of the epoch's rows begin with */
    private static long shuffle(int[] order, long seed, int epoch) {
        SplittableRandom random = new SplittableRandom(new SplittableRandom(seed).nextLong() + epoch);
        for (int i = order.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[other];
            order[other] = swapped;
        }
        return random.nextLong();
    }

    @Override
    public boolean hasNext() {
        if (next == null) {
            next = assemble();
        }
        return next != null;
    }

    /**
     * @throws NoSuchElementException at the end
     * @throws IllegalStateException  if the batches are closed
     */
    @Override
    public Batch next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException("the epoch is over");
        }
        Batch batch = next;
        next = null;
        return batch;
    }

    /** One line for each bad row met so far; all of them once there is no next batch. */
    public List<String> skipped() {
        return List.copyOf(skipped);
    }

    private @Nullable Batch assemble() {
        List<Sample> samples = new ArrayList<>(batchSize);
        int[] rows = new int[batchSize];
        fillAhead();
        while (samples.size() < batchSize && !ahead.isEmpty()) {
            Pending pending = ahead.remove();
            taken++;
            Sample sample = take(pending.sample());
            if (sample != null) {
                rows[samples.size()] = pending.row();
                samples.add(sample);
            }
            fillAhead();
        }
        if (whole && !started && !samples.isEmpty()) {
            for (int i = 0; samples.size() < batchSize; i++) {
                rows[samples.size()] = rows[i];
                samples.add(samples.get(i));
            }
        }
        started = true;
        if (samples.isEmpty() || (whole && samples.size() < batchSize)) {
            return null;
        }
        return joined(samples, Arrays.copyOf(rows, samples.size()), taken);
    }

    private void fillAhead() {
        if (workers.isShutdown()) {
            throw new IllegalStateException("the batches are closed");
        }
        while (ahead.size() < 2 * batchSize && position < order.length) {
            int row = order[position++];
            ahead.add(new Pending(row, workers.submit(() -> preparation.prepare(row))));
        }
    }

    /** @return null for a bad row */
    private @Nullable Sample take(Future<Sample> prepared) {
        try {
            return prepared.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BadSampleException bad) {
                skipped.add(String.valueOf(bad.getMessage()));
                return null;
            }
            throw new IllegalStateException("a row could not be prepared", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the next batch", e);
        } catch (CancellationException e) {
            throw new IllegalStateException("the batches are closed", e);
        }
    }

    private static Batch joined(List<Sample> samples, int[] rows, int taken) {
        Sample first = samples.get(0);
        int pixels = first.width() * first.height();
        byte[] images = new byte[3 * pixels * samples.size()];
        byte[] targets = new byte[pixels * samples.size()];
        for (int i = 0; i < samples.size(); i++) {
            System.arraycopy(samples.get(i).rgb(), 0, images, 3 * pixels * i, 3 * pixels);
            System.arraycopy(samples.get(i).target(), 0, targets, pixels * i, pixels);
        }
        return new Batch(images, targets, samples.size(), first.width(), first.height(), rows, taken);
    }

    /** Stops the threads. Closing twice does nothing. */
    @Override
    public void close() {
        // No interrupts: one that meets a file read would close the data set's file for everybody.
        workers.shutdown();
        ahead.forEach(pending -> pending.sample().cancel(false));
    }
}
