package dev.maskwright.exporter.kernel;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Records in the card of an int8 file which kernels were chosen, on which machine, and how far that applies elsewhere.
 */
public final class KernelRecord {

    /** Its key within {@code quantization}. */
    public static final String KEY = "kernels";

    private static final String MATRIX = "matrix";
    private static final String PADDED = "padded";

    private KernelRecord() {}

    /** Layers that stay float are already listed in the card. */
    public static JsonObject toJson(KernelChoice choice, KernelSearch search) {
        JsonObject json = new JsonObject();
        json.addProperty("processor", search.processor());
        json.addProperty("portable", search.portable());
        JsonArray matrix = new JsonArray();
        choice.matrix().stream().sorted().forEach(matrix::add);
        json.add(MATRIX, matrix);
        JsonObject padded = new JsonObject();
        choice.padded().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(layer -> padded.addProperty(layer.getKey(), layer.getValue()));
        json.add(PADDED, padded);
        return json;
    }

    /** The choice in a card, or {@link KernelChoice#NONE}; it does not contain layers that stay float. */
    public static KernelChoice of(JsonObject quantization) {
        if (!(quantization.get(KEY) instanceof JsonObject json)) {
            return KernelChoice.NONE;
        }
        Set<String> matrix = new HashSet<>();
        Map<String, Integer> padded = new HashMap<>();
        if (json.get(MATRIX) instanceof JsonArray layers) {
            for (JsonElement layer : layers) {
                matrix.add(layer.getAsString());
            }
        }
        if (json.get(PADDED) instanceof JsonObject layers) {
            layers.entrySet()
                    .forEach(
                            layer -> padded.put(layer.getKey(), layer.getValue().getAsInt()));
        }
        return new KernelChoice(matrix, Set.of(), padded);
    }
}
