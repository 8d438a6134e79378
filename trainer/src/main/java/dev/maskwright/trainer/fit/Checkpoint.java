package dev.maskwright.trainer.fit;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import dev.maskwright.models.checkpoint.SavedNetwork;
import dev.maskwright.models.files.Leftovers;
import dev.maskwright.models.files.WholeFile;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.weights.Initializer;
import dev.maskwright.models.weights.SafetensorsFile;
import dev.maskwright.models.weights.Weights;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.metric.ConfusionMatrix;
import dev.maskwright.trainer.recipe.Recipe;
import dev.maskwright.trainer.recipe.RecipeReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The folder of a training. It has everything that a training needs to continue; the part that the exporter needs is
 * the {@link SavedNetwork}:
 *
 * <ul>
 *   <li>{@code recipe.json}: the complete recipe, the classes, and what it was trained on
 *   <li>{@code start.safetensors}: the weights before the first epoch, unless they are drawn at random
 *   <li>{@code weights.safetensors}: the averaged weights of the best epoch so far, or those that were imported
 *   <li>{@code best-012-0.2474.safetensors} and the like: the averaged weights of good epochs, with epoch and mean IoU,
 *       if the recipe keeps some
 *   <li>{@code last.safetensors}: everything that is needed to resume the training
 *   <li>{@code metrics.jsonl}: one line of JSON for each finished epoch
 * </ul>
 *
 * Files appear whole or not at all.
 *
 * @param dir the folder
 * @param data what it was trained on: {@code fingerprint}, {@code trainRows}, {@code validationRows}; and the file of
 *     weights that it began with, if there was one
 */
public record Checkpoint(Path dir, Recipe recipe, ClassList classes, JsonObject data) {

    private static final String RECIPE = SavedNetwork.RECIPE;
    private static final String START = "start.safetensors";
    private static final String LAST = "last.safetensors";
    private static final String METRICS = SavedNetwork.METRICS;

    /**
     * A new checkpoint in a folder that is created if it does not exist.
     *
     * @throws IOException if the folder already holds a checkpoint, or cannot be written
     */
    public static Checkpoint create(Path dir, Recipe recipe, ClassList classes, JsonObject data) throws IOException {
        makeFolder(dir);
        return writeRecipe(new Checkpoint(dir, recipe, classes, data));
    }

    /** As {@link #create(Path, Recipe, ClassList, JsonObject)}, for a training that starts from these weights. */
    public static Checkpoint create(Path dir, Recipe recipe, ClassList classes, JsonObject data, Weights start)
            throws IOException {
        makeFolder(dir);
        SafetensorsFile.write(dir.resolve(START), start);
        // Last, since it makes the folder a checkpoint: no checkpoint is ever without its initial weights.
        return writeRecipe(new Checkpoint(dir, recipe, classes, data));
    }

    private static void makeFolder(Path dir) throws IOException {
        if (Files.exists(dir.resolve(RECIPE))) {
            throw new IOException("%s already holds a training; resume it, or choose another folder".formatted(dir));
        }
        Files.createDirectories(dir);
        Files.deleteIfExists(dir.resolve(START)); // left by a training that was killed before it had a recipe
    }

    private static Checkpoint writeRecipe(Checkpoint checkpoint) throws IOException {
        checkpoint.saved().writeRecipe();
        return checkpoint;
    }

    /**
     * Opens the checkpoint in a folder.
     *
     * @throws IOException if there is none, or it cannot be read
     */
    public static Checkpoint open(Path dir) throws IOException {
        SavedNetwork saved = SavedNetwork.open(dir);
        Recipe recipe =
                RecipeReader.fromJson(saved.recipe(), dir.resolve(RECIPE).toString());
        return new Checkpoint(dir, recipe, new ClassList(saved.classes()), saved.data());
    }

    /** The network that results from the training, and its origin. */
    public SavedNetwork saved() {
        return new SavedNetwork(dir, recipe.toJson(), classes.names(), data);
    }

    public Network network() {
        return saved().network();
    }

    /**
     * The averaged weights of the best epoch.
     *
     * @throws IOException if no epoch is finished yet, or the file cannot be read
     */
    public Weights weights() throws IOException {
        return saved().weights();
    }

    /** What was measured in the epoch that {@link #weights} comes from. */
    public Map<String, String> weightsMetadata() throws IOException {
        return saved().weightsMetadata();
    }

    /**
     * The averaged weights of the last finished epoch, which need not be the best.
     *
     * @throws IOException if no epoch is finished yet, or the file cannot be read
     */
    public Weights lastWeights() throws IOException {
        return TrainingState.average(state())
                .requireFits(network(), dir.resolve(LAST).toString());
    }

    /** How many epochs are finished. */
    public int finishedEpochs() throws IOException {
        return hasState() ? Standing.of(stateMetadata()).epochs() : 0;
    }

    /** Whether an epoch is finished, so that a training can be resumed from here. */
    public boolean hasState() {
        return Files.isRegularFile(dir.resolve(LAST));
    }

    /** The weights before the first epoch. */
    Weights start() throws IOException {
        return Files.isRegularFile(dir.resolve(START))
                ? saved().weights(START)
                        .requireFits(network(), dir.resolve(START).toString())
                : Initializer.fromScratch(network(), recipe.seed());
    }

    Weights state() throws IOException {
        return saved().weights(LAST);
    }

    Map<String, String> stateMetadata() throws IOException {
        return SafetensorsFile.readMetadata(dir.resolve(LAST));
    }

    /** Writes what {@link #weights} and {@link #weightsMetadata} give. */
    public void writeWeights(Weights weights, Map<String, String> metadata) throws IOException {
        saved().writeWeights(weights, metadata);
    }

    void writeState(Weights state, Map<String, String> metadata) throws IOException {
        SafetensorsFile.write(dir.resolve(LAST), state, metadata);
    }

    /**
     * Keeps the averaged weights of an epoch if it is among the best, and removes those that no longer are. Files of
     * this and later epochs, left by a killed training, are removed.
     */
    void writeBest(Weights weights, Map<String, String> metadata, int epoch, double meanIou) throws IOException {
        for (Best other : bestFiles()) {
            if (other.epoch() >= epoch) {
                Files.delete(other.file());
            }
        }
        List<Best> ranked = new ArrayList<>(bestFiles());
        String name = String.format(Locale.ROOT, "best-%03d-%.4f.safetensors", epoch, meanIou);
        ranked.add(new Best(dir.resolve(name), epoch, meanIou));
        ranked.sort(Comparator.comparingDouble(Best::meanIou).reversed().thenComparingInt(Best::epoch));
        for (Best best : ranked.subList(0, Math.min(recipe.validation().keepBest(), ranked.size()))) {
            if (best.epoch() == epoch) {
                SafetensorsFile.write(best.file(), weights, metadata);
            }
        }
        for (Best worse : ranked.subList(Math.min(recipe.validation().keepBest(), ranked.size()), ranked.size())) {
            Files.deleteIfExists(worse.file());
        }
    }

    private record Best(Path file, int epoch, double meanIou) {}

    private List<Best> bestFiles() throws IOException {
        List<Best> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(dir, "best-*.safetensors")) {
            for (Path file : files) {
                Map<String, String> metadata = SafetensorsFile.readMetadata(file);
                found.add(new Best(
                        file,
                        Integer.parseInt(metadata.getOrDefault("epoch", "0")),
                        Double.parseDouble(metadata.getOrDefault("meanIou", "0"))));
            }
        }
        return found;
    }

    /** Removes half-written files, which a training that was killed leaves behind. */
    void removeParts() {
        Leftovers.removeIn(dir);
    }

    /** Appends the line of an epoch; lines of this and later epochs, left by a killed training, are removed. */
    void writeMetrics(EpochReport report) throws IOException {
        Path file = dir.resolve(METRICS);
        List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
        List<String> kept = new ArrayList<>(lines.subList(0, Math.min(lines.size(), report.epoch() - 1)));
        kept.add(new Gson().toJson(toJson(report)));
        WholeFile.write(file, String.join("\n", kept) + "\n");
    }

    private JsonObject toJson(EpochReport report) {
        JsonObject json = new JsonObject();
        json.addProperty("epoch", report.epoch());
        json.addProperty("loss", report.loss());
        json.addProperty("learningRate", report.learningRate());
        ConfusionMatrix validation = report.validation();
        json.addProperty("meanIou", validation.meanIou());
        json.addProperty("pixelAccuracy", validation.pixelAccuracy());
        json.addProperty("imagesPerSecond", report.imagesPerSecond());
        json.addProperty("waitedShare", report.waitedShare());
        JsonObject iou = new JsonObject();
        for (int id = 0; id < classes.size(); id++) {
            double value = validation.iou(id);
            if (!Double.isNaN(value)) { // neither labelled nor predicted
                iou.addProperty(classes.name(id), value);
            }
        }
        json.add("iou", iou);
        return json;
    }
}
