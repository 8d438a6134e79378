package dev.maskwright.cli;

import dev.maskwright.sdk.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The trained models that come with Maskwright. */
final class TrainedModels {

    /** Names the file beside it that is used where no model is named. */
    private static final String DEFAULT = "DEFAULT";

    private TrainedModels() {}

    /** The model for those who name none. */
    static Path standard() throws IOException {
        Path folder = Path.of(System.getProperty("maskwright.home", "."), "models", "trained");
        Path choice = folder.resolve(DEFAULT);
        if (!Files.isRegularFile(choice)) {
            throw new ModelFormatException(
                    "%s: there is no such file, so there is no default model; name a model by --model"
                            .formatted(choice));
        }
        return folder.resolve(Files.readString(choice).strip());
    }
}
