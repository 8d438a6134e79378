package dev.maskwright.cli;

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
            "Print a complete recipe: every setting of a training, what it means, and its default or what --recipe and --set make of it.",
            "'maskwright recipe > my.yaml' is a good beginning for a recipe of one's own."
        },
        sortOptions = false)
final class RecipeCommand implements Callable<Integer> {

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
