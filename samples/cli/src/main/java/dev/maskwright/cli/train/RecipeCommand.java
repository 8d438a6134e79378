package dev.maskwright.cli.train;

import dev.maskwright.cli.option.RecipeOptions;
import dev.maskwright.cli.terminal.Console;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.trainer.recipe.Recipe;
import dev.maskwright.trainer.recipe.RecipeText;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Every setting of a recipe and what it means. */
@Command(
        name = "recipe",
        description = {
            "Print a complete recipe: every setting with its meaning, and its default or the"
                    + " value from --recipe and --set.",
            "'maskwright recipe > my.yaml' is a good starting point for your own recipe."
        },
        sortOptions = false)
public final class RecipeCommand implements Callable<Integer> {

    @Mixin
    private RecipeOptions recipeOptions = new RecipeOptions();

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws IOException {
        Recipe recipe = recipeOptions.read(console);
        console.say(RecipeText.of(recipe));
        console.document(recipe::toJson);
        return ExitCode.DONE;
    }
}
