package dev.maskwright.cli.machine;

import com.google.gson.JsonObject;
import dev.maskwright.cli.machine.SoakLog.Step;
import dev.maskwright.cli.option.RecipeOptions;
import dev.maskwright.cli.option.ThreadsOption;
import dev.maskwright.cli.terminal.Console;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.cli.terminal.Interruption;
import dev.maskwright.cli.terminal.Json;
import dev.maskwright.cli.terminal.Meter;
import dev.maskwright.cli.terminal.Table;
import dev.maskwright.cli.terminal.Words;
import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.CacheOptions;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.source.DataSources;
import dev.maskwright.trainer.fit.Checkpoint;
import dev.maskwright.trainer.fit.EpochReport;
import dev.maskwright.trainer.fit.Progress;
import dev.maskwright.trainer.fit.Training;
import dev.maskwright.trainer.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures how fast a training is, and whether its memory grows. */
@Command(
        name = "soak",
        description = "Train for a number of steps and measure step time, waiting for data, and memory over time.",
        sortOptions = false)
public final class SoakCommand implements Callable<Integer> {

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "The data set.")
    private Path data = Path.of("");

    @Option(
            names = "--output",
            required = true,
            paramLabel = "DIR",
            description = "Folder for soak.csv, soak.png and the training.")
    private Path output = Path.of("");

    @Option(
            names = "--steps",
            defaultValue = "2000",
            paramLabel = "N",
            description = "How many steps to train (${DEFAULT-VALUE}).")
    private int steps;

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    @Mixin
    private RecipeOptions recipeOptions = new RecipeOptions();

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws IOException, BadDatasetException {
        console.requirePositive("--steps", steps);
        threads.apply(console);
        Recipe recipe = recipeOptions.readTrainable(console);
        SoakLog log = new SoakLog();
        try (DataSource source = DataSources.open(data, recipe.data(), CacheOptions.defaults());
                Interruption interruption = Interruption.listen(() -> console.warn("stopping after this step"));
                Meter meter = console.meter("soak", "steps", steps)) {
            // No more steps than there are rows come in an epoch, and at least one.
            Recipe longer = recipeOptions.readTrainable(console, "epochs=" + Math.max(recipe.epochs(), steps));
            Checkpoint checkpoint = Checkpoint.create(
                    output.resolve("training"), longer, source.train().classes(), new JsonObject());
            Training.fit(
                    checkpoint,
                    source.train(),
                    source.validation(),
                    new Recorder(log, meter),
                    () -> interruption.isAskedFor() || log.steps().size() >= steps);
        }
        if (log.settled().size() < 2) {
            throw new IOException("only %s done, which is too few for a result"
                    .formatted(Words.count(log.steps().size(), "step")));
        }
        Files.createDirectories(output);
        log.write(output.resolve("soak.csv"));
        SoakPlot.write(log, output.resolve("soak.png"));
        console.say(summary(log));
        console.say("each step is in %s, and drawn in %s"
                .formatted(output.resolve("soak.csv"), output.resolve("soak.png")));
        console.document(() -> document(log));
        return ExitCode.DONE;
    }

    private static String summary(SoakLog log) {
        return new Table("lrrl")
                .row("after the first quarter of " + Words.count(log.steps().size(), "step"), "median", "p99", "")
                .row(
                        "step, ms",
                        one(log.quantile(0.5, Step::milliseconds)),
                        one(log.quantile(0.99, Step::milliseconds)),
                        "")
                .row(
                        "of it, waited for data, ms",
                        one(log.quantile(0.5, Step::waited)),
                        one(log.quantile(0.99, Step::waited)),
                        String.format(Locale.ROOT, "%.2f %% of all time", 100 * log.waitedShare()))
                .row(
                        "Java heap after a collection, MB",
                        one(log.quantile(0.5, Step::live)),
                        one(log.quantile(0.99, Step::live)),
                        verdict(log, Step::live))
                .row(
                        "resident set, MB",
                        one(log.quantile(0.5, Step::resident)),
                        one(log.quantile(0.99, Step::resident)),
                        verdict(log, Step::resident))
                .toString();
    }

    private static String verdict(SoakLog log, ToDoubleFunction<Step> memory) {
        double growth = log.growth(memory); // may be NaN
        if (Double.isNaN(growth)) {
            return "not known here";
        }
        return String.format(
                Locale.ROOT, "%+.1f MB in 1,000 steps: %s", growth, log.isFlat(memory) ? "flat" : "growing");
    }

    private static String one(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.1f", value);
    }

    private static JsonObject document(SoakLog log) {
        JsonObject json = new JsonObject();
        json.addProperty("steps", log.steps().size());
        Json.addNumber(json, "stepMedianMs", log.quantile(0.5, Step::milliseconds));
        Json.addNumber(json, "stepP99Ms", log.quantile(0.99, Step::milliseconds));
        Json.addNumber(json, "waitedShare", log.waitedShare());
        Json.addNumber(json, "liveHeapMB", log.quantile(0.5, Step::live));
        Json.addNumber(json, "liveHeapGrowthMBPer1000Steps", log.growth(Step::live));
        Json.addNumber(json, "residentMB", log.quantile(0.5, Step::resident));
        Json.addNumber(json, "residentGrowthMBPer1000Steps", log.growth(Step::resident));
        json.addProperty("flat", log.isFlat(Step::live) && log.isFlat(Step::resident));
        return json;
    }

    private static final class Recorder implements Progress {
        private final SoakLog log;
        private final Meter meter;
        private long nanos;
        private long waitedNanos;

        private Recorder(SoakLog log, Meter meter) {
            this.log = log;
            this.meter = meter;
        }

        @Override
        public void started(int finishedEpochs, int epochs, int stepsPerEpoch) {}

        @Override
        public void timing(long stepNanos, long stepWaitedNanos) {
            nanos = stepNanos;
            waitedNanos = stepWaitedNanos;
        }

        @Override
        public void step(int epoch, int step, double loss) {
            log.add(epoch, nanos, waitedNanos);
            meter.step(String.format(Locale.ROOT, "loss %.3f, %.0f ms", loss, nanos / 1e6));
        }

        @Override
        public void epoch(EpochReport report) {}

        @Override
        public void repeating(int epoch, String reason) {}

        @Override
        public void skipped(List<String> rows) {}
    }
}
