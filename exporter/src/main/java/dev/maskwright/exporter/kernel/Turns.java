package dev.maskwright.exporter.kernel;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Times tasks alternately on the calling thread: by its processor time if Java provides it, which does not include the
 * time that other programs took.
 */
final class Turns<K> {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final boolean HAS_PROCESSOR_TIME = THREADS.isCurrentThreadCpuTimeSupported();

    private final Map<K, Runnable> works;
    private final Map<K, List<Double>> micros = new LinkedHashMap<>();

    Turns(Map<K, Runnable> works) {
        this.works = new LinkedHashMap<>(works);
        works.keySet().forEach(key -> micros.put(key, new ArrayList<>()));
    }

    /** Runs each task once, without timing. */
    void warmUp() {
        works.values().forEach(Runnable::run);
    }

    /**
     * Runs each task once, every second round in the opposite order, because the first one finds different cache
     * contents.
     */
    void round() {
        List<K> order = new ArrayList<>(works.keySet());
        if (rounds() % 2 == 1) {
            Collections.reverse(order);
        }
        for (K key : order) {
            Runnable work = works.get(key);
            List<Double> times = micros.get(key);
            if (work != null && times != null) {
                long begin = now();
                work.run();
                times.add((now() - begin) / 1e3);
            }
        }
    }

    private int rounds() {
        return micros.values().stream().mapToInt(Collection::size).max().orElse(0);
    }

    private static long now() {
        return HAS_PROCESSOR_TIME ? THREADS.getCurrentThreadCpuTime() : System.nanoTime();
    }

    /** Stops timing those whose least time is more than a factor above the least of all. */
    void dropAbove(double factor) {
        double best = micros.keySet().stream().mapToDouble(this::least).min().orElse(0);
        works.keySet().removeIf(key -> least(key) > factor * best);
    }

    /** In microseconds. */
    double least(K key) {
        return micros.getOrDefault(key, List.of()).stream()
                .mapToDouble(Double::doubleValue)
                .min()
                .orElse(Double.NaN);
    }

    /** In microseconds. */
    double median(K key) {
        double[] sorted = micros.getOrDefault(key, List.of()).stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
    }
}
