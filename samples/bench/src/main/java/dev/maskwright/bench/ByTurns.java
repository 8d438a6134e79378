package dev.maskwright.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Runs pairs of benchmarks alternately in one process: on a machine with other load, results that JMH measures one
 * after the other are not comparable. With one thread, the calling thread does all the work, and its processor time
 * does not include the time that other programs take.
 */
final class ByTurns {

    /** Consecutive runs of one before switching to the other, so that each runs with caches that it filled itself. */
    private static final int TURN = 5;

    private static final double WARM_UP = 0.3;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Work to measure. */
    interface Work {
        void run() throws Exception;
    }

    /** Times of many runs, in milliseconds. */
    private record Times(List<Double> wall, List<Double> processor) {

        Times() {
            this(new ArrayList<>(), new ArrayList<>());
        }

        void run(Work work) throws Exception {
            for (int i = 0; i < TURN; i++) {
                long processorBegin = THREADS.getCurrentThreadCpuTime();
                long begin = System.nanoTime();
                work.run();
                wall.add((System.nanoTime() - begin) / 1e6);
                processor.add((THREADS.getCurrentThreadCpuTime() - processorBegin) / 1e6);
            }
        }
    }

    private ByTurns() {}

    /**
     * Runs all pairs, each for the given number of seconds, by default 40. With {@code batches} as second argument,
     * runs only that pair.
     */
    public static void main(String[] args) throws Exception {
        double seconds = args.length == 0 ? 40 : Double.parseDouble(args[0]);
        if (args.length == 2 && args[1].equals("batches")) {
            batches(seconds);
            return;
        }
        AgainstDjl djl = new AgainstDjl();
        djl.open();
        measure("DJL / segmenter, from pixels", djl::pixelsByDjl, djl::pixelsBySegmenter, seconds);
        measure("DJL / segmenter, from a JPEG", djl::jpegByDjl, djl::jpegBySegmenter, seconds);
        djl.close();
        for (String format : List.of("nv12", "rgb")) {
            FrameToMask frame = new FrameToMask();
            frame.format = format;
            frame.open();
            measure("segmentInto / bare run, " + format, frame::segmentInto, frame::bareRun, seconds);
            frame.close();
        }
        batches(seconds);
    }

    private static void batches(double seconds) throws Exception {
        try (Batches batches = new Batches()) {
            measure("8 frames in a batch / one by one", batches::together, batches::oneByOne, seconds);
        }
    }

    /** Returns the ratio of the median processor times, first to second. */
    static double measure(String title, Work first, Work second, double seconds) throws Exception {
        turns(first, second, seconds * WARM_UP);
        List<Times> times = turns(first, second, seconds * (1 - WARM_UP));
        Times a = times.get(0);
        Times b = times.get(1);
        double ratio = median(a.processor()) / median(b.processor());
        System.out.printf(
                Locale.ROOT,
                "%s: median %.2f / %.2f ms = %.2f; processor time, median %.2f / %.2f ms = %.3f; %d runs each%n",
                title,
                median(a.wall()),
                median(b.wall()),
                median(a.wall()) / median(b.wall()),
                median(a.processor()),
                median(b.processor()),
                ratio,
                a.wall().size());
        return ratio;
    }

    private static List<Times> turns(Work first, Work second, double seconds) throws Exception {
        Times a = new Times();
        Times b = new Times();
        long end = System.nanoTime() + (long) (seconds * 1e9);
        do {
            a.run(first);
            b.run(second);
        } while (System.nanoTime() < end);
        return List.of(a, b);
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
