package dev.maskwright.cli.segment;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.maskwright.cli.option.DeviceOption;
import dev.maskwright.cli.option.ModelOption;
import dev.maskwright.cli.option.TileOptions;
import dev.maskwright.cli.terminal.Console;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.cli.terminal.Faults;
import dev.maskwright.cli.terminal.Meter;
import dev.maskwright.folder.FolderRun;
import dev.maskwright.folder.LeftOut;
import dev.maskwright.folder.Outputs;
import dev.maskwright.folder.PictureResult.Failed;
import dev.maskwright.folder.Pictures;
import dev.maskwright.folder.RegionSettings;
import dev.maskwright.folder.RunOptions;
import dev.maskwright.folder.RunSummary;
import dev.maskwright.models.files.Sha256;
import dev.maskwright.sdk.Edges;
import dev.maskwright.sdk.Options;
import dev.maskwright.sdk.RegionOptions;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.image.OverlayStyle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Pictures in, masks and overlays out. */
@Command(
        name = "segment",
        description = "Write a mask and an overlay for each picture, and a report on all of them.",
        sortOptions = false)
public final class SegmentCommand implements Callable<Integer> {

    @Parameters(arity = "1..*", paramLabel = "INPUT", description = "Pictures, or folders of them.")
    private List<Path> inputs = List.of();

    @Option(
            names = "--output",
            required = true,
            paramLabel = "DIR",
            description = {
                "Folder for results: masks/NAME.png (the colour index is the class id), overlays/NAME.jpg, regions/NAME.json",
                "(boxes and confidences), report.csv and report.json."
            })
    private Path output = Path.of("");

    @Mixin
    private ModelOption model = new ModelOption();

    @Mixin
    private DeviceOption device = new DeviceOption();

    @Option(
            names = "--overlay",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Also write the pictures with their masks on them (on by default).")
    private boolean overlay;

    @Option(
            names = "--coco",
            description =
                    "Also write coco.json: each region of each picture as a COCO annotation, with its outline and confidence.")
    private boolean coco;

    @Option(
            names = "--tolerance",
            defaultValue = "0",
            paramLabel = "PIXELS",
            description =
                    "How far polygons in coco.json may deviate from the mask's edges, to have fewer corners (${DEFAULT-VALUE}: exact).")
    private double tolerance;

    @Option(
            names = "--min-area",
            defaultValue = "0.1",
            paramLabel = "PERCENT",
            description = "Regions that cover less of their picture are not counted (${DEFAULT-VALUE}).")
    private double minArea;

    @Option(
            names = "--min-confidence",
            defaultValue = "0",
            paramLabel = "X",
            description = "Nor are regions whose mean confidence is lower, 0..1 (${DEFAULT-VALUE}).")
    private double minConfidence;

    @Option(
            names = "--edges",
            defaultValue = "smooth",
            paramLabel = "smooth|nearest",
            description = {
                "How edges are drawn between the network's pixels, which are larger than the picture's: interpolated, or in steps (${DEFAULT-VALUE})."
            })
    private Edges edges = Edges.SMOOTH;

    @Option(names = "--resume", description = "Skip pictures that already have results.")
    private boolean resume;

    @Option(
            names = "--batch",
            defaultValue = "1",
            paramLabel = "N",
            description = "How many pictures go through the network together (${DEFAULT-VALUE}).")
    private int batch;

    @Option(names = "--threads", paramLabel = "N", description = "How many threads work (one per core).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Mixin
    private TileOptions tiles = new TileOptions();

    @Option(names = "--recursive", description = "Also look into subfolders; results keep the same structure.")
    private boolean recursive;

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws IOException, InterruptedException {
        console.requirePositive("--batch", batch);
        console.requirePositive("--threads", threads);
        tiles.check(console);
        requireRange("--tolerance", tolerance, 1000);
        requireRange("--min-area", minArea, 100);
        requireRange("--min-confidence", minConfidence, 1);
        Path file = model.file();
        Pictures pictures = Pictures.in(inputs).recursive(recursive).except(output);
        long total = pictures.count().orElse(0);
        if (total == 0) {
            throw new IOException("%s: no pictures there (jpg, png, webp, tif, bmp, gif)%s"
                    .formatted(
                            inputs.stream().map(Path::toString).collect(Collectors.joining(", ")),
                            recursive ? "" : "; name others, or look into subfolders with --recursive"));
        }
        int workers = (int) Math.min(threads, (total + batch - 1) / batch);
        int threadsEach = Math.max(1, threads / workers);
        Options options = Options.defaults()
                .withDevice(device.device())
                .withThreads(tiles.areGiven() ? 1 : threadsEach)
                .withEdges(edges);
        try (Segmenter segmenter = Segmenter.open(file, options)) {
            RunOptions runOptions = RunOptions.defaults()
                    .withOutputs(new Outputs(overlay ? Optional.of(OverlayStyle.defaults()) : Optional.empty(), coco))
                    .withRegions(new RegionSettings(
                            RegionOptions.defaults()
                                    .withLeastShare(minArea / 100)
                                    .withLeastConfidence(minConfidence),
                            tolerance))
                    .withBatch(batch)
                    .withThreads(workers)
                    .withResume(resume)
                    .withIdentity("sha256", Sha256.of(file))
                    .withIdentity("edges", edges.name().toLowerCase(Locale.ROOT))
                    .withWords(Faults::oneLine);
            runOptions = tiles.tiling(threadsEach).map(runOptions::withTiling).orElse(runOptions);
            FolderRun run = FolderRun.of(segmenter, output, runOptions);
            long begin = System.nanoTime();
            SegmentSummary summary = new SegmentSummary();
            RunSummary done;
            try (Meter meter = console.meter("segmenting", "pictures", total)) {
                done = run.run(pictures, result -> {
                    if (result instanceof Failed failed) {
                        meter.line(failed.reason());
                    }
                    summary.add(result);
                    meter.step();
                });
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            console.warn(leftOut(done.leftOut()));
            console.say(summary.text(done, output, seconds));
            console.document(this::report);
            return done.failed() > 0 ? ExitCode.SOME_FAILED : ExitCode.DONE;
        }
    }

    private void requireRange(String option, double value, double most) {
        if (!(value >= 0 && value <= most)) {
            throw console.wrongUsage("%s must be in 0..%s, got %s".formatted(option, plain(most), plain(value)));
        }
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }

    private List<String> leftOut(LeftOut leftOut) {
        return leftOut.lines().stream().map(line -> "left out: " + line).toList();
    }

    private JsonObject report() {
        try {
            return JsonParser.parseString(Files.readString(output.resolve("report.json")))
                    .getAsJsonObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
