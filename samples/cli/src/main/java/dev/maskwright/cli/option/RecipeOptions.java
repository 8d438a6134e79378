package dev.maskwright.cli.option;

import dev.maskwright.cli.terminal.Console;
import dev.maskwright.models.files.TextFile;
import dev.maskwright.trainer.recipe.Recipe;
import dev.maskwright.trainer.recipe.RecipeReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for a recipe, the same for all commands that use one. */
public final class RecipeOptions {

    @Option(
            names = "--recipe",
            paramLabel = "FILE",
            description = "A recipe in YAML; omitted settings have their defaults.")
    private @Nullable Path file;

    @Option(
            names = "--set",
            paramLabel = "key=value",
            description = "A setting of the recipe, such as epochs=3 or loss.dice=0; may be repeated."
                    + " 'recipe' prints all settings.")
    private List<String> settings = List.of();

    /** Whether anything other than the defaults is requested. */
    public boolean areGiven() {
        return file != null || !settings.isEmpty();
    }

    /** The file, if one is named. */
    public Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    /** The settings as given. */
    public List<String> settings() {
        return List.copyOf(settings);
    }

    /**
     * Reads the recipe; a mistake in it is wrong usage.
     *
     * @param more settings over those that are given
     * @throws IOException if the file cannot be read
     */
    public Recipe read(Console console, String... more) throws IOException {
        String yaml = file == null ? "" : TextFile.read(file);
        List<String> all = Stream.concat(settings.stream(), Stream.of(more)).toList();
        return console.checked(() -> RecipeReader.parse(yaml, source(), all));
    }

    /** As {@link #read}, and rejects a recipe with which the network cannot be trained. */
    public Recipe readTrainable(Console console, String... more) throws IOException {
        Recipe recipe = read(console, more);
        return console.checked(() -> recipe.requireTrainable(source()));
    }

    private String source() {
        return file().map(Path::toString).orElse("the recipe");
    }
}
