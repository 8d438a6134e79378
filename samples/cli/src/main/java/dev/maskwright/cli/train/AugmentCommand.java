package dev.maskwright.cli.train;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.maskwright.cli.option.RecipeOptions;
import dev.maskwright.cli.terminal.Console;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.cli.terminal.Faults;
import dev.maskwright.cli.terminal.Json;
import dev.maskwright.cli.terminal.Words;
import dev.maskwright.models.files.WholeFile;
import dev.maskwright.sdk.image.MaskImages;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.trainer.data.Augmented;
import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.BadSampleException;
import dev.maskwright.trainer.data.Batches;
import dev.maskwright.trainer.data.CacheOptions;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.RepeatedRows;
import dev.maskwright.trainer.data.source.DataSources;
import dev.maskwright.trainer.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows pictures as a training would see them, on one sheet. */
@Command(
        name = "augment",
        description = "Draw a contact sheet of training pictures: as they are, and as the first epochs"
                + " of a recipe would learn from them.",
        sortOptions = false)
public final class AugmentCommand implements Callable<Integer> {

    /** A larger sheet would not open in viewers. */
    private static final int MOST_CELLS = 1000;

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "The data set, as for train.")
    private Path data = Path.of("");

    @Option(
            names = "--rows",
            defaultValue = "6",
            paramLabel = "N",
            description = "How many pictures, spread evenly over the training split (${DEFAULT-VALUE}).")
    private int rows;

    @Option(
            names = "--samples",
            defaultValue = "6",
            paramLabel = "M",
            description = "How many epochs, from the first (${DEFAULT-VALUE}).")
    private int samples;

    @Option(names = "--output", required = true, paramLabel = "FILE", description = "The sheet, a PNG file.")
    private Path output = Path.of("");

    @Mixin
    private RecipeOptions recipeOptions = new RecipeOptions();

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws IOException, BadDatasetException {
        console.requirePositive("--rows", rows);
        console.requirePositive("--samples", samples);
        if ((long) rows * (samples + 1) > MOST_CELLS) {
            throw console.wrongUsage("--rows %d with --samples %d makes %,d pictures, more than %,d on one sheet"
                    .formatted(rows, samples, (long) rows * (samples + 1), MOST_CELLS));
        }
        if (!output.getFileName().toString().endsWith(".png")) {
            throw console.wrongUsage("--output names a PNG file, such as sheet.png, got '%s'".formatted(output));
        }
        Recipe recipe = recipeOptions.read(console);
        try (DataSource source = DataSources.open(data, recipe.data(), CacheOptions.none())) {
            source.notes().forEach(console::say);
            return draw(recipe, source.train());
        }
    }

    private int draw(Recipe recipe, Dataset train) throws IOException, BadDatasetException {
        List<String> skipped = new ArrayList<>(train.skipped());
        List<AugmentSheet.Row> shown = new ArrayList<>();
        int count = Math.min(rows, train.size());
        for (int i = 0; i < count; i++) {
            int row = (int) ((long) i * train.size() / count);
            try {
                shown.add(row(recipe, train, row));
            } catch (BadSampleException e) {
                skipped.add(Faults.oneLine(e));
            }
        }
        if (shown.isEmpty()) {
            throw new BadDatasetException("%s: no training picture there that could be shown%s"
                    .formatted(data, skipped.isEmpty() ? "" : "; " + skipped.get(0)));
        }
        String title = "%s, %s, seed %d: training pictures, and how epochs 1 to %d learn from them at %dx%d"
                .formatted(
                        data,
                        recipeOptions.file().map(Path::toString).orElse("default recipe"),
                        recipe.seed(),
                        samples,
                        recipe.batch().cropWidth(),
                        recipe.batch().cropHeight());
        AugmentSheet sheet = new AugmentSheet(
                ClassLabel.of(train.classes().names()),
                recipe.batch().cropWidth(),
                recipe.batch().cropHeight());
        if (output.toAbsolutePath().getParent() != null) {
            Files.createDirectories(output.toAbsolutePath().getParent());
        }
        WholeFile.writeUnforced(
                output, MaskImages.png(sheet.draw(title, String.join("   ", recipeOptions.settings()), shown)));
        console.say("%s: %s, each as %s would see it, seed %d"
                .formatted(output, Words.count(shown.size(), "picture"), Words.count(samples, "epoch"), recipe.seed()));
        if (!skipped.isEmpty()) {
            console.warn("%s skipped:".formatted(Words.count(skipped.size(), "row")));
            console.warn(skipped);
        }
        console.document(() -> document(recipe, shown, skipped));
        return skipped.isEmpty() ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }

    private AugmentSheet.Row row(Recipe recipe, Dataset train, int row) throws BadSampleException {
        List<Augmented> epochs = new ArrayList<>();
        for (int epoch = 1; epoch <= samples; epoch++) {
            epochs.add(Batches.augmented(
                    RepeatedRows.of(train, recipe.data().repeat()),
                    row,
                    recipe.batch().cropWidth(),
                    recipe.batch().cropHeight(),
                    recipe.augmentation(),
                    recipe.seed(),
                    epoch));
        }
        return new AugmentSheet.Row(train.describe(row), train.read(row), epochs);
    }

    private JsonObject document(Recipe recipe, List<AugmentSheet.Row> shown, List<String> skipped) {
        JsonObject json = new JsonObject();
        json.addProperty("sheet", output.toString());
        json.addProperty("seed", recipe.seed());
        JsonArray all = new JsonArray();
        for (AugmentSheet.Row row : shown) {
            JsonObject one = new JsonObject();
            one.addProperty("row", row.name());
            JsonArray epochs = new JsonArray();
            row.epochs().forEach(epoch -> epochs.add(Json.array(epoch.steps())));
            one.add("epochs", epochs);
            all.add(one);
        }
        json.add("rows", all);
        json.add("skipped", Json.array(skipped));
        return json;
    }
}
