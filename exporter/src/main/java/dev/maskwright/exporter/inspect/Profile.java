package dev.maskwright.exporter.inspect;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.maskwright.exporter.check.BareModel;
import dev.maskwright.exporter.onnx.OnnxFile;
import dev.maskwright.sdk.SegmentationException;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.graph.GraphSessionOptions;
import dev.maskwright.sdk.model.ModelCard;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * How the time of a run is spent, by ONNX Runtime's own profile. Profiling costs a few microseconds per operator, which
 * {@link #runMicros} includes and the times of the operators do not.
 *
 * @param operators in the order in which they run
 * @param runMicros of a whole run, the median
 * @param runs that were measured
 */
public record Profile(List<OperatorTime> operators, double runMicros, int runs) {

    private static final int WARM_UP = 5;
    private static final String KERNEL = "_kernel_time";

    public Profile {
        operators = List.copyOf(operators);
    }

    /**
     * Runs a model on a picture repeatedly.
     *
     * @param threads used by ONNX Runtime inside an operator
     * @param runs at least 1, after a few more to warm up
     * @throws SegmentationException if ONNX Runtime cannot open or run it
     */
    public static Profile of(Path file, ModelCard card, Frame picture, int threads, int runs) throws IOException {
        ModelProto model = OnnxFile.read(file);
        Map<String, Long> multiplyAdds =
                multiplyAdds(model, MeasuredShapes.of(model, Optional.of(card), file.toString()));
        Path folder = Files.createTempDirectory("maskwright-profile");
        try {
            JsonArray events = events(file, card, picture, threads, runs, folder);
            return of(events, runs, multiplyAdds);
        } finally {
            delete(folder);
        }
    }

    private static JsonArray events(Path file, ModelCard card, Frame picture, int threads, int runs, Path folder)
            throws IOException {
        GraphSessionOptions settings = GraphSessionOptions.onThreads(threads).withProfile(folder);
        try (BareModel model = BareModel.open(file, card, settings)) {
            model.put(picture);
            for (int i = 0; i < WARM_UP + runs; i++) {
                model.run();
            }
            try (Reader reader = Files.newBufferedReader(model.endProfile())) {
                return JsonParser.parseReader(reader).getAsJsonArray();
            }
        }
    }

    /**
     * Multiply-adds by the names that ONNX Runtime may give to a product: that of its node or output, or of what is
     * fused into it.
     */
    private static Map<String, Long> multiplyAdds(ModelProto model, MeasuredShapes shapes) {
        Map<String, Long> byName = new HashMap<>();
        for (NodeProto node : model.getGraph().getNodeList()) { // each after those that it reads
            long own = NodeCost.of(node, shapes);
            long cost = own > 0 ? own : node.getInputCount() == 0 ? 0 : byName.getOrDefault(node.getInput(0), 0L);
            if (cost > 0) {
                node.getOutputList().forEach(value -> byName.put(value, cost));
                byName.put(node.getName(), cost);
            }
        }
        return byName;
    }

    /** The last runs of each operator, without those that warmed up. */
    private static Profile of(JsonArray events, int runs, Map<String, Long> multiplyAdds) {
        Map<String, List<JsonObject>> byOperator = new LinkedHashMap<>();
        List<JsonObject> wholeRuns = new ArrayList<>();
        for (JsonElement element : events) {
            JsonObject event = element.getAsJsonObject();
            String name = event.get("name").getAsString();
            if (name.endsWith(KERNEL)) {
                String index = event.getAsJsonObject("args").get("node_index").getAsString();
                byOperator.computeIfAbsent(index, key -> new ArrayList<>()).add(event);
            } else if (name.equals("model_run")) {
                wholeRuns.add(event);
            }
        }
        List<OperatorTime> operators = byOperator.values().stream()
                .map(times -> operator(times, runs, multiplyAdds))
                .toList();
        return new Profile(operators, median(wholeRuns, runs), runs);
    }

    private static OperatorTime operator(List<JsonObject> times, int runs, Map<String, Long> multiplyAdds) {
        JsonObject event = times.get(0);
        JsonObject details = event.getAsJsonObject("args");
        String name = event.get("name").getAsString();
        name = name.substring(0, name.length() - KERNEL.length());
        String kind = details.get("op_name").getAsString();
        return new OperatorTime(
                name,
                kind,
                shape(details),
                median(times, runs),
                isProduct(kind) ? multiplyAdds(name, multiplyAdds) : 0,
                bytes(details, "activation_size") + bytes(details, "parameter_size") + bytes(details, "output_size"),
                kind.startsWith("QLinear") || kind.endsWith("Integer") || kind.startsWith("QGemm"));
    }

    private static boolean isProduct(String kind) {
        return kind.contains("Conv") || kind.contains("MatMul") || kind.contains("Gemm");
    }

    /**
     * Those of the longest name that is a prefix of its own: ONNX Runtime adds {@code _nchwc}, {@code _token_8} and the
     * like.
     */
    private static long multiplyAdds(String name, Map<String, Long> byName) {
        return byName.entrySet().stream()
                .filter(node -> name.equals(node.getKey()) || name.startsWith(node.getKey() + "_"))
                .max(Comparator.comparingInt(node -> node.getKey().length()))
                .map(Map.Entry::getValue)
                .orElse(0L);
    }

    private static String shape(JsonObject details) {
        JsonArray outputs = details.getAsJsonArray("output_type_shape");
        if (outputs == null || outputs.isEmpty()) {
            return "";
        }
        Map.Entry<String, JsonElement> first =
                outputs.get(0).getAsJsonObject().entrySet().iterator().next();
        return first.getValue().getAsJsonArray().asList().stream()
                .map(JsonElement::getAsString)
                .collect(Collectors.joining("x"));
    }

    private static long bytes(JsonObject details, String key) {
        return details.has(key) ? Long.parseLong(details.get(key).getAsString()) : 0;
    }

    private static double median(List<JsonObject> events, int runs) {
        int first = Math.max(0, events.size() - runs);
        double[] micros = events.subList(first, events.size()).stream()
                .mapToDouble(event -> event.get("dur").getAsDouble())
                .sorted()
                .toArray();
        return micros.length == 0 ? 0 : micros[micros.length / 2];
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    /** The medians of all operators together. */
    public double operatorMicros() {
        return operators.stream().mapToDouble(OperatorTime::micros).sum();
    }

    /** The time of each kind of operator, the longest first. */
    public Map<String, Double> microsByKind() {
        Map<String, Double> sums = operators.stream()
                .collect(Collectors.groupingBy(OperatorTime::operator, Collectors.summingDouble(OperatorTime::micros)));
        return sums.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, Double::sum, LinkedHashMap::new));
    }

    /** The share of the roof that all operators with multiply-adds reach together: the least time over the time. */
    public double ofRoof(Roof roof) {
        DoubleStream least = operators.stream().mapToDouble(roof::leastMicros);
        return least.sum() / operatorMicros();
    }
}
