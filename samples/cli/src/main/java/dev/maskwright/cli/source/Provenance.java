package dev.maskwright.cli.source;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.trainer.recipe.Recipe;
import dev.maskwright.trainer.recipe.RecipeReader;
import java.util.Optional;

/** Where an exported model comes from, as its card keeps it. */
public final class Provenance {

    /** What a checkpoint's {@code data} calls the file that an imported checkpoint comes from. */
    public static final String IMPORTED = "imported";

    private static final String RECIPE = "recipe";

    private Provenance() {}

    /** The recipe that a model was trained by, if its card has one. */
    public static Optional<Recipe> recipe(ModelCard card) {
        return object(card, RECIPE)
                .map(json -> RecipeReader.fromJson(json, "the recipe in the card of " + card.name()));
    }

    /** A part of a card's provenance, if it is there. */
    static Optional<JsonObject> object(ModelCard card, String name) {
        JsonElement element = card.provenance().get(name);
        return element != null && element.isJsonObject() ? Optional.of(element.getAsJsonObject()) : Optional.empty();
    }
}
