package dev.maskwright.cli.segment;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.maskwright.cli.option.DeviceOption;
import dev.maskwright.cli.option.ModelOption;
import dev.maskwright.cli.option.TileOptions;
import dev.maskwright.cli.terminal.Console;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.cli.terminal.Faults;
import dev.maskwright.cli.terminal.Interruption;
import dev.maskwright.cli.terminal.Meter;
import dev.maskwright.cli.terminal.Words;
import dev.maskwright.folder.FolderRun;
import dev.maskwright.folder.Outputs;
import dev.maskwright.folder.RegionFileOptions;
import dev.maskwright.folder.RunOptions;
import dev.maskwright.folder.RunSummary;
import dev.maskwright.folder.source.LeftOut;
import dev.maskwright.folder.source.PictureSource;
import dev.maskwright.models.files.Sha256;
import dev.maskwright.sdk.Edges;
import dev.maskwright.sdk.Options;
import dev.maskwright.sdk.RegionOptions;
import dev.maskwright.sdk.Segmenter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Pictures in, masks and overlays out. */
@Command(
        name = "segment",
        description = "Write a mask and an overlay for each picture, and a report on all of them.",
        sortOptions = false)
public final class SegmentCommand implements Callable<Integer> {

    @Mixin
    private InputOptions input = new InputOptions();

    @Option(
            names = "--output",
            required = true,
            paramLabel = "DIR",
            description = {
                "Folder for results: masks/NAME.png (the colour index is the class id),"
                        + " overlays/NAME.jpg, regions/NAME.json",
                "(boxes and confidences), report.html, report.csv and report.json. NAME is the"
                        + " picture's with its extension."
            })
    private Path output = Path.of("");

    @Mixin
    private ModelOption model = new ModelOption();

    @Mixin
    private DeviceOption device = new DeviceOption();

    @Mixin
    private OverlayOptions overlays = new OverlayOptions();

    @Option(names = "--cutouts", description = "Also write cutouts/NAME.png: the foreground without background.")
    private boolean cutouts;

    @Option(
            names = "--html",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Also write report.html, which opens offline, and its thumbnails (on by default).")
    private boolean html;

    @Option(
            names = "--coco",
            description = "Also write coco.json: each region of each picture as a COCO annotation,"
                    + " with its outline and confidence.")
    private boolean coco;

    @Option(
            names = "--tolerance",
            defaultValue = "0",
            paramLabel = "PIXELS",
            description = "How far polygons in coco.json may deviate from the mask's edges, to have"
                    + " fewer corners (${DEFAULT-VALUE}: exact).")
    private double tolerance;

    @Option(
            names = "--min-share",
            defaultValue = "0.001",
            paramLabel = "X",
            description = "Regions that cover less of their picture are not counted, 0..1 (${DEFAULT-VALUE}).")
    private double minShare;

    /** The option of the previous release: per cent. */
    @Option(names = "--min-area", hidden = true)
    private @Nullable Double minArea;

    @Option(
            names = "--min-confidence",
            defaultValue = "0",
            paramLabel = "X",
            description = "Regions with a lower mean confidence are not counted, 0..1 (${DEFAULT-VALUE}).")
    private double minConfidence;

    @Option(
            names = "--edges",
            defaultValue = "smooth",
            paramLabel = "smooth|nearest",
            description = {
                "How edges are drawn between the network's pixels, which are larger than the"
                        + " picture's: interpolated, or in steps (${DEFAULT-VALUE})."
            })
    private Edges edges = Edges.SMOOTH;

    @Option(names = "--resume", description = "Skip pictures that already have results.")
    private boolean resume;

    @Option(
            names = "--batch",
            defaultValue = "1",
            paramLabel = "N",
            description = "Number of pictures that go through the network together (${DEFAULT-VALUE}).")
    private int batch;

    @Option(names = "--threads", paramLabel = "N", description = "Number of threads (one per core).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Mixin
    private TileOptions tiles = new TileOptions();

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws IOException, InterruptedException {
        console.requirePositive("--batch", batch);
        console.requirePositive("--threads", threads);
        input.check(console);
        tiles.check(console);
        requireRange("--tolerance", tolerance, 1000);
        if (minArea != null) {
            minShare = minArea / 100;
            console.warn("--min-area %s is now --min-share %s, 0..1, and the next release requires it"
                    .formatted(minArea, minShare));
        }
        requireRange("--min-share", minShare, 1);
        requireRange("--min-confidence", minConfidence, 1);
        Outputs outputs = console.checked(() -> new Outputs(overlays.style(), cutouts, coco, html));
        PictureSource pictures = input.source(console, output);
        Path file = model.file();
        OptionalLong total = pictures.count();
        if (total.isPresent() && total.getAsLong() == 0) {
            throw new IOException(input.nothing(leftOut(pictures)));
        }
        int atOnce = input.isWatching() ? 1 : batch; // existing ones do not wait for more
        int workers = (int) Math.min(threads, (total.orElse(Integer.MAX_VALUE) + atOnce - 1) / atOnce);
        int threadsEach = Math.max(1, threads / workers);
        Options options = Options.defaults()
                .withDevice(device.device())
                .withThreads(tiles.areGiven() ? 1 : threadsEach)
                .withEdges(edges);
        try (Segmenter segmenter = Segmenter.open(file, options)) {
            RegionOptions regions =
                    RegionOptions.defaults().withLeastShare(minShare).withLeastConfidence(minConfidence);
            RunOptions runOptions = RunOptions.defaults()
                    .withOutputs(outputs)
                    .withRegions(new RegionFileOptions(regions, tolerance))
                    .withBatch(atOnce)
                    .withThreads(workers)
                    .withResume(resume)
                    .withIdentity("sha256", Sha256.of(file))
                    .withIdentity("edges", edges.name().toLowerCase(Locale.ROOT))
                    .withWords(Faults::oneLine);
            runOptions = tiles.tiling(threadsEach).map(runOptions::withTiling).orElse(runOptions);
            return segment(FolderRun.of(segmenter, output, runOptions), pictures, total);
        }
    }

    private int segment(FolderRun run, PictureSource pictures, OptionalLong total)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        SegmentSummary summary = new SegmentSummary();
        RunSummary done;
        int signal;
        try (Meter meter = console.meter("segmenting", "pictures", total.orElse(Meter.UNKNOWN));
                Interruption interruption = Interruption.listen(() -> {
                    meter.line("stopping after the pictures in progress; once more to stop at once");
                    run.stop();
                })) {
            SegmentProgress progress = new SegmentProgress(meter, total);
            done = run.run(pictures, result -> {
                summary.add(result);
                progress.add(result);
            });
            signal = interruption.exitCode();
        }
        if (done.pictures() == 0 && !done.isStopped()) {
            throw new IOException(input.nothing(done.leftOut()));
        }
        console.warn(
                done.leftOut().lines().stream().map(line -> "left out: " + line).toList());
        console.say(summary.text(done, output, (System.nanoTime() - begin) / 1e9));
        if (done.isStopped()) {
            console.say("stopped after %s; resume with: %s"
                    .formatted(Words.count(done.pictures(), "picture"), console.commandToResume()));
        }
        console.document(this::report);
        if (done.isStopped() && !input.isWatching()) {
            return signal;
        }
        return done.failed() > 0 ? ExitCode.SOME_FAILED : ExitCode.DONE;
    }

    private static LeftOut leftOut(PictureSource pictures) throws IOException, InterruptedException {
        LeftOut leftOut = new LeftOut();
        try (PictureSource.Cursor cursor = pictures.open(leftOut)) {
            cursor.next();
        }
        return leftOut;
    }

    private void requireRange(String option, double value, double most) {
        if (!(value >= 0 && value <= most)) {
            throw console.wrongUsage("%s must be in 0..%s, got %s".formatted(option, plain(most), plain(value)));
        }
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
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
