package dev.maskwright.cli.source;

import dev.maskwright.models.zoo.encoder.ImageNetWeights;
import dev.maskwright.sdk.model.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The trained models and encoders that come with Maskwright. */
public final class TrainedModels {

    /** Contains the name of the file beside it that is used by default. */
    private static final String DEFAULT = "DEFAULT";

    private TrainedModels() {}

    /** The default model. */
    public static Path standard() throws IOException {
        Path folder = models("trained");
        Path choice = folder.resolve(DEFAULT);
        if (!Files.isRegularFile(choice)) {
            throw new ModelFormatException(
                    "%s: there is no such file, so there is no default model; name a model with --model"
                            .formatted(choice));
        }
        return folder.resolve(Files.readString(choice).strip());
    }

    /** The ImageNet weights of an architecture's encoder. */
    public static Path encoder(String architecture) throws IOException {
        ImageNetWeights weights = ImageNetWeights.of(architecture)
                .orElseThrow(() -> new IOException("there are no ImageNet weights for " + architecture));
        Path file = models("encoders").resolve(weights.fileName());
        if (!Files.isRegularFile(file)) {
            throw new IOException(
                    "%s: there is no such file; start from %s with --encoder-weights, or set encoder.weights=none"
                            .formatted(file, weights.origin()));
        }
        return file;
    }

    private static Path models(String folder) {
        return Path.of(System.getProperty("maskwright.home", "."), "models", folder);
    }
}
