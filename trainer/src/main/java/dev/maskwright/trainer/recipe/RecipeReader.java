package dev.maskwright.trainer.recipe;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.maskwright.models.text.EditDistance;
import dev.maskwright.trainer.recipe.FormerKeys.Renamed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Reads recipes: a YAML file overrides some of the defaults, and {@code key=value} pairs override those. Keys of
 * earlier versions are read as well.
 */
public final class RecipeReader {

    private RecipeReader() {}

    /** Settings of one source. */
    private record Given(Renamed settings, String source) {}

    /**
     * Reads a recipe.
     *
     * @param yaml a mapping with any of the recipe's keys; empty for the defaults
     * @param source where it comes from, for messages
     * @param overrides {@code key=value} pairs with dots between the levels, such as {@code loss.dice=0}
     * @throws IllegalArgumentException if a key is unknown (the message suggests the nearest) or a value does not fit
     */
    public static Recipe parse(String yaml, String source, List<String> overrides) {
        List<Given> given = new ArrayList<>();
        given.add(ofYaml(yaml, source));
        overrides.forEach(override -> given.add(ofPair(override)));
        String architecture =
                merged(Recipe.defaults(), given).get("architecture").getAsString();
        // Again, over the defaults of that network.
        return RecipeJson.recipe(merged(Recipe.defaults(architecture), given), source);
    }

    /** The recipe in a checkpoint, as {@link Recipe#toJson} wrote it; newer settings have their defaults. */
    public static Recipe fromJson(JsonObject json, String source) {
        Given given = new Given(FormerKeys.rename(json, source), source);
        return RecipeJson.recipe(merged(Recipe.defaults(), List.of(given)), source);
    }

    private static Given ofYaml(String yaml, String source) {
        Object loaded = YamlTree.load(yaml, source);
        if (loaded != null && !(loaded instanceof Map)) {
            throw new IllegalArgumentException("%s: a recipe must be a mapping of keys to values".formatted(source));
        }
        JsonObject settings = loaded == null
                ? new JsonObject()
                : YamlTree.json(loaded, source).getAsJsonObject();
        return new Given(FormerKeys.rename(settings, source), source);
    }

    private static Given ofPair(String pair) {
        int equals = pair.indexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException("a setting is key=value, got '%s'".formatted(pair));
        }
        JsonObject settings = new JsonObject();
        settings.add(
                pair.substring(0, equals).strip(),
                YamlTree.json(YamlTree.load(pair.substring(equals + 1), pair), pair));
        return new Given(FormerKeys.rename(settings, pair), pair);
    }

    private static JsonObject merged(Recipe defaults, List<Given> given) {
        JsonObject tree = defaults.toJson();
        given.forEach(one -> merge(tree, one.settings().tree(), "", tree, one));
        return tree;
    }

    private static void merge(JsonObject into, JsonObject from, String path, JsonObject whole, Given given) {
        for (Map.Entry<String, JsonElement> entry : from.entrySet()) {
            String key = path + entry.getKey();
            JsonElement value = entry.getValue();
            JsonElement known = into.get(entry.getKey());
            String written = given.settings().written(key);
            if (known == null && isMap(path)) {
                into.add(entry.getKey(), value);
                continue;
            }
            if (known == null) {
                throw new IllegalArgumentException("%s: no setting is called '%s'; did you mean '%s'?"
                        .formatted(given.source(), YamlTree.shown(written), nearest(YamlTree.shown(written), whole)));
            }
            if (!isAlike(known, value)) {
                throw new IllegalArgumentException("%s: '%s' is %s, got %s"
                        .formatted(given.source(), YamlTree.shown(written), kind(known), YamlTree.shown(value)));
            }
            if (known instanceof JsonObject group) {
                merge(group, value.getAsJsonObject(), key + ".", whole, given);
            } else {
                into.add(entry.getKey(), asKnown(known, value));
            }
        }
    }

    /** A setting that accepts fractions still does after a recipe has given it a whole number. */
    private static JsonElement asKnown(JsonElement known, JsonElement value) {
        boolean takesFractions = known instanceof JsonPrimitive number && number.isNumber() && !isWhole(number);
        return takesFractions ? new JsonPrimitive(value.getAsDouble()) : value;
    }

    /**
     * Whether a path, which ends in a dot, is that of a setting with free keys: groups of settings are never empty by
     * default.
     */
    private static boolean isMap(String path) {
        JsonElement at = Recipe.defaults().toJson();
        for (String key : path.isEmpty() ? List.<String>of() : List.of(path.split("\\."))) {
            at = at instanceof JsonObject group ? group.get(key) : null;
        }
        return at instanceof JsonObject group && group.isEmpty();
    }

    /** Whether a value can replace the known one. */
    private static boolean isAlike(JsonElement known, JsonElement value) {
        if (known instanceof JsonPrimitive primitive) {
            return value instanceof JsonPrimitive other
                    && (primitive.isString()
                            || (primitive.isNumber() == other.isNumber()
                                    && primitive.isBoolean() == other.isBoolean()
                                    && (!isWhole(primitive) || isWhole(other))));
        }
        return known.getClass() == value.getClass();
    }

    private static boolean isWhole(JsonPrimitive value) {
        return value.isNumber() && !(value.getAsNumber() instanceof Double);
    }

    private static String kind(JsonElement known) {
        if (known instanceof JsonObject group) {
            return group.isEmpty()
                    ? "a group of your own keys, such as {a: b}"
                    : "a group of settings " + group.keySet();
        }
        if (known.isJsonArray()) {
            return "a list, such as [a, b]";
        }
        JsonPrimitive primitive = known.getAsJsonPrimitive();
        if (primitive.isBoolean()) {
            return "true or false";
        }
        return primitive.isNumber() ? (isWhole(primitive) ? "a whole number" : "a number") : "one word or text";
    }

    /**
     * What a key was probably meant to be: the most similar of all keys, including former ones, by its last word, which
     * says more than its group.
     */
    private static String nearest(String key, JsonObject recipe) {
        List<String> known = keys(recipe, "");
        known.addAll(FormerKeys.all().keySet());
        String alike = known.stream()
                .min(Comparator.comparingInt(
                        (String candidate) -> 2 * EditDistance.between(lastWord(candidate), lastWord(key))
                                + EditDistance.between(candidate, key)))
                .orElse("");
        return FormerKeys.all().getOrDefault(alike, alike);
    }

    /** All settings and groups, with dots between the levels. */
    private static List<String> keys(JsonObject group, String path) {
        List<String> keys = new ArrayList<>();
        group.entrySet().forEach(entry -> {
            keys.add(path + entry.getKey());
            if (entry.getValue() instanceof JsonObject inner) {
                keys.addAll(keys(inner, path + entry.getKey() + "."));
            }
        });
        return keys;
    }

    private static String lastWord(String key) {
        return key.substring(key.lastIndexOf('.') + 1);
    }
}
