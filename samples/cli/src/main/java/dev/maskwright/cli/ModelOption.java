package dev.maskwright.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which model, where a command has a standard one. */
final class ModelOption {

    @Option(names = "--model", paramLabel = "M", description = "The model file; by default the one in models/trained.")
    private @Nullable Path model;

    /** @throws IOException if none is named and none is in {@code models/trained} */
    Path file() throws IOException {
        return model == null ? TrainedModels.standard() : model;
    }
}
