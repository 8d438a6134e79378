package dev.maskwright.cli.machine;

import com.google.gson.JsonObject;
import com.sun.management.ThreadMXBean;
import dev.maskwright.cli.terminal.Table;
import dev.maskwright.exporter.check.BareModel;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.Timings;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.sdk.image.ImageReadException;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/** How long each stage from a frame to a mask takes, and the network alone, measured alternately. */
public final class FrameTimes {

    /** This many runs of one, then of the other, so that each runs with its own cache contents. */
    private static final int TURN = 10;

    /** Shares of the time for warming up and for decoding. */
    private static final double WARM_UP = 0.2;

    private static final double DECODING = 0.2;

    private final Series decode = new Series();
    private final Series wait = new Series();
    private final Series prepare = new Series();
    private final Series run = new Series();
    private final Series finish = new Series();
    private final Series total = new Series();
    private final Series bare = new Series();
    private final Series totalProcessor = new Series();
    private final Series bareProcessor = new Series();
    private long heapBytes;

    private FrameTimes() {}

    /**
     * Measures.
     *
     * @param bare holds the picture already
     * @param seconds for all of it
     */
    static FrameTimes of(Segmenter segmenter, BareModel bare, Frame frame, Mask mask, byte[] jpeg, double seconds)
            throws ImageReadException {
        FrameTimes warmUp = new FrameTimes();
        warmUp.decode(jpeg, seconds * WARM_UP * DECODING);
        warmUp.segment(segmenter, bare, frame, mask, seconds * WARM_UP * (1 - DECODING));
        FrameTimes times = new FrameTimes();
        times.decode(jpeg, seconds * (1 - WARM_UP) * DECODING);
        times.segment(segmenter, bare, frame, mask, seconds * (1 - WARM_UP) * (1 - DECODING));
        return times;
    }

    private void decode(byte[] jpeg, double seconds) throws ImageReadException {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        do {
            long begin = System.nanoTime();
            ImageFiles.decode(jpeg, "picture");
            decode.add(System.nanoTime() - begin);
        } while (System.nanoTime() < end);
    }

    private void segment(Segmenter segmenter, BareModel model, Frame frame, Mask mask, double seconds) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        Timings timings = new Timings();
        long end = System.nanoTime() + (long) (seconds * 1e9);
        do {
            for (int i = 0; i < TURN; i++) {
                long processor = threads.getCurrentThreadCpuTime();
                long before = threads.getThreadAllocatedBytes(thread);
                segmenter.segmentInto(frame, mask, timings);
                heapBytes += threads.getThreadAllocatedBytes(thread) - before;
                totalProcessor.add(threads.getCurrentThreadCpuTime() - processor);
                wait.add(timings.waitNanos());
                prepare.add(timings.prepareNanos());
                run.add(timings.runNanos());
                finish.add(timings.finishNanos());
                total.add(timings.totalNanos());
            }
            for (int i = 0; i < TURN; i++) {
                long processor = threads.getCurrentThreadCpuTime();
                long begin = System.nanoTime();
                model.run();
                bare.add(System.nanoTime() - begin);
                bareProcessor.add(threads.getCurrentThreadCpuTime() - processor);
            }
        } while (System.nanoTime() < end);
    }

    int frames() {
        return total.count();
    }

    /** Of the frame to mask over the bare run. */
    double ratio() {
        return total.quantile(0.5) / bare.quantile(0.5);
    }

    /**
     * {@link #ratio()} of the processor time of the calling thread, which other programs do not affect; it does all the
     * work if there is only one thread.
     */
    double processorRatio() {
        return totalProcessor.quantile(0.5) / bareProcessor.quantile(0.5);
    }

    double heapBytesPerFrame() {
        return (double) heapBytes / total.count();
    }

    Table table() {
        Table table = new Table("lrrr").row("", "least", "median", "p99");
        addRow(table, "decode, the same as a JPEG", decode);
        addRow(table, "prepare", prepare);
        addRow(table, "run", run);
        addRow(table, "finish", finish);
        addRow(table, "frame to mask", total);
        addRow(table, "bare OrtSession.run", bare);
        return table;
    }

    private static void addRow(Table table, String name, Series series) {
        table.row(name, text(series, 0), text(series, 0.5), text(series, 0.99));
    }

    private static String text(Series series, double share) {
        return String.format(Locale.ROOT, "%.3f ms", series.quantile(share));
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject();
        add(json, "decode", decode);
        add(json, "wait", wait);
        add(json, "prepare", prepare);
        add(json, "run", run);
        add(json, "finish", finish);
        add(json, "frameToMask", total);
        add(json, "bareRun", bare);
        json.addProperty("frames", frames());
        json.addProperty("ratio", ratio());
        json.addProperty("processorRatio", processorRatio());
        json.addProperty("heapBytesPerFrame", heapBytesPerFrame());
        return json;
    }

    private static void add(JsonObject json, String name, Series series) {
        JsonObject times = new JsonObject();
        times.addProperty("leastMillis", series.quantile(0));
        times.addProperty("medianMillis", series.quantile(0.5));
        times.addProperty("p99Millis", series.quantile(0.99));
        json.add(name, times);
    }
}
