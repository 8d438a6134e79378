package dev.maskwright.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.maskwright.exporter.check.Comparison;
import dev.maskwright.exporter.quantize.CalibrationMethod;
import dev.maskwright.exporter.quantize.LayerError;
import dev.maskwright.exporter.quantize.Quantization;
import dev.maskwright.exporter.quantize.QuantizationSettings;
import dev.maskwright.sdk.ClassLabel;
import dev.maskwright.sdk.Frame;
import dev.maskwright.sdk.ModelCard;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.CacheSettings;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.DataSources;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.fit.Evaluation;
import dev.maskwright.trainer.fit.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A float model in, an int8 model out, if that pays. */
@Command(
        name = "quantize",
        description = {
            "Make an int8 model of a float one, whoever exported it, and measure both by turns. The int8 file is kept only",
            "if it is faster on this machine and loses no more than --max-loss; layers that cost too much stay float.",
            "A refused file is not left behind; the exit code is then 3."
        },
        sortOptions = false)
final class QuantizeCommand implements Callable<Integer> {

    /** Per cent of mask pixels that may change where no labels tell whether for better or worse. */
    private static final double MAX_CHANGE = 5;

    private static final double MAX_LOSS = 0.5;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "M",
            description = "The float model, with its card in it or beside it (NAME.card.json for NAME.onnx).")
    private Path model = Path.of("");

    @Option(
            names = "--calibration",
            required = true,
            paramLabel = "DIR",
            description =
                    "Pictures like those that the model is for: a folder of them, or a data set, whose training rows are taken.")
    private Path calibration = Path.of("");

    @Option(names = "--output", required = true, paramLabel = "M", description = "The int8 model to write.")
    private Path output = Path.of("");

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "A data set, on whose validation rows mean IoU is measured before and after.")
    private @Nullable Path data;

    @Option(
            names = "--max-loss",
            paramLabel = "P",
            description =
                    "Points of mean IoU (of 100) that may be lost on --data (0.5); without --data, per cent of mask pixels that may change (5).")
    private @Nullable Double maxLoss;

    @Option(
            names = "--samples",
            defaultValue = "64",
            paramLabel = "N",
            description = "How many pictures to calibrate on at most (${DEFAULT-VALUE}).")
    private int samples;

    @Option(
            names = "--method",
            defaultValue = "mse",
            paramLabel = "min_max|percentile|entropy|mse",
            description = "How the range of a value is chosen from what was seen in it (${DEFAULT-VALUE}).")
    private CalibrationMethod method = CalibrationMethod.MSE;

    @Option(
            names = "--exclude",
            paramLabel = "NODE",
            description = "A layer that stays float; may be given more than once.")
    private List<String> exclude = List.of();

    @Option(
            names = "--reduced-range",
            description =
                    "Weights of 7 bits: for processors with AVX2 but without VNNI, where sums of two 8-bit products overflow.")
    private boolean reducedRange;

    @Option(
            names = "--threads",
            defaultValue = "1",
            paramLabel = "N",
            description = "Threads that both models run on as their speed is measured (${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            paramLabel = "N",
            description = "How often both run on each of 16 pictures as their speed is measured (${DEFAULT-VALUE}).")
    private int rounds;

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws IOException, BadDatasetException {
        console.requirePositive("--samples", samples);
        Quantization.Terms terms = console.checked(() -> new Quantization.Terms(
                maxLoss != null ? maxLoss : data == null ? MAX_CHANGE : MAX_LOSS,
                Quantization.Terms.LEAST_SPEEDUP,
                threads,
                rounds));
        if (Files.exists(output) && Files.exists(model) && Files.isSameFile(model, output)) {
            throw console.wrongUsage("--output %s is the model itself; name another file".formatted(output));
        }
        ModelCard card;
        try (Segmenter segmenter = Segmenter.open(model)) {
            card = segmenter.card();
        }
        Recipe recipe = Provenance.recipe(card).orElseGet(Recipe::defaults);
        List<String> skipped = new ArrayList<>();
        List<Frame> pictures = CalibrationPictures.read(calibration, samples, recipe, skipped);
        console.warn(skipped);
        Files.createDirectories(output.toAbsolutePath().getParent());
        Quantization.Outcome outcome = run(pictures, terms, recipe);
        console.say("");
        console.say(text(outcome));
        console.document(() -> document(outcome, terms, skipped));
        if (outcome.card().isEmpty()) {
            return ExitCode.COULD_NOT_RUN;
        }
        return skipped.isEmpty() ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }

    private Quantization.Outcome run(List<Frame> pictures, Quantization.Terms terms, Recipe recipe)
            throws IOException, BadDatasetException {
        QuantizationSettings settings = QuantizationSettings.defaults()
                .withMethod(method)
                .withExclude(new HashSet<>(exclude))
                .withReducedRange(reducedRange);
        if (data == null) {
            return Quantization.run(
                    model, output.toAbsolutePath(), pictures, settings, terms, Optional.empty(), console::say);
        }
        try (DataSource source =
                DataSources.open(data, recipe.data(), recipe.target(), recipe.outside(), CacheSettings.none())) {
            Dataset rows = source.validation();
            return Quantization.run(
                    model,
                    output.toAbsolutePath(),
                    pictures,
                    settings,
                    terms,
                    Optional.of(file -> meanIou(file, rows)),
                    console::say);
        }
    }

    private double meanIou(Path file, Dataset rows) throws IOException {
        try (Segmenter segmenter = Segmenter.open(file)) {
            ModelCard card = segmenter.card();
            List<String> classes =
                    card.classes().stream().map(ClassLabel::name).toList();
            if (!rows.classes().names().equals(classes)) {
                throw new IOException(
                        "%s and %s have other classes than each other: %s and %s; measure it on its own data, or leave out --data"
                                .formatted(model, data, classes, rows.classes().names()));
            }
            return Evaluation.of(
                            new SegmenterPredictor(segmenter),
                            rows,
                            8,
                            card.input().width(),
                            card.input().height(),
                            Runtime.getRuntime().availableProcessors())
                    .matrix()
                    .meanIou();
        }
    }

    private String text(Quantization.Outcome outcome) {
        Set<String> leftFloat = outcome.last().leftFloat();
        Table layers = new Table("lllrl").row("layer", "operator", "weights", "dB", "");
        for (LayerError error : outcome.layers()) {
            String name = error.layer().name();
            boolean isObstructed = !error.layer().obstacle().isEmpty();
            layers.row(
                    name,
                    error.layer().operator(),
                    error.layer().weights(),
                    isObstructed ? "-" : String.format(Locale.ROOT, "%.1f", error.signalToNoise()),
                    isObstructed
                            ? "float: " + error.layer().obstacle()
                            : leftFloat.contains(name) ? "float" : "");
        }
        Comparison.Result comparison = outcome.last().comparison();
        Comparison.Times before = comparison.first();
        Comparison.Times after = comparison.second();
        Table figures = new Table("lrrr")
                .row("", "float", "int8", "float / int8")
                .row(
                        "size, MB",
                        number(comparison.firstBytes() / 1e6),
                        number(comparison.secondBytes() / 1e6),
                        number((double) comparison.firstBytes() / comparison.secondBytes()))
                .row(
                        "median, ms",
                        number(before.median()),
                        number(after.median()),
                        number(before.median() / after.median()));
        if (before.medianCpu().isPresent() && after.medianCpu().isPresent()) {
            double x = before.medianCpu().get();
            double y = after.medianCpu().get();
            figures.row("median processor time, ms", number(x), number(y), number(x / y));
        }
        if (outcome.meanIou().isPresent() && outcome.last().meanIou().isPresent()) {
            figures.row(
                    "mean IoU",
                    Words.ratio(outcome.meanIou().get()),
                    Words.ratio(outcome.last().meanIou().get()),
                    "");
        }
        return String.format(
                Locale.ROOT,
                """
                each layer alone on int8: signal to noise of the logits

                %s

                %s

                masks    %.2f %% alike; logits differ by %.3g on average, in a range of %.4g to %.4g
                %s: %s
                """,
                layers,
                figures,
                100 * comparison.agreement().equalPixels(),
                comparison.agreement().meanDifference(),
                comparison.agreement().lowestLogit(),
                comparison.agreement().highestLogit(),
                output,
                outcome.reason());
    }

    private JsonObject document(Quantization.Outcome outcome, Quantization.Terms terms, List<String> skipped) {
        JsonObject json = new JsonObject();
        json.addProperty("model", model.toString());
        json.addProperty("output", output.toString());
        json.addProperty("kept", outcome.card().isPresent());
        json.addProperty("reason", outcome.reason());
        json.addProperty("method", method.name().toLowerCase(Locale.ROOT));
        json.addProperty("maxLoss", terms.maxLoss());
        json.addProperty("threads", terms.threads());
        outcome.meanIou().ifPresent(meanIou -> json.addProperty("meanIou", meanIou));
        JsonArray trials = new JsonArray();
        for (Quantization.Trial trial : outcome.trials()) {
            trials.add(document(trial));
        }
        json.add("trials", trials);
        JsonArray layers = new JsonArray();
        for (LayerError error : outcome.layers()) {
            JsonObject layer = new JsonObject();
            layer.addProperty("name", error.layer().name());
            layer.addProperty("operator", error.layer().operator());
            layer.addProperty("weights", error.layer().weights());
            Json.addNumber(layer, "signalToNoise", error.signalToNoise());
            if (!error.layer().obstacle().isEmpty()) {
                layer.addProperty("obstacle", error.layer().obstacle());
            }
            layers.add(layer);
        }
        json.add("layers", layers);
        json.add("skipped", Json.array(skipped));
        return json;
    }

    private static JsonObject document(Quantization.Trial trial) {
        JsonObject json = new JsonObject();
        json.add("leftFloat", Json.array(trial.leftFloat().stream().sorted().toList()));
        json.addProperty("speedup", trial.speedup());
        json.addProperty("loss", trial.loss());
        trial.meanIou().ifPresent(meanIou -> json.addProperty("meanIou", meanIou));
        Comparison.Result comparison = trial.comparison();
        json.addProperty("equalPixels", comparison.agreement().equalPixels());
        json.addProperty("floatMillis", comparison.first().median());
        json.addProperty("int8Millis", comparison.second().median());
        comparison.first().medianCpu().ifPresent(time -> json.addProperty("floatProcessorMillis", time));
        comparison.second().medianCpu().ifPresent(time -> json.addProperty("int8ProcessorMillis", time));
        json.addProperty("floatBytes", comparison.firstBytes());
        json.addProperty("int8Bytes", comparison.secondBytes());
        return json;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
