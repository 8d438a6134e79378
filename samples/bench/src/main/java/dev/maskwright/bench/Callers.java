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
 * How many more frames a second several callers of one segmenter have than one, with {@link Preset#THROUGHPUT}, by
 * turns. Other programs take cores away from several callers sooner than from one, so two figures stand beside it: how
 * many more rounds a second as many threads have of a loop that touches no memory, which is what the machine had to
 * give at that time, and what the processor time of a frame says, from which waiting for a core is left out.
 */
final class Callers implements AutoCloseable {

    private static final int TURN = 30;
    private static final int ROUNDS = 20_000_000;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** One turn: how long it took, and the processor time of all callers together, in nanoseconds. */
    private record Turn(double wall, double processor) {}

    /** What one turn of every caller does. */
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

    /** Measures for the seconds that are given, or for 40, with as many callers as there are cores or are given. */
    public static void main(String[] args) throws Exception {
        double seconds = args.length == 0 ? 40 : Double.parseDouble(args[0]);
        int callers = args.length < 2 ? Runtime.getRuntime().availableProcessors() : Integer.parseInt(args[1]);
        try (Callers all = new Callers(callers)) {
            all.measure(seconds);
        }
    }

    /** Gives how many times as many frames a second all callers have as one, by the medians of turns. */
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
                "%d callers / 1, frames a second: median %.1f / %.1f = %.2f; by processor time"
                        + " of a frame, %.2f and %.2f ms: %.2f; a loop without memory: %.2f; %d turns of"
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
            throw new IllegalStateException("a full-period generator came to 0 too early");
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
