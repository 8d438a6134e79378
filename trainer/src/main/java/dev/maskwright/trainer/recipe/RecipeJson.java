package dev.maskwright.trainer.recipe;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;

/** Recipes as trees of JSON: a group for each record, with its components as keys, and enums as lower-case words. */
final class RecipeJson {

    private static final Gson GSON = new GsonBuilder()
            .registerTypeHierarchyAdapter(Enum.class, new LowerCaseEnums())
            .create();

    private RecipeJson() {}

    static JsonObject tree(Recipe recipe) {
        return GSON.toJsonTree(recipe).getAsJsonObject();
    }

    /**
     * The recipe that a complete tree stands for.
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
