package dev.maskwright.cli.machine;

import com.google.gson.JsonObject;
import dev.maskwright.cli.option.DeviceOption;
import dev.maskwright.cli.option.ModelOption;
import dev.maskwright.cli.terminal.Console;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.cli.terminal.Meter;
import dev.maskwright.cli.terminal.Table;
import dev.maskwright.cli.terminal.Words;
import dev.maskwright.exporter.check.BareModel;
import dev.maskwright.sdk.Device;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Options;
import dev.maskwright.sdk.SegmentationException;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.graph.GraphSession;
import dev.maskwright.sdk.model.ModelCard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures how fast a model turns frames into masks on this machine. */
@Command(
        name = "bench",
        description = {
            "Measure the time from a frame to its mask, stage by stage.",
            "Also measures the network alone. With --soak: checks that memory stays flat and every mask is "
                    + "right over a long time,",
            "from many threads."
        },
        sortOptions = false)
public final class BenchCommand implements Callable<Integer> {

    /** The plain path rounds differently, and so does a GPU: pixels at edges of objects may get the other class. */
    private static final double ALIKE = 0.99;

    private static final double ALIKE_ON_GPU = 0.995;

    @Mixin
    private ModelOption model = new ModelOption();

    @Mixin
    private DeviceOption device = new DeviceOption();

    @Option(
            names = "--frame",
            defaultValue = "nv12:1280x720",
            converter = BenchFrame.Converter.class,
            paramLabel = "FORMAT:WxH",
            description = "What the camera gives (${DEFAULT-VALUE}).")
    private BenchFrame kind = new BenchFrame(BenchFrame.Format.NV12, 1280, 720);

    @Option(
            names = "--threads",
            defaultValue = "1",
            paramLabel = "N",
            description = "Threads of ONNX Runtime for each call (${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = "--seconds",
            defaultValue = "10",
            paramLabel = "S",
            description = "Duration of the measurement (${DEFAULT-VALUE}).")
    private double seconds;

    @Option(
            names = "--soak",
            paramLabel = "MINUTES",
            description = "Run for this many minutes, and watch memory and masks.")
    private @Nullable Double soakMinutes;

    @Option(
            names = "--callers",
            paramLabel = "N",
            description = "With --soak: number of threads that segment at once (1).")
    private @Nullable Integer callers;

    @Option(
            names = "--explain",
            arity = "0..1",
            fallbackValue = "",
            paramLabel = "FILE.html",
            description =
                    "Show the network's time by operator, compared with what this machine can do; also as an HTML "
                            + "page if a file is named.")
    private @Nullable Path page;

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws IOException, InterruptedException {
        console.requirePositive("--threads", threads);
        requireAboveZero("--seconds", seconds);
        if (soakMinutes != null) {
            requireAboveZero("--soak", soakMinutes);
        }
        if (callers != null) {
            console.requirePositive("--callers", callers);
            if (soakMinutes == null) {
                throw console.wrongUsage("--callers goes with --soak; add it, or leave both out");
            }
        }
        if (page != null && (soakMinutes != null || device.device() instanceof Device.Cuda)) {
            throw console.wrongUsage("--explain measures single runs on the processor; leave out --soak and --device");
        }
        Path file = model.file();
        Options options = Options.defaults().withDevice(device.device()).withThreads(threads);
        try (Segmenter segmenter = Segmenter.open(file, options)) {
            Frame picture = kind.picture(segmenter.card());
            Frame frame = kind.of(picture);
            JsonObject json = machine(file, segmenter.card());
            if (page != null) {
                new Explanation(console, file, segmenter.card(), threads).show(picture, page, json);
                return ExitCode.DONE;
            }
            return soakMinutes == null
                    ? measure(file, segmenter, picture, frame, json)
                    : soak(segmenter, frame, soakMinutes * 60, callers == null ? 1 : callers, json);
        }
    }

    private void requireAboveZero(String option, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw console.wrongUsage("%s must be above 0, got %s".formatted(option, value));
        }
    }

    private int measure(Path file, Segmenter segmenter, Frame picture, Frame frame, JsonObject json)
            throws IOException {
        byte[] jpeg = BenchFrame.jpeg(picture);
        try (BareModel bare = BareModel.open(file, segmenter.card(), device.device(), threads)) {
            Mask mask = segmenter.segment(frame);
            bare.put(frame);
            bare.run();
            FrameTimes times = FrameTimes.of(segmenter, bare, frame, mask, jpeg, seconds);
            double alike = alike(bare.classIds(), mask.classIds());
            if (alike < ALIKE) {
                throw new SegmentationException(("%s: only %.2f %% of the mask matches the plain path; its times are"
                                + " meaningless, please report this")
                        .formatted(file, 100 * alike));
            }
            Flicker flicker = Flicker.of(segmenter, picture);
            console.say(times.table().toString());
            console.say("");
            console.say(new Table("ll")
                    .row(
                            "ratio",
                            String.format(Locale.ROOT, "%.3f of the bare run by medians", times.ratio())
                                    + (threads == 1
                                            ? String.format(
                                                    Locale.ROOT, ", %.3f by processor time", times.processorRatio())
                                            : ""))
                    .row("Java heap", String.format(Locale.ROOT, "%,.0f bytes per frame", times.heapBytesPerFrame()))
                    .row("masks", String.format(Locale.ROOT, "%.2f %% equal to the plain path's", 100 * alike))
                    .row("flicker", flicker.toString())
                    .row("frames", "%,d".formatted(times.frames()))
                    .toString());
            json.add("times", times.toJson());
            json.addProperty("alike", alike);
            json.add("flicker", flicker.toJson());
            console.document(() -> json);
            return ExitCode.DONE;
        }
    }

    private int soak(Segmenter segmenter, Frame frame, double forSeconds, int threadCount, JsonObject json)
            throws InterruptedException {
        FrameSoak soak;
        double same = device.device() instanceof Device.Cuda ? ALIKE_ON_GPU : 1;
        try (Meter meter = console.meter("soaking", "seconds", Math.round(Math.ceil(forSeconds)))) {
            soak = FrameSoak.of(segmenter, frame, forSeconds, threadCount, same, meter);
        }
        console.say(soak.text());
        json.addProperty("callers", threadCount);
        json.add("soak", soak.toJson());
        console.document(() -> json);
        return soak.isFlat() && soak.allAnswered() ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }

    /** Prints what is measured where, and returns the same for the JSON document. */
    private JsonObject machine(Path file, ModelCard card) throws IOException {
        Runtime java = Runtime.getRuntime();
        String processor = processor().orElse(System.getProperty("os.arch", "unknown"));
        String system = System.getProperty("os.name") + " " + System.getProperty("os.version");
        String version = System.getProperty("java.vm.name") + " " + Runtime.version();
        String engine = "ONNX Runtime " + GraphSession.engineVersion();
        String input = "%dx%d, %d classes"
                .formatted(
                        card.input().width(),
                        card.input().height(),
                        card.classes().size());
        console.say(new Table("ll")
                .row("model", "%s, %s, %s".formatted(file, Words.megabytes(Files.size(file)), input))
                .row("frame", kind.toString())
                .row(
                        "machine",
                        "%s, %s, %s".formatted(processor, Words.count(java.availableProcessors(), "core"), system))
                .row("Java", version)
                .row("engine", "%s, %s, %s".formatted(engine, device.device(), Words.count(threads, "thread")))
                .toString());
        console.say("");
        JsonObject json = new JsonObject();
        json.addProperty("model", file.toString());
        json.addProperty("frame", kind.toString());
        json.addProperty("processor", processor);
        json.addProperty("cores", java.availableProcessors());
        json.addProperty("system", system);
        json.addProperty("java", version);
        json.addProperty("engine", engine);
        json.addProperty("device", device.device().toString());
        json.addProperty("threads", threads);
        return json;
    }

    /** Linux tells it. */
    private static Optional<String> processor() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static double alike(byte[] a, byte[] b) {
        int equal = 0;
        for (int i = 0; i < a.length; i++) {
            equal += a[i] == b[i] ? 1 : 0;
        }
        return (double) equal / a.length;
    }
}
