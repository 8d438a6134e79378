package dev.maskwright.server.operation;

import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.server.engine.Engine;
import dev.maskwright.server.engine.Reason;
import dev.maskwright.server.engine.Stages;
import dev.maskwright.server.engine.Stages.Stage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Counts and times for Prometheus. Thread-safe. */
public final class Metrics {

    /** Other methods sent by clients would give an unlimited number of metric names. */
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH");

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<Stage, Timer> stages = new EnumMap<>(Stage.class);

    public Metrics() {
        for (Stage stage : Stage.values()) {
            stages.put(
                    stage,
                    histogram("maskwright.stage", "Time in one stage of a request")
                            .tag("stage", word(stage))
                            .register(registry));
        }
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
    }

    private static Timer.Builder histogram(String name, String what) {
        return Timer.builder(name)
                .description(what)
                .publishPercentileHistogram()
                .minimumExpectedValue(SHORTEST)
                .maximumExpectedValue(LONGEST);
    }

    /** Observes an engine. */
    public void watch(Engine engine, Supplier<Number> bytes) {
        gauge("maskwright.queue.waiting", "Requests waiting for a worker", engine::waiting);
        gauge("maskwright.queue.capacity", "Requests that may wait", () -> engine.limits()
                .queue());
        gauge("maskwright.workers.busy", "Requests in progress", engine::working);
        gauge("maskwright.models.loaded", "Models in use", () -> engine.models()
                .loaded()
                .size());
        gauge("maskwright.bodies", "Bytes of requests in memory", bytes);
    }

    private void gauge(String name, String what, Supplier<Number> value) {
        Gauge.builder(name, value).description(what).strongReference(true).register(registry);
    }

    /**
     * A request over HTTP was answered.
     *
     * @param route the pattern of its path, whose number is limited
     */
    public void answered(String method, String route, int status, long nanos) {
        histogram("maskwright.http", "Time from a request to its answer")
                .tags(
                        "method",
                        METHODS.contains(method) ? method : "other",
                        "route",
                        route,
                        "status",
                        Integer.toString(status))
                .register(registry)
                .record(Duration.ofNanos(nanos));
    }

    void worked(Stages worked) {
        worked.nanos().forEach((stage, nanos) -> timer(stage).record(Duration.ofNanos(nanos)));
    }

    private Timer timer(Stage stage) {
        Timer timer = stages.get(stage);
        if (timer == null) {
            throw new IllegalStateException("every stage has a timer");
        }
        return timer;
    }

    void masked(Mask mask) {
        int[] areas = mask.areas();
        for (ClassLabel label : mask.classes()) {
            if (areas[label.id()] > 0) {
                Counter.builder("maskwright.class.seen")
                        .description("Masks with at least one pixel of a class")
                        .tag("class", label.name())
                        .register(registry)
                        .increment();
            }
        }
    }

    void refused(Reason reason) {
        count("maskwright.refused", "Requests that were refused", "reason", word(reason));
    }

    /** A model was switched to or refused. */
    void swapped(String outcome) {
        count("maskwright.swaps", "Models swapped, or refused", "outcome", outcome);
    }

    private void count(String name, String what, String tag, String value) {
        Counter.builder(name)
                .description(what)
                .tag(tag, value)
                .register(registry)
                .increment();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** All of it, in the text form of Prometheus. */
    public String scrape() {
        return registry.scrape();
    }
}
