package dev.maskwright.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.maskwright.models.files.Sha256;
import dev.maskwright.sdk.ModelCard;
import dev.maskwright.trainer.fit.Checkpoint;
import dev.maskwright.trainer.fit.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where an exported model comes from, as its card keeps it. */
final class Provenance {

    private static final String RECIPE = "recipe";
    private static final String PARITY = "parity";

    private Provenance() {}

    /** What the checkpoint knows: data set, recipe, and what was measured in the epoch whose weights are exported. */
    static JsonObject of(Checkpoint checkpoint) throws IOException {
        Map<String, String> weights = checkpoint.weightsMetadata();
        JsonObject json = new JsonObject();
        json.addProperty("producer", new Version().getVersion()[0]);
        json.add("data", checkpoint.data().deepCopy());
        json.add(RECIPE, checkpoint.recipe().toJson());
        json.add("metrics", metrics(checkpoint.dir(), weights));
        return json;
    }

    /** What tells this state of a training from all others: the beginning of the hash of its weights. */
    static String version(Checkpoint checkpoint) throws IOException {
        return Sha256.of(checkpoint.dir().resolve("weights.safetensors")).substring(0, 12);
    }

    /** The epoch's line of {@code metrics.jsonl}; without one, what stands with the weights. */
    private static JsonObject metrics(Path checkpoint, Map<String, String> weights) throws IOException {
        int epoch = Integer.parseInt(weights.getOrDefault("epoch", "0"));
        Path file = checkpoint.resolve("metrics.jsonl");
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                JsonObject json = JsonParser.parseString(line).getAsJsonObject();
                if (json.get("epoch").getAsInt() == epoch) {
                    return json;
                }
            }
        }
        JsonObject json = new JsonObject();
        weights.forEach(json::addProperty);
        return json;
    }

    /** The same card with what the check after writing found. */
    static ModelCard withParity(ModelCard card, JsonObject parity) {
        JsonObject json = card.provenance();
        json.add(PARITY, parity);
        return card.withProvenance(json);
    }

    /** The recipe that a model was trained by, if its card has one. */
    static Optional<Recipe> recipe(ModelCard card) {
        return object(card, RECIPE).map(json -> Recipe.fromJson(json, "the recipe in the card of " + card.name()));
    }

    /** A part of a card's provenance, if it is there. */
    static Optional<JsonObject> object(ModelCard card, String name) {
        JsonElement element = card.provenance().get(name);
        return element != null && element.isJsonObject() ? Optional.of(element.getAsJsonObject()) : Optional.empty();
    }
}
