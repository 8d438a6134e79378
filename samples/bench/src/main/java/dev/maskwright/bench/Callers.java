package dev.maskwright.bench;

import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Options;
import dev.maskwright.sdk.Preset;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.frame.Frame;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The throughput of several callers of one segmenter relative to a single caller, with {@link Preset#THROUGHPUT},
 * measured alternately. Other programs are more likely to take cores from several callers than from one, so two more
 * ratios are reported: the speed-up of the same number of threads in a loop without memory access, which shows what the
 * machine could give at that time, and the speed-up computed from the processor time per frame, which excludes waiting
 * for a core.
 */
final class Callers implements AutoCloseable {

    private static final int TURN = 30;
    private static final int ROUNDS = 20_000_000;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** One turn: its wall time, and the processor time of all its callers together, in nanoseconds. */
    private record Turn(double wall, double processor) {}

    /** The work of one caller in a turn. */
    private interface Work {
        void run(int caller) throws Exception;
    }

    private final int callers;
    private final ExecutorService threads;
    private final Segmenter segmenter;
    private final Frame frame = Pictures.frame("nv12", 1280, 720);
    private final List<Mask> masks = new ArrayList<>();
    private final byte[] expected;

    Callers(int callers) throws IOException {
        this.callers = callers;
        threads = Executors.newFixedThreadPool(callers);
        segmenter = Segmenter.open(Home.MODEL, Options.defaults().withPreset(Preset.THROUGHPUT));
        for (int i = 0; i < callers; i++) {
            masks.add(segmenter.segment(frame));
        }
        expected = masks.get(0).classIds().clone();
        Checks.requireClasses(masks.get(0), 3);
    }

    /**
     * Measures for the given number of seconds, by default 40, with the given number of callers, by default one per
     * core.
     */
    public static void main(String[] args) throws Exception {
        double seconds = args.length == 0 ? 40 : Double.parseDouble(args[0]);
        int callers = args.length < 2 ? Runtime.getRuntime().availableProcessors() : Integer.parseInt(args[1]);
        try (Callers all = new Callers(callers)) {
            all.measure(seconds);
        }
    }

    /** Returns the frame rate of all callers divided by that of one, from the medians of the turns. */
    double measure(double seconds) throws Exception {
        List<Turn> one = new ArrayList<>();
        List<Turn> all = new ArrayList<>();
        List<Turn> oneSpins = new ArrayList<>();
        List<Turn> allSpin = new ArrayList<>();
        long end = System.nanoTime() + (long) (seconds * 1e9);
        do {
            one.add(turn(1, this::frames));
            all.add(turn(callers, this::frames));
            oneSpins.add(turn(1, Callers::spin));
            allSpin.add(turn(callers, Callers::spin));
        } while (System.nanoTime() < end);
        double ratio = callers * wall(one) / wall(all);
        System.out.printf(
                Locale.ROOT,
                "%d callers / 1, frames per second: median %.1f / %.1f = %.2f; from processor"
                        + " time per frame, %.2f and %.2f ms: %.2f; loop without memory access: %.2f; %d turns of"
                        + " %d frames%n",
                callers,
                callers * TURN / wall(all) * 1e9,
                TURN / wall(one) * 1e9,
                ratio,
                processor(all) / callers / TURN / 1e6,
                processor(one) / TURN / 1e6,
                callers * callers * processor(one) / processor(all),
                callers * wall(oneSpins) / wall(allSpin),
                one.size(),
                TURN);
        return ratio;
    }

    private void frames(int caller) {
        Mask mask = masks.get(caller);
        for (int i = 0; i < TURN; i++) {
            segmenter.segmentInto(frame, mask);
        }
        Checks.requireAlike("caller " + caller, expected, mask.classIds(), 1);
    }

    private static void spin(int caller) {
        long state = caller + 1L;
        for (int i = 0; i < ROUNDS; i++) {
            state = state * 6364136223846793005L + 1442695040888963407L;
        }
        if (state == 0) {
            throw new IllegalStateException("the generator reached 0 before the end of its period");
        }
    }

    private Turn turn(int count, Work work) throws Exception {
        List<Callable<Long>> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int caller = i;
            calls.add(() -> {
                long begin = THREADS.getCurrentThreadCpuTime();
                work.run(caller);
                return THREADS.getCurrentThreadCpuTime() - begin;
            });
        }
        long begin = System.nanoTime();
        long processor = 0;
        for (Future<Long> done : threads.invokeAll(calls)) {
            processor += done.get();
        }
        return new Turn(System.nanoTime() - begin, processor);
    }

    private static double wall(List<Turn> turns) {
        return ByTurns.median(turns.stream().map(Turn::wall).toList());
    }

    private static double processor(List<Turn> turns) {
        return ByTurns.median(turns.stream().map(Turn::processor).toList());
    }

    @Override
    public void close() {
        threads.shutdownNow();
        segmenter.close();
    }
}
