package dev.maskwright.cli.option;

import dev.maskwright.cli.source.TrainedModels;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The model, for commands that have a default. */
public final class ModelOption {

    @Option(
            names = "--model",
            paramLabel = "M",
            description = "The model file (by default, the one in models/trained).")
    private @Nullable Path model;

    /**
     * The file that was named, or the default one.
     *
     * @throws IOException if none is named and none is in {@code models/trained}
     */
    public Path file() throws IOException {
        return model == null ? TrainedModels.standard() : model;
    }

    /** Whether the command line names one. */
    public boolean isNamed() {
        return model != null;
    }
}
