package dev.maskwright.cli.option;

import dev.maskwright.cli.terminal.Console;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The model that a command is about. For one more release it may be given without {@code --model}. */
public final class InspectedModel {

    @Mixin
    private ModelOption model = new ModelOption();

    @Parameters(arity = "0..1", hidden = true)
    private @Nullable Path bare;

    /**
     * The file that was named, or the default one.
     *
     * @throws picocli.CommandLine.ParameterException if two are named
     * @throws IOException if none is named and none is in {@code models/trained}
     */
    public Path file(Console console) throws IOException {
        if (bare == null) {
            return model.file();
        }
        if (model.isNamed()) {
            throw console.wrongUsage("%s: the model is %s already; name one".formatted(bare, model.file()));
        }
        console.warn("%s: models are now named with --model, and the next release requires it; write --model %s"
                .formatted(bare, bare));
        return bare;
    }
}
