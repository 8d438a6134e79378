package dev.maskwright.cli.terminal;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;

/** Helpers for JSON. */
public final class Json {

    private Json() {}

    /** Adds a number, or null for NaN, which JSON does not have. */
    public static void addNumber(JsonObject json, String name, double value) {
        json.add(name, Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE);
    }

    public static JsonArray array(List<String> texts) {
        JsonArray array = new JsonArray();
        texts.forEach(array::add);
        return array;
    }
}
