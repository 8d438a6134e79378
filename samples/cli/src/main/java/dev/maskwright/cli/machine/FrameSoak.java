package dev.maskwright.cli.machine;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.maskwright.cli.terminal.Json;
import dev.maskwright.cli.terminal.Meter;
import dev.maskwright.cli.terminal.Table;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.frame.Rotation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Segments for a while from one or more threads that share a segmenter. Each result is compared with the expected mask
 * of its frame, and no two frames have the same; resident memory is monitored.
 */
public final class FrameSoak {

    /**
     * Memory is judged from this share of the time on, 0..1: before, tensors and compiled code are still being created.
     */
    private static final double SETTLED = 0.25;

    private static final double FLAT = 0.02;
    private static final int ROWS_SHOWN = 8;

    /** Within minutes, the first use of Java's heap and the memory of its collector may be larger than a leak. */
    private static final String HEAP_HINT = "; this includes heap that Java uses for the first time:"
            + " MASKWRIGHT_JAVA_OPTS=\"-Xms64m -Xmx64m -Xmn8m -XX:+AlwaysPreTouch\" leaves that out";

    /** @param residentMB NaN if the system does not provide it */
    private record Sample(double seconds, long masks, double residentMB) {}

    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong given = new AtomicLong();
    private final AtomicLong wrong = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final List<Sample> samples = new ArrayList<>();
    private double seconds;

    private FrameSoak() {}

    /**
     * Runs.
     *
     * @param same the share of pixels that must be as expected, 0..1: all of them on a CPU
     */
    static FrameSoak of(Segmenter segmenter, Frame frame, double seconds, int callers, double same, Meter meter)
            throws InterruptedException {
        FrameSoak soak = new FrameSoak();
        soak.seconds = seconds;
        List<Frame> frames = views(frame);
        List<Mask> expected = frames.stream().map(segmenter::segment).toList();
        CountDownLatch stop = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            int first = i;
            Thread thread = new Thread(() -> soak.call(segmenter, frames, expected, first, same, stop), "soak-" + i);
            threads.add(thread);
            thread.start();
        }
        long begin = System.nanoTime();
        try {
            double now;
            do {
                stop.await(1, TimeUnit.SECONDS); // nobody counts down before: waits a second
                now = (System.nanoTime() - begin) / 1e9;
                soak.samples.add(new Sample(now, soak.given.get(), ResidentMemory.megabytes()));
                meter.step(String.format(Locale.ROOT, "%,d masks", soak.given.get()));
            } while (now < seconds);
        } finally {
            stop.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
        }
        return soak;
    }

    /** Eight frames with different masks, except for symmetric pictures. */
    private static List<Frame> views(Frame frame) {
        List<Frame> views = new ArrayList<>();
        for (Rotation rotation : Rotation.values()) {
            views.add(frame.rotated(rotation));
            views.add(frame.rotated(rotation).mirrored());
        }
        return views;
    }

    private void call(
            Segmenter segmenter, List<Frame> frames, List<Mask> expected, int first, double same, CountDownLatch stop) {
        Mask mask = segmenter.segment(frames.get(0));
        for (int i = first; stop.getCount() > 0; i++) {
            int view = i % frames.size();
            asked.incrementAndGet();
            try {
                segmenter.segmentInto(frames.get(view), mask);
                given.incrementAndGet();
                if (alike(expected.get(view), mask) < same) {
                    wrong.incrementAndGet();
                }
            } catch (RuntimeException e) {
                failed.incrementAndGet();
            }
        }
    }

    private static double alike(Mask expected, Mask mask) {
        byte[] a = expected.classIds();
        byte[] b = mask.classIds();
        if (Arrays.equals(a, b)) {
            return 1;
        }
        int equal = 0;
        for (int i = 0; i < a.length; i++) {
            equal += a[i] == b[i] ? 1 : 0;
        }
        return (double) equal / a.length;
    }

    /**
     * How far resident memory rises above any earlier level once things have settled, as a share; NaN where it is not
     * known. A fall, because the JVM returns memory, is not growth.
     */
    double growth() {
        double lowest = Double.NaN;
        double growth = Double.NaN;
        for (Sample sample : samples) {
            if (sample.seconds() >= SETTLED * seconds && !Double.isNaN(sample.residentMB())) {
                lowest = Double.isNaN(lowest) ? sample.residentMB() : Math.min(lowest, sample.residentMB());
                double rise = sample.residentMB() / lowest - 1;
                growth = Double.isNaN(growth) ? rise : Math.max(growth, rise);
            }
        }
        return growth;
    }

    boolean isFlat() {
        return !(growth() > FLAT);
    }

    boolean allAnswered() {
        return wrong.get() == 0 && failed.get() == 0 && asked.get() == given.get() && given.get() > 0;
    }

    String text() {
        Table table = new Table("rrr").row("seconds", "masks", "resident");
        int step = Math.max(1, (samples.size() - 1) / ROWS_SHOWN);
        for (int i = 0; i < samples.size(); i += step) {
            Sample sample = samples.get(i);
            table.row(
                    String.format(Locale.ROOT, "%.0f", sample.seconds()),
                    "%,d".formatted(sample.masks()),
                    Double.isNaN(sample.residentMB())
                            ? "-"
                            : String.format(Locale.ROOT, "%.0f MB", sample.residentMB()));
        }
        String memory = Double.isNaN(growth())
                ? "resident memory is not known here"
                : String.format(
                                Locale.ROOT,
                                "resident memory %s: after the first quarter it rises by at most %.1f %%",
                                isFlat() ? "flat" : "NOT FLAT",
                                100 * growth())
                        + (isFlat() ? "" : HEAP_HINT);
        String answers = allAnswered()
                ? "all %,d masks as expected".formatted(given.get())
                : "%,d calls, %,d masks, %,d of them NOT AS EXPECTED, %,d calls FAILED"
                        .formatted(asked.get(), given.get(), wrong.get(), failed.get());
        return "%s%n%n%s%n%s".formatted(table, answers, memory);
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("seconds", seconds);
        json.addProperty("calls", asked.get());
        json.addProperty("masks", given.get());
        json.addProperty("notAsExpected", wrong.get());
        json.addProperty("failed", failed.get());
        Json.addNumber(json, "residentGrowth", growth());
        json.addProperty("flat", isFlat());
        JsonArray array = new JsonArray();
        for (Sample sample : samples) {
            JsonObject one = new JsonObject();
            one.addProperty("seconds", sample.seconds());
            one.addProperty("masks", sample.masks());
            Json.addNumber(one, "residentMB", sample.residentMB());
            array.add(one);
        }
        json.add("samples", array);
        return json;
    }
}
