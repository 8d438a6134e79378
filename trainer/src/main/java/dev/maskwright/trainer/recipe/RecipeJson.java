package dev.maskwright.trainer.recipe;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.math.BigInteger;

/**
 * Converts recipes to and from trees of JSON: a group for each record, with its components as keys, and enums as
 * lower-case words.
 */
final class RecipeJson {

    private static final Gson GSON = new GsonBuilder()
            .registerTypeHierarchyAdapter(Enum.class, new LowerCaseEnums())
            .registerTypeAdapter(int.class, (JsonDeserializer<Integer>)
                    (value, type, context) -> (int) whole(value, Integer.MIN_VALUE, Integer.MAX_VALUE))
            .registerTypeAdapter(long.class, (JsonDeserializer<Long>)
                    (value, type, context) -> whole(value, Long.MIN_VALUE, Long.MAX_VALUE))
            .create();

    private RecipeJson() {}

    /** A whole number; Gson itself would silently truncate what does not fit. */
    private static long whole(JsonElement value, long least, long most) {
        BigInteger number = value.getAsBigInteger();
        if (number.compareTo(BigInteger.valueOf(least)) < 0 || number.compareTo(BigInteger.valueOf(most)) > 0) {
            throw new JsonParseException(
                    "a whole number should be in %d..%d but is %s".formatted(least, most, YamlTree.shown(value)));
        }
        return number.longValue();
    }

    static JsonObject tree(Recipe recipe) {
        return GSON.toJsonTree(recipe).getAsJsonObject();
    }

    /**
     * The recipe of a complete tree.
     *
     * @param source where it comes from, for messages
     * @throws IllegalArgumentException if a value does not fit
     */
    static Recipe recipe(JsonObject tree, String source) {
        try {
            return GSON.fromJson(tree, Recipe.class);
        } catch (JsonParseException | IllegalArgumentException e) {
            throw new IllegalArgumentException(source + ": " + e.getMessage(), e);
        } catch (RuntimeException e) { // what a record's constructor throws arrives wrapped
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalArgumentException(source + ": " + cause.getMessage(), e);
        }
    }
}
