package dev.maskwright.cli.export;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.maskwright.cli.option.ModelOption;
import dev.maskwright.cli.terminal.Console;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.cli.terminal.Faults;
import dev.maskwright.cli.terminal.Json;
import dev.maskwright.cli.terminal.Table;
import dev.maskwright.exporter.check.ClassAgreement;
import dev.maskwright.exporter.check.Comparison;
import dev.maskwright.exporter.check.Report;
import dev.maskwright.folder.source.PictureFile;
import dev.maskwright.folder.source.Pictures;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.image.ImageReadException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Two models on the same pictures. */
@Command(
        name = "compare",
        description = {
            "Compare two models on the same pictures: results by class, speed and size.",
            "The models run alternately. Their forms and sizes may differ, their classes may not.",
            "Absolute times depend on the load of the machine; the ratio is what counts."
        },
        sortOptions = false)
public final class CompareCommand implements Callable<Integer> {

    @Mixin
    private ModelOption model = new ModelOption();

    @Option(names = "--with", paramLabel = "M", description = "The model to compare it with.")
    private @Nullable Path with;

    @Parameters(arity = "1..*", paramLabel = "INPUT", description = "Pictures, or folders of them.")
    private List<Path> inputs = List.of();

    private Path first = Path.of("");
    private Path second = Path.of("");

    @Option(
            names = "--samples",
            defaultValue = "16",
            paramLabel = "N",
            description = "Maximum number of pictures (${DEFAULT-VALUE}).")
    private int samples;

    @Option(
            names = "--rounds",
            defaultValue = "10",
            paramLabel = "N",
            description = "Number of runs of each model on each picture (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--threads",
            defaultValue = "1",
            paramLabel = "N",
            description = "Threads of ONNX Runtime (${DEFAULT-VALUE}); with one, CPU time is measured, too.")
    private int threads;

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws IOException {
        console.requirePositive("--samples", samples);
        console.requirePositive("--rounds", rounds);
        console.requirePositive("--threads", threads);
        findModels();
        List<String> skipped = new ArrayList<>();
        List<Frame> pictures = new ArrayList<>();
        for (PictureFile picture : Pictures.in(inputs).recursive(true).list()) {
            if (pictures.size() == samples) {
                break;
            }
            try {
                pictures.add(picture.read());
            } catch (ImageReadException e) {
                skipped.add(Faults.oneLine(e));
            }
        }
        console.warn(skipped);
        if (pictures.isEmpty() && !skipped.isEmpty()) {
            throw new IOException("none of the pictures in %s can be read".formatted(inputs));
        }
        if (pictures.isEmpty()) {
            throw console.wrongUsage("no picture in %s; name pictures or folders of them".formatted(inputs));
        }
        Comparison.Result result = Comparison.of(first, second, pictures, threads, rounds);
        console.say(text(result));
        console.document(() -> document(result));
        return skipped.isEmpty() ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }

    private void findModels() throws IOException {
        if (with != null) {
            first = model.file();
            second = with;
        } else if (!model.isNamed() && inputs.size() > 2) {
            first = inputs.get(0);
            second = inputs.get(1);
            inputs = inputs.subList(2, inputs.size());
            console.warn(("models are now named with --model and --with, and the next release requires"
                            + " it; write --model %s --with %s")
                    .formatted(first, second));
        } else {
            throw console.wrongUsage("--with is missing: name the model to compare with");
        }
    }

    private String text(Comparison.Result result) {
        Comparison.Times a = result.first();
        Comparison.Times b = result.second();
        Table table = new Table("lrrr")
                .row("", "A", "B", "A / B")
                .row(
                        "size, MB",
                        number(result.firstBytes() / 1e6),
                        number(result.secondBytes() / 1e6),
                        ratio((double) result.firstBytes(), (double) result.secondBytes()))
                .row("least, ms", number(a.least()), number(b.least()), ratio(a.least(), b.least()))
                .row("median, ms", number(a.median()), number(b.median()), ratio(a.median(), b.median()));
        if (a.leastCpu().isPresent() && b.leastCpu().isPresent()) {
            double x = a.leastCpu().get();
            double y = b.leastCpu().get();
            table.row("least processor time, ms", number(x), number(y), ratio(x, y));
        }
        if (a.medianCpu().isPresent() && b.medianCpu().isPresent()) {
            double x = a.medianCpu().get();
            double y = b.medianCpu().get();
            table.row("median processor time, ms", number(x), number(y), ratio(x, y));
        }
        Report agreement = result.agreement();
        return String.format(
                Locale.ROOT,
                """
                A %s
                B %s
                %d pictures, %d alternating rounds, %d %s

                %s

                logits   %s
                masks    %.4f %% alike

                %s
                """,
                first,
                second,
                agreement.pictures(),
                rounds,
                threads,
                threads == 1 ? "thread" : "threads",
                table,
                logits(agreement),
                100 * agreement.equalPixels(),
                classes(result));
    }

    private static String logits(Report agreement) {
        return Double.isNaN(agreement.lowestLogit())
                ? "not compared: one of the two gives none, or gives them in another size"
                : String.format(
                        Locale.ROOT,
                        "differ by at most %.3g, %.3g on average, in a range of %.4g to %.4g: %.2g of it",
                        agreement.largestDifference(),
                        agreement.meanDifference(),
                        agreement.lowestLogit(),
                        agreement.highestLogit(),
                        agreement.relativeDifference());
    }

    /** The classes that either model sees. */
    private static Table classes(Comparison.Result result) {
        Table table = new Table("lrrr").row("class", "A, pixels", "B, pixels", "IoU of the two");
        for (ClassAgreement agreement : result.classes()) {
            if (agreement.first() + agreement.second() > 0) {
                table.row(
                        agreement.name(),
                        "%,d".formatted(agreement.first()),
                        "%,d".formatted(agreement.second()),
                        String.format(Locale.ROOT, "%.4f", agreement.iou()));
            }
        }
        return table;
    }

    private JsonObject document(Comparison.Result result) {
        JsonObject json = new JsonObject();
        json.add("a", model(first, result.firstBytes(), result.first()));
        json.add("b", model(second, result.secondBytes(), result.second()));
        json.addProperty("threads", threads);
        json.addProperty("rounds", rounds);
        Report report = result.agreement();
        JsonObject agreement = new JsonObject();
        agreement.addProperty("pictures", report.pictures());
        Json.addNumber(agreement, "largestDifference", report.largestDifference());
        Json.addNumber(agreement, "meanDifference", report.meanDifference());
        Json.addNumber(agreement, "lowestLogit", report.lowestLogit());
        Json.addNumber(agreement, "highestLogit", report.highestLogit());
        Json.addNumber(agreement, "relativeDifference", report.relativeDifference());
        agreement.addProperty("equalPixels", report.equalPixels());
        JsonArray classes = new JsonArray();
        for (ClassAgreement one : result.classes()) {
            JsonObject entry = new JsonObject();
            entry.addProperty("class", one.name());
            entry.addProperty("a", one.first());
            entry.addProperty("b", one.second());
            entry.addProperty("both", one.both());
            Json.addNumber(entry, "iou", one.iou());
            classes.add(entry);
        }
        agreement.add("classes", classes);
        json.add("agreement", agreement);
        JsonObject speedup = new JsonObject();
        speedup.addProperty("least", result.first().least() / result.second().least());
        speedup.addProperty("median", result.first().median() / result.second().median());
        if (result.first().leastCpu().isPresent()) {
            speedup.addProperty(
                    "leastProcessorTime",
                    result.first().leastCpu().get() / result.second().leastCpu().orElseThrow());
        }
        json.add("speedup", speedup);
        return json;
    }

    private static JsonObject model(Path file, long bytes, Comparison.Times times) {
        JsonObject json = new JsonObject();
        json.addProperty("model", file.toString());
        json.addProperty("bytes", bytes);
        json.addProperty("leastMillis", times.least());
        json.addProperty("medianMillis", times.median());
        times.leastCpu().ifPresent(time -> json.addProperty("leastProcessorMillis", time));
        times.medianCpu().ifPresent(time -> json.addProperty("medianProcessorMillis", time));
        return json;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static String ratio(double a, double b) {
        return String.format(Locale.ROOT, "%.2f", a / b);
    }
}
