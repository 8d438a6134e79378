package dev.maskwright.cli.segment;

import com.google.gson.JsonObject;
import dev.maskwright.cli.option.DeviceOption;
import dev.maskwright.cli.option.ModelOption;
import dev.maskwright.cli.option.RegionSettings;
import dev.maskwright.cli.option.TileOptions;
import dev.maskwright.cli.segment.PictureResult.Failed;
import dev.maskwright.cli.segment.PictureResult.Segmented;
import dev.maskwright.cli.segment.SegmentReport.Earlier;
import dev.maskwright.cli.source.Picture;
import dev.maskwright.cli.source.Pictures;
import dev.maskwright.cli.terminal.Console;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.cli.terminal.Meter;
import dev.maskwright.cli.terminal.Table;
import dev.maskwright.cli.terminal.Words;
import dev.maskwright.models.files.Sha256;
import dev.maskwright.sdk.Edges;
import dev.maskwright.sdk.Options;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.model.ClassLabel;
import java.io.IOException;
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

    private static final int PICTURES_SHOWN = 20;
    private static final int CLASSES_SHOWN = 4;

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
        RegionSettings settings = new RegionSettings(edges, minArea, minConfidence, tolerance);
        Path file = model.file();
        List<Picture> pictures = Pictures.find(inputs, recursive, output);
        if (pictures.isEmpty()) {
            throw new IOException("%s: no pictures there (jpg, png, webp, tif, bmp, gif)%s"
                    .formatted(
                            inputs.stream().map(Path::toString).collect(Collectors.joining(", ")),
                            recursive ? "" : "; name others, or look into subfolders with --recursive"));
        }
        int workers = Math.min(threads, (pictures.size() + batch - 1) / batch);
        Options options = Options.defaults()
                .withDevice(device.device())
                .withThreads(tiles.areGiven() ? 1 : Math.max(1, threads / workers))
                .withEdges(edges);
        try (Segmenter segmenter = Segmenter.open(file, options)) {
            String sha256 = Sha256.of(file);
            requireSameRun(file, sha256, settings);
            Files.createDirectories(output);
            SegmentReport report = new SegmentReport(output, segmenter.card(), sha256, settings);
            CocoFile annotations = new CocoFile(output, segmenter.card());
            annotations.remove();
            report.write(List.of()); // so that a run that is cut off can be resumed by the same model only
            long begin = System.nanoTime();
            List<PictureResult> outcomes;
            try (Meter meter = console.meter("segmenting", "pictures", pictures.size())) {
                FolderRun run = new FolderRun(segmenter, output, settings, coco, overlay, resume, meter);
                tiles.tiling(Math.max(1, threads / workers)).ifPresent(run::by);
                outcomes = run.run(pictures, batch, workers);
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            report.write(outcomes);
            if (coco) {
                annotations.write(outcomes);
            }
            console.say(summary(outcomes, segmenter.card().classes(), seconds));
            console.document(() -> report.toJson(outcomes));
            return outcomes.stream().anyMatch(Failed.class::isInstance) ? ExitCode.SOME_FAILED : ExitCode.DONE;
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

    private void requireSameRun(Path file, String sha256, RegionSettings settings) throws IOException {
        Optional<Earlier> earlier = resume ? SegmentReport.earlier(output) : Optional.empty();
        if (earlier.isPresent() && !earlier.get().sha256().equals(sha256)) {
            throw new IOException(
                    "%s: its masks are of another model than %s, so the run cannot be resumed; name another folder, or leave out --resume"
                            .formatted(output, file));
        }
        Optional<JsonObject> before = earlier.flatMap(Earlier::settings);
        if (before.isPresent() && !before.get().equals(settings.toJson())) {
            throw new IOException(
                    "%s: its results were made with %s, so the run cannot be resumed with other settings; give the same, or leave out --resume"
                            .formatted(output, RegionSettings.options(before.get())));
        }
    }

    private String summary(List<PictureResult> outcomes, List<ClassLabel> classes, double seconds) {
        Table table = new Table("lrl");
        List<Segmented> segmented = outcomes.stream()
                .filter(Segmented.class::isInstance)
                .map(Segmented.class::cast)
                .toList();
        segmented.stream()
                .limit(PICTURES_SHOWN)
                .forEach(one -> table.row(
                        one.picture().output().toString(),
                        "%dx%d".formatted(one.width(), one.height()),
                        shares(one, classes)));
        String more = segmented.size() > PICTURES_SHOWN
                ? "... and %d more, in report.csv%n".formatted(segmented.size() - PICTURES_SHOWN)
                : "";
        long kept = outcomes.stream().filter(PictureResult::isKept).count();
        int failed = outcomes.size() - segmented.size();
        return "%s%n%s%s%s%s in %s; results are in %s"
                .formatted(
                        table,
                        more,
                        Words.count(segmented.size() - kept, "picture") + " segmented",
                        kept > 0 ? ", %d kept".formatted(kept) : "",
                        failed > 0 ? ", %d failed".formatted(failed) : "",
                        Words.seconds(seconds),
                        output)
                .stripLeading();
    }

    private static String shares(Segmented segmented, List<ClassLabel> classes) {
        List<ClassLabel> present = SegmentReport.largestFirst(segmented, classes).stream()
                .filter(label -> !label.isBackground())
                .toList();
        if (present.isEmpty()) {
            return "only background";
        }
        return present.stream()
                        .limit(CLASSES_SHOWN)
                        .map(label -> String.format(
                                Locale.ROOT,
                                "%s %.1f %%",
                                label.name(),
                                100 * segmented.shares().get(label.id())))
                        .collect(Collectors.joining(", "))
                + (present.size() > CLASSES_SHOWN ? ", ..." : "");
    }
}
