package dev.maskwright.cli.export;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.maskwright.cli.machine.Processor;
import dev.maskwright.cli.source.CalibrationPictures;
import dev.maskwright.cli.terminal.Console;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.cli.terminal.Json;
import dev.maskwright.cli.terminal.Table;
import dev.maskwright.cli.terminal.Words;
import dev.maskwright.exporter.check.Comparison;
import dev.maskwright.exporter.check.Report;
import dev.maskwright.exporter.kernel.KernelSearch;
import dev.maskwright.exporter.kernel.SessionTimer;
import dev.maskwright.exporter.quantize.Quantization;
import dev.maskwright.exporter.quantize.QuantizationOptions;
import dev.maskwright.sdk.frame.Frame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Quantises a model file and reports on it, for the commands that do so.
 *
 * @param portable whether the file should also be fast on other processors
 * @param allLayers whether all layers are printed, and not only those with remarks
 */
public record Quantizing(
        Path model,
        Path output,
        QuantizationOptions settings,
        Quantization.Terms terms,
        boolean portable,
        boolean allLayers,
        Console console) {

    static final int SAMPLES = 64;

    /** The share of mask pixels that may change if there are no labels to show whether for better or worse. */
    public static final double MAX_CHANGE = 0.05;

    /** Calibrates on the pictures of a folder, and compares masks; returns the exit code. */
    public int onPictures(Path folder, int samples) throws IOException {
        List<String> skipped = new ArrayList<>();
        List<Frame> pictures = CalibrationPictures.read(folder, samples, skipped);
        if (pictures.isEmpty() && skipped.isEmpty()) {
            throw new IOException(
                    "%s has no pictures to calibrate on; name a folder of JPEG, PNG, TIFF, WebP, BMP or GIF files"
                            .formatted(folder));
        }
        return run(pictures, skipped, Optional.empty());
    }

    /**
     * Calibrates on pictures; returns the exit code.
     *
     * @param skipped a line for each picture that could not be read
     * @param quality measures a file's mean IoU; without it, masks are compared
     */
    int run(List<Frame> pictures, List<String> skipped, Optional<Quantization.MeanIou> quality) throws IOException {
        console.warn(skipped);
        Files.createDirectories(output.toAbsolutePath().getParent());
        Processor processor = Processor.ofThisMachine();
        SessionTimer timer = new SessionTimer();
        KernelSearch search =
                new KernelSearch(timer, timer, processor.kernelConditions(), processor.described(), portable);
        Quantization.Result outcome = Quantization.run(
                model, output.toAbsolutePath(), pictures, settings, terms, quality, Optional.of(search), console::say);
        console.say("");
        console.say(text(outcome));
        console.document(() -> document(outcome, skipped));
        if (outcome.card().isEmpty()) {
            return ExitCode.COULD_NOT_RUN;
        }
        return skipped.isEmpty() ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }

    private String text(Quantization.Result outcome) {
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
                %s

                %s

                masks    %.2f %% alike; %s
                %s: %s
                """,
                new LayerTable(outcome, allLayers).text(),
                figures,
                100 * comparison.agreement().equalPixels(),
                scores(comparison.agreement()),
                output,
                outcome.reason());
    }

    private static String scores(Report agreement) {
        return Double.isNaN(agreement.lowestLogit())
                ? "the model gives no logits to compare"
                : String.format(
                        Locale.ROOT,
                        "logits differ by %.3g on average, in a range of %.4g to %.4g",
                        agreement.meanDifference(),
                        agreement.lowestLogit(),
                        agreement.highestLogit());
    }

    private JsonObject document(Quantization.Result outcome, List<String> skipped) {
        JsonObject json = new JsonObject();
        json.addProperty("model", model.toString());
        json.addProperty("output", output.toString());
        json.addProperty("kept", outcome.card().isPresent());
        json.addProperty("reason", outcome.reason());
        json.addProperty("method", settings.method().name().toLowerCase(Locale.ROOT));
        json.addProperty("maxDrop", terms.maxDrop());
        json.addProperty("threads", terms.threads());
        outcome.meanIou().ifPresent(meanIou -> json.addProperty("meanIou", meanIou));
        JsonArray trials = new JsonArray();
        for (Quantization.Trial trial : outcome.trials()) {
            trials.add(document(trial));
        }
        json.add("trials", trials);
        LayerTable table = new LayerTable(outcome, true);
        json.add("layers", table.layers());
        json.add("slowOperators", table.slowOperators());
        outcome.kernels().ifPresent(kernels -> json.add("kernels", LayerTable.kernels(kernels)));
        json.add("skipped", Json.array(skipped));
        return json;
    }

    private static JsonObject document(Quantization.Trial trial) {
        JsonObject json = new JsonObject();
        json.add("leftFloat", Json.array(trial.leftFloat().stream().sorted().toList()));
        json.addProperty("speedup", trial.speedup());
        json.addProperty("drop", trial.drop());
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
