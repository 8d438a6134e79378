package dev.maskwright.cli;

import dev.maskwright.trainer.fit.Recipe;
import dev.maskwright.trainer.fit.RecipeText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Every setting of a recipe and what it means. */
@Command(
        name = "recipe",
        description = {
            "Print a complete recipe: every setting of a training, what it means, and its default or what --recipe and --set make of it.",
            "'maskwright recipe > my.yaml' is a good beginning for a recipe of one's own."
        },
        sortOptions = false)
final class RecipeCommand implements Callable<Integer> {

    @Option(
            names = "--recipe",
            paramLabel = "FILE",
            description = "A recipe in YAML; what it leaves out has its default.")
    private @Nullable Path recipeFile;

    @Option(
            names = "--set",
            paramLabel = "key=value",
            description = "A setting, such as epochs=3 or loss.dice=0; may be given again and again.")
    private List<String> settings = List.of();

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws IOException {
        String yaml = recipeFile == null ? "" : Files.readString(recipeFile);
        String source = recipeFile == null ? "the recipe" : recipeFile.toString();
        try {
            Recipe recipe = Recipe.parse(yaml, source, settings);
            console.say(RecipeText.of(recipe));
            console.document(recipe::toJson);
            return ExitCode.DONE;
        } catch (IllegalArgumentException e) {
            throw console.wrongUsage(String.valueOf(e.getMessage()));
        }
    }
}
