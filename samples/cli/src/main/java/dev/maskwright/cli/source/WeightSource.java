package dev.maskwright.cli.source;

import com.google.gson.JsonObject;
import dev.maskwright.models.checkpoint.SavedNetwork;
import dev.maskwright.models.files.Sha256;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.weights.Preference;
import dev.maskwright.models.weights.WeightFile;
import dev.maskwright.models.weights.WeightImport;
import dev.maskwright.models.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of weights that a user named. */
public record WeightSource(Path file, Weights weights, Preference preference) {

    /** Reads a file, or the best weights in a checkpoint folder. */
    public static WeightSource of(Path fileOrCheckpoint) throws IOException {
        return of(fileOrCheckpoint, Preference.RAW);
    }

    /** Reads a file, or the best weights in a checkpoint folder. */
    public static WeightSource of(Path fileOrCheckpoint, Preference preference) throws IOException {
        Path file =
                Files.isDirectory(fileOrCheckpoint) ? fileOrCheckpoint.resolve(SavedNetwork.WEIGHTS) : fileOrCheckpoint;
        return new WeightSource(file, WeightFile.read(file), preference);
    }

    public WeightImport network(Network network) throws IOException {
        return WeightImport.network(weights, network, file.toString(), preference);
    }

    public WeightImport encoder(Network network) throws IOException {
        return WeightImport.encoder(weights, network, file.toString());
    }

    /** The file's name, without its folder, and its hash. */
    public JsonObject provenance() throws IOException {
        JsonObject json = new JsonObject();
        json.addProperty("file", String.valueOf(file.getFileName()));
        json.addProperty("sha256", Sha256.of(file));
        return json;
    }
}
