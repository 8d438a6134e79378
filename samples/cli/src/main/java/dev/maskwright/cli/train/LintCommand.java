package dev.maskwright.cli.train;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import dev.maskwright.cli.option.RecipeOptions;
import dev.maskwright.cli.terminal.Console;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.cli.terminal.Meter;
import dev.maskwright.models.files.WholeFile;
import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.CacheOptions;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.source.DataSources;
import dev.maskwright.trainer.lint.Lint;
import dev.maskwright.trainer.lint.LintPage;
import dev.maskwright.trainer.lint.LintReport;
import dev.maskwright.trainer.lint.Severity;
import dev.maskwright.trainer.lint.SplitName;
import dev.maskwright.trainer.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks a data set. */
@Command(
        name = "lint",
        description = {
            "Check a data set before training on it.",
            "Finds unreadable pictures, masks of the wrong size, values that are not a class,"
                    + " photos rotated by EXIF, empty masks,",
            "boxes that do not fit, pictures in both splits, and classes missing from a split."
                    + " Exit code 1: errors were found."
        },
        sortOptions = false)
public final class LintCommand implements Callable<Integer> {

    private static final String PAGE = "lint.html";
    private static final String DOCUMENT = "lint.json";

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "The data set: a folder with Parquet files, with images and masks, with COCO"
                    + " annotations or with a CSV table.")
    private Path data = Path.of("");

    @Option(
            names = "--least-box-iou",
            defaultValue = "0.7",
            paramLabel = "X",
            description = "Report boxes whose IoU with the mask's bounding box is below this, 0..1 (${DEFAULT-VALUE}).")
    private double leastBoxIou;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Write a page with pictures of the worst rows, in one file that opens offline.")
    private @Nullable Path html;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Write " + PAGE + " and " + DOCUMENT + " with every finding into this folder.")
    private @Nullable Path output;

    @Mixin
    private RecipeOptions recipeOptions = new RecipeOptions();

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws IOException, BadDatasetException {
        Recipe recipe = recipeOptions.read(console);
        Lint.Options what = lintSettings(recipe);
        try (DataSource source = DataSources.open(data, recipe.data(), CacheOptions.none())) {
            LintReport report = look(source, what);
            say(report);
            JsonObject document = LintDocument.of(report, data.toString(), LintText.name(source.format()));
            write(report, document, source);
            console.document(() -> document);
            return report.count(Severity.ERROR) == 0 ? ExitCode.DONE : ExitCode.SOME_FAILED;
        }
    }

    private Lint.Options lintSettings(Recipe recipe) {
        if (!(leastBoxIou >= 0 && leastBoxIou <= 1)) {
            throw console.wrongUsage("--least-box-iou must be in 0..1, got " + leastBoxIou);
        }
        return new Lint.Options(leastBoxIou, recipe.loss().crossEntropy().classBalance());
    }

    private LintReport look(DataSource source, Lint.Options what) {
        long rows = Stream.of(SplitName.values())
                .flatMap(split -> split.of(source).stream())
                .mapToLong(Dataset::rawSize)
                .sum();
        try (Meter meter = console.meter("lint", "rows", rows)) {
            return Lint.run(source, what, () -> meter.step(""));
        }
    }

    private void say(LintReport report) {
        console.say("%s: %s to train on, %s to validate, %d classes"
                .formatted(
                        data,
                        RowCounts.words(report.trainRowsUsed(), report.trainRows()),
                        RowCounts.words(report.validationRowsUsed(), report.validationRows()),
                        report.shares().classes().size()));
        int terminal = Integer.getInteger("maskwright.columns", 0); // set by the launcher where there is one
        int columns = terminal > 0 ? terminal : 80;
        for (String note : report.notes()) {
            LintText.wrapped(note, columns).forEach(console::say);
        }
        String findings = LintText.findings(report, columns);
        if (!findings.isEmpty()) {
            console.say("");
            console.say(findings);
        }
        console.say("");
        console.say(LintText.classes(report.shares()));
        console.say("pixels: shares of those that count");
        console.say("weight: suggested for cross-entropy, at loss.crossEntropy.classBalance=%s"
                .formatted(report.shares().classBalance()));
        console.say("");
        console.say(LintText.summary(report));
    }

    private void write(LintReport report, JsonObject document, DataSource source) throws IOException {
        if (output != null) {
            Files.createDirectories(output);
            String text = new GsonBuilder()
                    .setPrettyPrinting()
                    .disableHtmlEscaping()
                    .create()
                    .toJson(document);
            WholeFile.write(output.resolve(DOCUMENT), text + "\n");
        }
        Optional<Path> page = Optional.ofNullable(html != null || output == null ? html : output.resolve(PAGE));
        if (page.isPresent()) {
            Path folder = page.get().toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            LintPage.of(report, source, data.toString()).write(page.get());
            console.say("pictures of the worst: " + page.get());
        }
    }
}
