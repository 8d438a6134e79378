package dev.maskwright.cli.export;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.maskwright.cli.terminal.Json;
import dev.maskwright.cli.terminal.Table;
import dev.maskwright.exporter.kernel.KernelReport;
import dev.maskwright.exporter.kernel.LayerKernel;
import dev.maskwright.exporter.kernel.Road;
import dev.maskwright.exporter.quantize.LayerError;
import dev.maskwright.exporter.quantize.Quantization;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The results of quantising for each layer: accuracy, kernel, time, and the reason if it is slow. */
final class LayerTable {

    /** Without --layers, this many of the layers that cost most accuracy are shown. */
    private static final int WORST = 3;

    private final Quantization.Result outcome;
    private final boolean all;
    private final Set<String> leftFloat;

    LayerTable(Quantization.Result outcome, boolean all) {
        this.outcome = outcome;
        this.all = all;
        leftFloat = outcome.last().leftFloat();
    }

    String text() {
        Set<String> worst = outcome.layers().stream()
                .filter(error -> !Double.isNaN(error.signalToNoise()))
                .sorted((a, b) -> Double.compare(a.signalToNoise(), b.signalToNoise()))
                .limit(WORST)
                .map(error -> error.layer().name())
                .collect(Collectors.toSet());
        Table table = new Table("lllrlrl").row("layer", "operator", "weights", "dB", "kernel", "us", "");
        int shown = 0;
        for (LayerError error : outcome.layers()) {
            String name = error.layer().name();
            String remark = remark(error);
            if (all || !remark.isEmpty() || worst.contains(name)) {
                boolean isObstructed = !error.layer().obstacle().isEmpty();
                table.row(
                        name,
                        error.layer().operator(),
                        error.layer().weights(),
                        isObstructed ? "-" : String.format(Locale.ROOT, "%.1f", error.signalToNoise()),
                        road(error).words(),
                        micros(error),
                        remark);
                shown++;
            }
        }
        for (LayerKernel operator : slow()) {
            table.row(operator.name(), "", "", "-", "", "-", operator.slow().orElse(""));
        }
        String hidden = shown < outcome.layers().size()
                ? "%d more layers without remarks; --layers prints all%n"
                        .formatted(outcome.layers().size() - shown)
                : "";
        return """
                each layer alone on int8: signal to noise of the logits, and its time on one thread

                %s
                %s%s""".formatted(table, hidden, outcome.kernels().map(this::summary).orElse(""));
    }

    private String summary(KernelReport kernels) {
        List<String> parts = new ArrayList<>();
        add(parts, kernels.choice().matrix().size(), "in int8 as a product of matrices");
        add(parts, kernels.choice().inFloat().size(), "in float");
        add(parts, kernels.choice().padded().size(), "with more output channels");
        return String.format(
                Locale.ROOT,
                "kernels: %s; timing took %.1f s on %s%n",
                parts.isEmpty()
                        ? "none is faster than the usual ones here"
                        : String.format(
                                        Locale.ROOT,
                                        "%s, %.3f times as fast as without",
                                        String.join(", ", parts),
                                        kernels.speedup())
                                + (outcome.last().kernels().isNone() ? ", but not in the file: see above" : ""),
                kernels.seconds(),
                kernels.processor());
    }

    private static void add(List<String> parts, int count, String words) {
        if (count > 0) {
            parts.add("%d %s %s".formatted(count, count == 1 ? "layer" : "layers", words));
        }
    }

    private Optional<LayerKernel> kernel(LayerError error) {
        return outcome.kernels().flatMap(found -> found.of(error.layer().name()));
    }

    private boolean isFloat(LayerError error) {
        return !error.layer().obstacle().isEmpty()
                || leftFloat.contains(error.layer().name());
    }

    /** The one in the file. */
    private Road road(LayerError error) {
        if (isFloat(error)) {
            return Road.FLOAT;
        }
        return outcome.last().kernels().matrix().contains(error.layer().name()) ? Road.MATRIX : Road.SYMMETRIC;
    }

    private String micros(LayerError error) {
        return kernel(error)
                .map(found -> found.micros().getOrDefault(road(error), Double.NaN))
                .filter(time -> !time.isNaN())
                .map(time -> String.format(Locale.ROOT, "%.0f", time))
                .orElse("-");
    }

    private String remark(LayerError error) {
        if (!error.layer().obstacle().isEmpty()) {
            return error.layer().obstacle();
        }
        Optional<LayerKernel> kernel = kernel(error);
        if (outcome.last().kernels().inFloat().contains(error.layer().name())) {
            return "faster in float";
        }
        if (isFloat(error)) {
            return "for accuracy";
        }
        if (road(error) == Road.MATRIX) {
            return "faster than the kernel for convolutions";
        }
        return padded(error)
                .map("given %d output channels"::formatted)
                .or(() -> kernel.flatMap(LayerKernel::slow).map("slow: "::concat))
                .orElse("");
    }

    /** The number of output channels of a layer in the file, if it was padded. */
    private Optional<Integer> padded(LayerError error) {
        return Optional.ofNullable(
                outcome.last().kernels().padded().get(error.layer().name()));
    }

    private List<LayerKernel> slow() {
        Set<String> layers = new HashSet<>();
        outcome.layers().forEach(error -> layers.add(error.layer().name()));
        return outcome.kernels().map(KernelReport::layers).orElse(List.of()).stream()
                .filter(one -> !layers.contains(one.name()))
                .toList();
    }

    JsonArray layers() {
        JsonArray layers = new JsonArray();
        for (LayerError error : outcome.layers()) {
            JsonObject layer = new JsonObject();
            layer.addProperty("name", error.layer().name());
            layer.addProperty("operator", error.layer().operator());
            layer.addProperty("weights", error.layer().weights());
            Json.addNumber(layer, "signalToNoise", error.signalToNoise());
            if (!error.layer().obstacle().isEmpty()) {
                layer.addProperty("obstacle", error.layer().obstacle());
            }
            layer.addProperty("kernel", name(road(error)));
            padded(error).ifPresent(channels -> layer.addProperty("padded", channels));
            kernel(error).ifPresent(found -> addTo(layer, found));
            layers.add(layer);
        }
        return layers;
    }

    private static void addTo(JsonObject layer, LayerKernel kernel) {
        JsonObject micros = new JsonObject();
        for (Road road : Road.values()) {
            if (kernel.micros().containsKey(road)) {
                Json.addNumber(micros, name(road), kernel.micros().getOrDefault(road, Double.NaN));
            }
        }
        layer.add("micros", micros);
        kernel.slow().ifPresent(why -> layer.addProperty("slow", why));
    }

    private static String name(Road road) {
        return road.name().toLowerCase(Locale.ROOT);
    }

    JsonArray slowOperators() {
        JsonArray operators = new JsonArray();
        for (LayerKernel operator : slow()) {
            JsonObject json = new JsonObject();
            json.addProperty("name", operator.name());
            json.addProperty("slow", operator.slow().orElse(""));
            operators.add(json);
        }
        return operators;
    }

    static JsonObject kernels(KernelReport kernels) {
        JsonObject json = new JsonObject();
        json.addProperty("processor", kernels.processor());
        json.addProperty("speedup", kernels.speedup());
        json.addProperty("trials", kernels.tried());
        json.addProperty("seconds", kernels.seconds());
        return json;
    }
}
