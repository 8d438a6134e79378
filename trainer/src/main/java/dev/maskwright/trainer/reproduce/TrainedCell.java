package dev.maskwright.trainer.reproduce;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.maskwright.models.files.WholeFile;
import dev.maskwright.trainer.fit.Checkpoint;
import dev.maskwright.trainer.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A cell that is trained and measured.
 *
 * @param epochs that it was trained for
 * @param seconds that they took, validation aside
 */
public record TrainedCell(NotebookCell cell, Variant variant, Figures figures, int epochs, double seconds) {

    private static final String FILE = "figures.json";
    private static final String METRICS = "metrics.jsonl";

    /** Such as {@code fixed/unet_plain-baseline}: its folder below that of all trainings. */
    public String name() {
        return name(cell, variant);
    }

    /** As {@link #name()}, before it is trained. */
    public static String name(NotebookCell cell, Variant variant) {
        return variant.folder() + "/" + cell.name();
    }

    /** The results of a finished training. */
    public static TrainedCell of(NotebookCell cell, Variant variant, Checkpoint checkpoint, Figures figures)
            throws IOException {
        return new TrainedCell(cell, variant, figures, checkpoint.finishedEpochs(), seconds(checkpoint));
    }

    /** From the log of each epoch, so that interruptions do not count. */
    private static double seconds(Checkpoint checkpoint) throws IOException {
        Recipe recipe = checkpoint.recipe();
        int rows = checkpoint.data().get("trainRows").getAsInt();
        double images = (double) Math.max(1, rows / recipe.batch().size())
                * recipe.batch().size();
        double seconds = 0;
        for (String line : Files.readAllLines(checkpoint.dir().resolve(METRICS))) {
            JsonObject epoch = JsonParser.parseString(line).getAsJsonObject();
            seconds += images / epoch.get("imagesPerSecond").getAsDouble();
        }
        return seconds;
    }

    /** Writes it beside the checkpoint. */
    public void write(Path trainings) throws IOException {
        Path file = trainings.resolve(name()).resolve(FILE);
        WholeFile.write(file, new GsonBuilder().setPrettyPrinting().create().toJson(toJson()) + "\n");
    }

    /** Reads what {@link #write} wrote; empty if the cell is not trained to its end yet. */
    public static Optional<TrainedCell> read(Path trainings, NotebookCell cell, Variant variant) throws IOException {
        Path file = trainings.resolve(name(cell, variant)).resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
            return Optional.of(new TrainedCell(
                    cell,
                    variant,
                    Figures.fromJson(json.getAsJsonObject("figures")),
                    json.get("epochs").getAsInt(),
                    json.get("seconds").getAsDouble()));
        } catch (JsonParseException | IllegalStateException | NullPointerException e) {
            throw new IOException(
                    "%s cannot be read: %s; remove it, and the network is measured again"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("name", name());
        json.addProperty("system", cell.system());
        json.addProperty("hypothesis", cell.hypothesis().column());
        json.addProperty("notebookSays", cell.notebookIou());
        json.addProperty("epochs", epochs);
        json.addProperty("seconds", seconds);
        json.add("figures", figures.toJson());
        return json;
    }
}
