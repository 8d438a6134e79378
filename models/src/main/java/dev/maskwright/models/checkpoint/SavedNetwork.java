package dev.maskwright.models.checkpoint;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.maskwright.models.files.Sha256;
import dev.maskwright.models.files.WholeFile;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.weights.SafetensorsFile;
import dev.maskwright.models.weights.Weights;
import dev.maskwright.models.zoo.Architectures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the folder of a training says about the resulting network: enough to build it, load it and trace its origin,
 * without an engine. A training keeps more there, which {@code dev.maskwright.trainer.fit.Checkpoint} knows:
 *
 * <ul>
 *   <li>{@code recipe.json}: the complete recipe, the classes, and what it was trained on
 *   <li>{@code weights.safetensors}: the averaged weights of the best epoch so far, or those that were imported
 *   <li>{@code metrics.jsonl}: one line of JSON for each finished epoch
 * </ul>
 *
 * Files appear whole or not at all.
 *
 * @param dir the folder
 * @param recipe everything that determined the result of the training; of its keys, {@code architecture} and the group
 *     {@code input} with {@code width}, {@code height} and {@code normalization} are read here. Earlier versions had no
 *     groups: in their recipes, these three are next to {@code architecture}.
 * @param classes the names of the classes, by id
 * @param data what it was trained on: {@code fingerprint}, {@code trainRows}, {@code validationRows}; and the file of
 *     weights that it started from, if there was one
 */
public record SavedNetwork(Path dir, JsonObject recipe, List<String> classes, JsonObject data) {

    /** The file that makes a folder a checkpoint. */
    public static final String RECIPE = "recipe.json";

    /** The file with the weights. */
    public static final String WEIGHTS = "weights.safetensors";

    /** The file with one line for each finished epoch. */
    public static final String METRICS = "metrics.jsonl";

    private static final Gson PRETTY =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    /** @throws IllegalArgumentException if the recipe lacks one of the keys that are read here */
    public SavedNetwork {
        classes = List.copyOf(classes);
        if (!(recipe.get("architecture") instanceof JsonPrimitive)) {
            throw new IllegalArgumentException("the recipe has no 'architecture'");
        }
        JsonObject input = input(recipe);
        for (String key : List.of("width", "height")) {
            if (!(input.get(key) instanceof JsonPrimitive)) {
                throw new IllegalArgumentException("the recipe has no 'input.%s'".formatted(key));
            }
        }
        for (String key : List.of("mean", "std")) {
            if (!(input.get("normalization") instanceof JsonObject normalization)
                    || !(normalization.get(key) instanceof JsonArray)) {
                throw new IllegalArgumentException("the recipe has no 'input.normalization.%s'".formatted(key));
            }
        }
    }

    /**
     * Opens the checkpoint in a folder.
     *
     * @throws IOException if there is none, or it cannot be read
     */
    public static SavedNetwork open(Path dir) throws IOException {
        Path file = dir.resolve(RECIPE);
        if (!Files.isRegularFile(file)) {
            throw new IOException(
                    "%s is not a checkpoint: it has no %s; name the folder that train wrote to".formatted(dir, RECIPE));
        }
        try {
            JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
            List<String> names = new ArrayList<>();
            json.getAsJsonArray("classes").forEach(name -> names.add(name.getAsString()));
            JsonObject recipe = json.getAsJsonObject("recipe").deepCopy();
            return new SavedNetwork(dir, recipe, names, json.getAsJsonObject("data"));
        } catch (JsonParseException | IllegalArgumentException | IllegalStateException | NullPointerException e) {
            throw new IOException(
                    "%s cannot be read: %s; restore it as train wrote it, or train again"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    /** Writes {@code recipe.json}, which makes the folder a checkpoint. */
    public void writeRecipe() throws IOException {
        JsonObject json = new JsonObject();
        json.add("recipe", recipe);
        JsonArray names = new JsonArray();
        classes.forEach(names::add);
        json.add("classes", names);
        json.add("data", data);
        WholeFile.write(dir.resolve(RECIPE), PRETTY.toJson(json) + "\n");
    }

    /** The network, without weights. */
    public Network network() {
        return Architectures.build(recipe.get("architecture").getAsString(), mean().size(), classes.size());
    }

    /** The width of the pictures that it was trained on. */
    public int width() {
        return input(recipe).get("width").getAsInt();
    }

    /** The height of the pictures that it was trained on. */
    public int height() {
        return input(recipe).get("height").getAsInt();
    }

    /**
     * What is subtracted from each channel of a picture, with values of 0 to 1, before it is divided by {@link #std}.
     */
    public List<Float> mean() {
        return normalization("mean");
    }

    /** What each channel is divided by. */
    public List<Float> std() {
        return normalization("std");
    }

    /**
     * The averaged weights of the best epoch.
     *
     * @throws IOException if no epoch is finished yet, or the file cannot be read
     */
    public Weights weights() throws IOException {
        return weights(WEIGHTS).requireFits(network(), dir.resolve(WEIGHTS).toString());
    }

    /**
     * The weights in a file of the folder.
     *
     * @throws IOException if it does not exist, or cannot be read
     */
    public Weights weights(String name) throws IOException {
        Path file = dir.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new IOException(
                    "%s has no %s: no epoch of its training has finished; train longer".formatted(dir, name));
        }
        return SafetensorsFile.read(file);
    }

    /** What was measured in the epoch that {@link #weights} comes from. */
    public Map<String, String> weightsMetadata() throws IOException {
        return SafetensorsFile.readMetadata(dir.resolve(WEIGHTS));
    }

    /** Writes what {@link #weights} and {@link #weightsMetadata} return. */
    public void writeWeights(Weights weights, Map<String, String> metadata) throws IOException {
        SafetensorsFile.write(dir.resolve(WEIGHTS), weights, metadata);
    }

    /** What distinguishes this state of a training from all others: the beginning of the hash of its weights. */
    public String version() throws IOException {
        return Sha256.of(dir.resolve(WEIGHTS)).substring(0, 12);
    }

    /**
     * The line in {@code metrics.jsonl} of the epoch that the weights come from; without one, what is stored with the
     * weights.
     */
    public JsonObject metrics() throws IOException {
        Map<String, String> metadata = weightsMetadata();
        int epoch = Integer.parseInt(metadata.getOrDefault("epoch", "0"));
        Path file = dir.resolve(METRICS);
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                JsonObject json = JsonParser.parseString(line).getAsJsonObject();
                if (json.get("epoch").getAsInt() == epoch) {
                    return json;
                }
            }
        }
        JsonObject json = new JsonObject();
        metadata.forEach(json::addProperty);
        return json;
    }

    /** The part of the recipe that describes the network's input: a group, or in earlier versions the recipe itself. */
    private static JsonObject input(JsonObject recipe) {
        return recipe.get("input") instanceof JsonObject group ? group : recipe;
    }

    private List<Float> normalization(String part) {
        return input(recipe).getAsJsonObject("normalization").getAsJsonArray(part).asList().stream()
                .map(JsonElement::getAsFloat)
                .toList();
    }
}
