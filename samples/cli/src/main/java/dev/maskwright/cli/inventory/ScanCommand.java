package dev.maskwright.cli.inventory;

import dev.maskwright.cli.option.DeviceOption;
import dev.maskwright.cli.option.ModelOption;
import dev.maskwright.cli.option.TileOptions;
import dev.maskwright.cli.segment.InputOptions;
import dev.maskwright.cli.terminal.Console;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.cli.terminal.Faults;
import dev.maskwright.cli.terminal.Interruption;
import dev.maskwright.folder.source.LeftOut;
import dev.maskwright.folder.source.PictureSource;
import dev.maskwright.inventory.PictureShots;
import dev.maskwright.inventory.ScanOptions;
import dev.maskwright.inventory.ShelfScanner;
import dev.maskwright.inventory.Shot;
import dev.maskwright.inventory.Shots;
import dev.maskwright.inventory.event.Courier;
import dev.maskwright.inventory.shelf.CompareOptions;
import dev.maskwright.inventory.store.Database;
import dev.maskwright.inventory.store.InventoryException;
import dev.maskwright.inventory.store.Outbox;
import dev.maskwright.inventory.store.RecordOptions;
import dev.maskwright.sdk.Options;
import dev.maskwright.sdk.Segmenter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Pictures in, scans and changes out. */
@Command(
        name = "scan",
        description = "Record what pictures of shelves show, and what has changed since the last scan.",
        sortOptions = false)
public final class ScanCommand implements Callable<Integer> {

    private static final Path NO_OUTPUT = Path.of("");

    @Mixin
    private InputOptions input = new InputOptions();

    @Mixin
    private CameraInput camera = new CameraInput();

    @Option(
            names = "--shelf",
            paramLabel = "NAME",
            description =
                    "The shelf that all pictures show. Without it, each picture is compared with the last ones of "
                            + "all shelves; if none clearly matches, it is named and not recorded.")
    private @Nullable String shelf;

    @Option(
            names = "--shelf-by-folder",
            description = "Each picture shows the shelf that its folder is named after (with --recursive).")
    private boolean isByFolder;

    @Mixin
    private DatabaseOption database = new DatabaseOption();

    @Mixin
    private ModelOption model = new ModelOption();

    @Mixin
    private DeviceOption device = new DeviceOption();

    @Mixin
    private TileOptions tiles = new TileOptions();

    @Mixin
    private RegionSettings regions = new RegionSettings();

    @Option(
            names = "--items",
            description =
                    "Also estimate the number of items: the area of a class divided by the usual area of one item "
                            + "(see learn).")
    private boolean items;

    @Option(
            names = "--tolerance",
            defaultValue = "0.005",
            paramLabel = "X",
            description =
                    "Changes below this share of the picture are not reported, 0 to 1; neither are smaller regions "
                            + "that appear or vanish (${DEFAULT-VALUE}).")
    private double tolerance;

    @Option(
            names = "--relative-tolerance",
            defaultValue = "0.2",
            paramLabel = "X",
            description = "Changes below this share of the region itself are not reported, 0 to 1 (${DEFAULT-VALUE}).")
    private double relativeTolerance;

    @Option(
            names = "--vanish-after",
            defaultValue = "2",
            paramLabel = "N",
            description = "A region has vanished when it is missing from N scans in a row (${DEFAULT-VALUE}).")
    private int vanishAfter;

    @Option(
            names = "--new-baseline",
            description = "Accept the scan as the shelf's new content, without comparing: after moving the camera or "
                    + "rearranging the shelf.")
    private boolean newBaseline;

    @Option(names = "--again", description = "Record pictures again that are already recorded.")
    private boolean again;

    @Option(
            names = "--keep-pictures",
            defaultValue = "20",
            paramLabel = "N",
            description = "Number of scans per shelf whose pictures are kept; figures are kept for all scans "
                    + "(${DEFAULT-VALUE}).")
    private int picturesKept;

    @Option(names = "--strict", description = "Skip pictures that the coach advises to take again (see coach).")
    private boolean strict;

    @Mixin
    private CoachSettings coach = new CoachSettings();

    @Mixin
    private TargetOptions targets = new TargetOptions();

    @Mixin
    private Console console = new Console();

    private final Stop stop = new Stop();

    @Override
    public Integer call() throws IOException, InterruptedException {
        check();
        ScanOptions options = options();
        LeftOut leftOut = new LeftOut();
        Database opened = database.open();
        ScanSummary summary = new ScanSummary(console.wantsDocument());
        Optional<IOException> fault;
        int signal;
        try (Segmenter segmenter =
                        Segmenter.open(model.file(), Options.defaults().withDevice(device.device()));
                Shots shots = shots(leftOut);
                Interruption interruption = Interruption.listen(this::stop)) {
            ShelfScanner scanner = new ShelfScanner(segmenter, opened, options);
            Courier courier = new Courier(new Outbox(opened), TargetOptions.courier());
            fault = scan(shots, scanner, summary, courier);
            signal = interruption.exitCode();
        }
        if (summary.pictures() == 0 && fault.isPresent()) {
            throw fault.get();
        }
        if (summary.pictures() == 0 && !stop.isAskedFor()) {
            throw new IOException(camera.isGiven() ? "the camera gave no picture" : input.nothing(leftOut));
        }
        fault.ifPresent(one -> console.warn(Faults.oneLine(one)));
        console.warn(leftOut.lines().stream().map(line -> "left out: " + line).toList());
        console.say(summary.text(opened.name()));
        if (stop.isAskedFor() && !isEndless()) {
            console.say("stopped; the same command%s continues with the pictures that are not recorded yet"
                    .formatted(again ? " without --again" : ""));
        }
        console.document(summary::document);
        if (fault.isPresent()) {
            return ExitCode.COULD_NOT_RUN;
        }
        if (stop.isAskedFor() && !isEndless()) {
            return signal;
        }
        return summary.hasFailed() ? ExitCode.SOME_FAILED : ExitCode.DONE;
    }

    private void check() {
        camera.check(console);
        if (!camera.isGiven()) {
            input.check(console);
        } else if (!input.isEmpty() || isByFolder) {
            throw console.wrongUsage("--camera supplies all pictures; leave out INPUT, --from-list, --watch,"
                    + " --every and --shelf-by-folder");
        }
        tiles.check(console);
        if (shelf != null && isByFolder) {
            throw console.wrongUsage("--shelf names the shelf of all pictures; leave it or --shelf-by-folder out");
        }
    }

    /** Whether the scan goes on until it is stopped, so that a signal is its usual end. */
    private boolean isEndless() {
        return input.isWatching() || camera.isEndless();
    }

    private Shots shots(LeftOut leftOut) throws IOException, InterruptedException {
        if (camera.isGiven()) {
            return camera.open(console);
        }
        PictureSource pictures = input.source(console, NO_OUTPUT);
        return input.isWatching() || input.isVideo()
                ? PictureShots.of(pictures, leftOut)
                : PictureShots.byTime(pictures, leftOut);
    }

    private ScanOptions options() {
        return console.checked(() -> {
            RecordOptions record = RecordOptions.defaults()
                    .withCompare(new CompareOptions(tolerance, relativeTolerance, vanishAfter))
                    .withNewBaseline(newBaseline)
                    .withAgain(again)
                    .withPicturesKept(picturesKept)
                    .withTargets(targets.targets(console), targets.topic());
            ScanOptions options = regions.apply(ScanOptions.defaults())
                    .withItems(items)
                    .withCoach(coach.options(console), strict)
                    .withRecord(record);
            options = shelf == null ? options : options.withShelf(shelf);
            return tiles.tiling(Runtime.getRuntime().availableProcessors())
                    .map(options::withTiling)
                    .orElse(options);
        });
    }

    /** Scans to the end, or to a fault of the source: what was recorded before is still sent and reported. */
    private Optional<IOException> scan(Shots shots, ShelfScanner scanner, ScanSummary summary, Courier courier)
            throws InterruptedException {
        Optional<IOException> fault = Optional.empty();
        try {
            for (Optional<Shot> shot = next(shots); shot.isPresent(); shot = next(shots)) {
                Shot placed = isByFolder ? byFolder(shot.get()) : shot.get();
                console.say(summary.add(scanner.scan(placed)));
                if (input.isWatching() || camera.isGiven()) {
                    send(courier, Duration.ZERO, summary);
                }
            }
        } catch (IOException e) {
            fault = Optional.of(e);
        }
        send(courier, stop.isAskedFor() ? Duration.ZERO : SendCommand.PATIENCE, summary);
        return fault;
    }

    /** If the outbox cannot be reached, events stay in it and scans continue. */
    private void send(Courier courier, Duration patience, ScanSummary summary) throws InterruptedException {
        try {
            console.warn(summary.sent(courier.send(patience)));
        } catch (InventoryException e) {
            console.warn(summary.notSent(Faults.oneLine(e)));
        }
    }

    private Optional<Shot> next(Shots shots) throws IOException, InterruptedException {
        if (!stop.beginWaiting(Thread.currentThread())) {
            return Optional.empty();
        }
        try {
            return shots.next();
        } catch (InterruptedException e) {
            if (!stop.isAskedFor()) {
                throw e;
            }
            return Optional.empty();
        } finally {
            stop.endWaiting();
        }
    }

    /** The first signal ends the scan after the current picture. */
    private void stop() {
        console.warn("stopping after the picture in progress; once more to stop at once");
        stop.ask();
    }

    private static Shot byFolder(Shot shot) {
        Path folder = Path.of(shot.source()).toAbsolutePath().normalize().getParent();
        Path name = folder == null ? null : folder.getFileName();
        return name == null ? shot : shot.onShelf(name.toString());
    }
}
