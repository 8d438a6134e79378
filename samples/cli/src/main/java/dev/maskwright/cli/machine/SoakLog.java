package dev.maskwright.cli.machine;

import dev.maskwright.models.files.WholeFile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What was measured in each step of a training: its time, and the memory of the process. */
public final class SoakLog {

    /** Steps during warm-up, which are excluded from times and growth. */
    private static final double WARM_UP = 0.25;

    /** Memory that grows by less than this share of itself over the settled steps is called flat. */
    private static final double FLAT = 0.03;

    private static final double MEGABYTE = 1e6;

    /**
     * One step.
     *
     * @param waited the part of the milliseconds in which the loop waited for data
     * @param heap megabytes of Java heap in use, garbage included
     * @param live megabytes of Java heap in use after the last collection
     * @param resident megabytes of memory that the process holds; not a number where the system does not tell
     */
    record Step(int number, int epoch, double milliseconds, double waited, double heap, double live, double resident) {}

    private final List<Step> steps = new ArrayList<>();

    void add(int epoch, long nanos, long waitedNanos) {
        Runtime runtime = Runtime.getRuntime();
        steps.add(new Step(
                steps.size() + 1,
                epoch,
                nanos / 1e6,
                waitedNanos / 1e6,
                (runtime.totalMemory() - runtime.freeMemory()) / MEGABYTE,
                live() / MEGABYTE,
                ResidentMemory.megabytes()));
    }

    List<Step> steps() {
        return List.copyOf(steps);
    }

    /** The steps after the warm-up. */
    List<Step> settled() {
        return steps.subList((int) (steps.size() * WARM_UP), steps.size());
    }

    /** The value that a share of the settled steps do not exceed. */
    double quantile(double share, ToDoubleFunction<Step> value) {
        double[] sorted = settled().stream().mapToDouble(value).sorted().toArray();
        return sorted.length == 0
                ? Double.NaN
                : sorted[(int) Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
    }

    /** The share of the settled steps' time in which the loop waited for data. */
    double waitedShare() {
        return settled().stream().mapToDouble(Step::waited).sum()
                / settled().stream().mapToDouble(Step::milliseconds).sum();
    }

    /** Megabytes in 1,000 steps, by a straight line through the settled steps. */
    double growth(ToDoubleFunction<Step> value) {
        double meanStep = settled().stream().mapToInt(Step::number).average().orElse(Double.NaN);
        double meanValue = settled().stream().mapToDouble(value).average().orElse(Double.NaN);
        double covariance = 0;
        double variance = 0;
        for (Step step : settled()) {
            double distance = step.number() - meanStep;
            covariance += distance * (value.applyAsDouble(step) - meanValue);
            variance += distance * distance;
        }
        return 1000 * covariance / variance;
    }

    /** Whether the growth is too small to matter. */
    boolean isFlat(ToDoubleFunction<Step> value) {
        return growth(value) * settled().size() / 1000 < FLAT * quantile(0.5, value);
    }

    void write(Path file) throws IOException {
        List<String> lines =
                new ArrayList<>(List.of("step,epoch,milliseconds,waitedMilliseconds,heapMB,liveHeapMB,residentMB"));
        for (Step step : steps) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%d,%d,%.1f,%.2f,%.1f,%.1f,%.1f",
                    step.number(),
                    step.epoch(),
                    step.milliseconds(),
                    step.waited(),
                    step.heap(),
                    step.live(),
                    step.resident()));
        }
        WholeFile.write(file, String.join("\n", lines) + "\n");
    }

    private static long live() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .map(MemoryPoolMXBean::getCollectionUsage)
                .filter(usage -> usage != null)
                .mapToLong(MemoryUsage::getUsed)
                .sum();
    }

    double[] column(ToDoubleFunction<Step> value) {
        double[] column = new double[steps.size()];
        Arrays.setAll(column, i -> value.applyAsDouble(steps.get(i)));
        return column;
    }
}
