package dev.maskwright.cli.source;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.trainer.recipe.Recipe;
import dev.maskwright.trainer.recipe.RecipeReader;
import java.util.Optional;

/** The provenance of an exported model, as stored in its card. */
public final class Provenance {

    /** The key in a checkpoint's {@code data} for the file from which it was imported. */
    public static final String IMPORTED = "imported";

    /** The key in a checkpoint's {@code data} for the checkpoints of which it is the average. */
    public static final String AVERAGED = "averaged";

    private static final String RECIPE = "recipe";

    private Provenance() {}

    /** The recipe with which a model was trained, if its card has one. */
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
