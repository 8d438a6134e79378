package dev.maskwright.trainer.data;

import dev.maskwright.trainer.data.augment.Augmentation;
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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One pass over a data set, prepared by other threads up to two batches ahead. The result depends only on data and
 * seed, not on the number of threads. Unusable rows are skipped, and the next row takes their place.
 *
 * <p>For one calling thread. Closing stops the worker threads but leaves the data set open.
 */
public final class Batches implements Iterator<Batch>, AutoCloseable {

    /** A row that is being prepared. */
    private record Pending(int row, Future<Augmented> sample) {}

    private interface Preparation {
        Augmented prepare(int row) throws BadSampleException;
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
     * For training: a new order and new augmentation for each epoch, and only whole batches. Rows left over at the end
     * are dropped; a set smaller than one batch gives one batch with repeated rows.
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

    /** As the shorter form, but starts in the middle: after a batch whose {@link Batch#taken} is {@code from}. */
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
        return shuffled(TrainingRows.of(data), batchSize, width, height, augmentation, seed, epoch, from, workers);
    }

    /** As the form for a data set, with unlabelled pictures among its rows, which are augmented in the same way. */
    public static Batches shuffled(
            TrainingRows rows,
            int batchSize,
            int width,
            int height,
            Augmentation augmentation,
            long seed,
            int epoch,
            int from,
            int workers) {
        int[] labelled = inOrder(rows.labelled().size());
        long rowSeed = shuffle(labelled, seed, epoch);
        int[] unlabelled = inOrder(rows.unlabelledSize());
        shuffle(unlabelled, seed + 1, epoch);
        int[] order = rows.inOrder(labelled, unlabelled);
        OtherRows others = OtherRows.of(rows.labelled());
        Preparation augmented =
                row -> augmentation.augment(rows.read(row), width, height, others, new SplittableRandom(rowSeed + row));
        return new Batches(augmented, order, Math.min(from, order.length), batchSize, true, workers);
    }

    /** A row as {@link #shuffled} gives it in an epoch, with the steps that were applied; for inspection. */
    public static Augmented augmented(
            Dataset data, int row, int width, int height, Augmentation augmentation, long seed, int epoch)
            throws BadSampleException {
        long rowSeed = shuffle(inOrder(data.size()), seed, epoch);
        return augmentation.augment(
                data.read(row), width, height, OtherRows.of(data), new SplittableRandom(rowSeed + row));
    }

    /** For validation: every row once, in order, stretched to the size; the last batch may be smaller. */
    public static Batches sequential(Dataset data, int batchSize, int width, int height, int workers) {
        Preparation resized = row -> {
            Sample sample = Augmentation.resized(data.read(row), width, height);
            return new Augmented(sample, sample.rgb(), List.of());
        };
        return new Batches(resized, inOrder(data.size()), 0, batchSize, false, workers);
    }

    private static int[] inOrder(int size) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            order[i] = i;
        }
        return order;
    }

    /** @return the base of the seeds of the epoch's rows */
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

    /** One line for each unusable row so far; complete once there is no next batch. */
    public List<String> skipped() {
        return List.copyOf(skipped);
    }

    private @Nullable Batch assemble() {
        List<Augmented> samples = new ArrayList<>(batchSize);
        int[] rows = new int[batchSize];
        fillAhead();
        while (samples.size() < batchSize && !ahead.isEmpty()) {
            Pending pending = ahead.remove();
            taken++;
            Augmented sample = take(pending.sample());
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

    /** @return null for an unusable row */
    private @Nullable Augmented take(Future<Augmented> prepared) {
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

    private static Batch joined(List<Augmented> samples, int[] rows, int taken) {
        Sample first = samples.get(0).sample();
        return new Batch(
                joined(samples, augmented -> augmented.sample().rgb()),
                joined(samples, Augmented::plain),
                joined(samples, augmented -> augmented.sample().target()),
                samples.size(),
                first.width(),
                first.height(),
                rows,
                taken);
    }

    private static byte[] joined(List<Augmented> samples, Function<Augmented, byte[]> part) {
        int length = part.apply(samples.get(0)).length;
        byte[] all = new byte[length * samples.size()];
        for (int i = 0; i < samples.size(); i++) {
            System.arraycopy(part.apply(samples.get(i)), 0, all, length * i, length);
        }
        return all;
    }

    /** Stops the threads. Closing twice does nothing. */
    @Override
    public void close() {
        // No interrupts: an interrupt during a file read would close the data set's file for all threads.
        workers.shutdown();
        ahead.forEach(pending -> pending.sample().cancel(false));
    }
}
