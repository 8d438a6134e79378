package dev.maskwright.cli.camera;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import dev.maskwright.camera.Camera;
import dev.maskwright.camera.CameraOptions;
import dev.maskwright.camera.CameraSource;
import dev.maskwright.camera.CountOptions;
import dev.maskwright.camera.Counts;
import dev.maskwright.camera.Live;
import dev.maskwright.camera.LiveFigures;
import dev.maskwright.camera.LiveOptions;
import dev.maskwright.camera.PictureSink;
import dev.maskwright.cli.option.DeviceOption;
import dev.maskwright.cli.option.ModelOption;
import dev.maskwright.cli.terminal.Console;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.cli.terminal.Faults;
import dev.maskwright.cli.terminal.Interruption;
import dev.maskwright.sdk.LoopFigures;
import dev.maskwright.sdk.Options;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.VideoOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Live video in, pictures with masks and counts out. */
@Command(
        name = "camera",
        description = {
            "Segment live video and show it with its masks in a window, in a browser, or as a file.",
            "Frames are decoded by ffmpeg; the newest one wins, and lost cameras are reopened."
        },
        sortOptions = false)
public final class CameraCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "SOURCE",
            description = {
                "A camera of this machine (/dev/video0), an address (rtsp://..., http://... with MJPEG), a video "
                        + "file, or - for raw frames",
                "in NV12 from standard input."
            })
    private String source = "";

    @Mixin
    private SourceOptions opening = new SourceOptions();

    @Mixin
    private ModelOption model = new ModelOption();

    @Mixin
    private DeviceOption device = new DeviceOption();

    @Option(
            names = "--threads",
            defaultValue = "1",
            paramLabel = "N",
            description = "Threads of the network; drawing has its own thread (${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = "--steady",
            arity = "0..1",
            fallbackValue = "300",
            paramLabel = "MS",
            description = "Reduce flicker: average outputs over time with this half-life in milliseconds where nothing "
                    + "moves (300).")
    private @Nullable Integer steady;

    @Option(
            names = "--changes-only",
            description =
                    "Run the network only where the picture changes, and on all of it every two seconds; for fixed "
                            + "cameras.")
    private boolean changesOnly;

    @Mixin
    private PlaceOptions places = new PlaceOptions();

    @Mixin
    private ViewOptions views = new ViewOptions();

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "Stop after S seconds (never, except at a file's end).")
    private @Nullable Double seconds;

    @Option(
            names = "--every",
            defaultValue = "5",
            paramLabel = "S",
            description = "Print a status line every S seconds (${DEFAULT-VALUE}).")
    private double every;

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws IOException, InterruptedException {
        console.requirePositive("--threads", threads);
        Duration unusedPause = SourceOptions.duration(console, "--every", every); // rejected before anything starts
        CountOptions counted = places.read(console);
        LiveOptions options =
                LiveOptions.defaults().withVideo(video()).withCounted(counted).withStyle(views.style(console));
        CameraSource from = console.checked(() -> CameraSource.parse(source));
        CameraOptions camera = opening.read(console, from);
        Options engine = Options.defaults().withDevice(device.device()).withThreads(threads);
        try (Segmenter segmenter = Segmenter.open(model.file(), engine)) {
            return run(from, camera, segmenter, options);
        }
    }

    private VideoOptions video() {
        VideoOptions video = VideoOptions.eachFrame();
        if (steady != null) {
            console.requirePositive("--steady", steady);
            video = video.withSteady(Duration.ofMillis(steady));
        }
        return changesOnly ? video.withChangesOnly(Duration.ofSeconds(2)) : video;
    }

    private int run(CameraSource from, CameraOptions cameraOptions, Segmenter segmenter, LiveOptions options)
            throws IOException, InterruptedException {
        List<PictureSink> sinks = new ArrayList<>();
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "maskwright-figures");
            thread.setDaemon(true);
            return thread;
        });
        try (Camera camera = Camera.open(from, cameraOptions, console::warn)) {
            sinks.addAll(views.open(console, "Maskwright: " + from.name(), camera::close)); // which ends the run
            Live live = console.checked(() -> new Live(camera, segmenter, options, sinks, console::say));
            try (Interruption interruption = Interruption.listen(live::stop)) {
                long begin = System.nanoTime();
                long pause = SourceOptions.duration(console, "--every", every).toMillis();
                ScheduledFuture<?> unusedTelling =
                        clock.scheduleAtFixedRate(() -> tell(live, begin), pause, pause, TimeUnit.MILLISECONDS);
                if (seconds != null) {
                    long end = SourceOptions.duration(console, "--seconds", seconds)
                            .toMillis();
                    ScheduledFuture<?> unusedEnd = clock.schedule(live::stop, end, TimeUnit.MILLISECONDS);
                }
                return finish(from, live, begin, interruption);
            }
        } finally {
            clock.shutdownNow();
            sinks.forEach(PictureSink::close);
        }
    }

    private int finish(CameraSource from, Live live, long begin, Interruption interruption)
            throws InterruptedException {
        int code = ExitCode.DONE;
        try {
            live.run();
        } catch (IOException e) {
            console.warn(Faults.oneLine(e));
            code = ExitCode.COULD_NOT_RUN;
        }
        LiveFigures figures = live.figures();
        double took = (System.nanoTime() - begin) / 1e9;
        console.say(line(figures, took)
                + String.format(
                        Locale.ROOT,
                        "; %d frames, %d masks, %.1f shown/s",
                        figures.camera().frames(),
                        figures.loop().masked(),
                        figures.shown() / took));
        console.document(() -> document(figures, took));
        if (code == ExitCode.DONE && figures.camera().frames() == 0 && !interruption.isAskedFor()) {
            console.warn("no picture came from %s in %.0f s".formatted(from.name(), took));
            code = ExitCode.COULD_NOT_RUN;
        }
        return interruption.isAskedFor()
                ? interruption.exitCode()
                : code == ExitCode.DONE && figures.failed() > 0 ? ExitCode.SOME_FAILED : code;
    }

    private void tell(Live live, long begin) {
        if (live.hasBegun()) {
            LiveFigures figures = live.figures();
            console.say(line(figures, (System.nanoTime() - begin) / 1e9));
            figures.counts().map(Live::words).orElse(List.of()).forEach(line -> console.say("  " + line));
        }
    }

    private static String line(LiveFigures figures, double seconds) {
        LoopFigures loop = figures.loop();
        return String.format(
                        Locale.ROOT,
                        "%.0f s: %.1f masks/s, latency %.0f ms (99 of 100 within %.0f), %d dropped",
                        seconds,
                        loop.framesPerSecond(),
                        loop.latency().median().toNanos() / 1e6,
                        loop.latency().p99().toNanos() / 1e6,
                        figures.dropped())
                + count(figures.camera().reconnects(), "reconnected")
                + count(figures.camera().sizeChanges(), "changes of size")
                + count(figures.failed(), "failed")
                + (loop.masked() > 0 && figures.video().networkShare() < 1
                        ? String.format(
                                Locale.ROOT,
                                ", %.0f %% of the picture run",
                                100 * figures.video().networkShare())
                        : "");
    }

    private static String count(long count, String what) {
        return count == 0 ? "" : ", %d %s".formatted(count, what);
    }

    private static JsonObject document(LiveFigures figures, double seconds) {
        JsonObject json = new JsonObject();
        json.addProperty("seconds", seconds);
        json.addProperty("frames", figures.camera().frames());
        json.addProperty("masks", figures.loop().masked());
        json.addProperty("shown", figures.shown());
        json.addProperty("dropped", figures.dropped());
        json.addProperty("failed", figures.failed());
        json.addProperty("reconnects", figures.camera().reconnects());
        json.addProperty("sizeChanges", figures.camera().sizeChanges());
        json.addProperty(
                "latencyMedianMillis", figures.loop().latency().median().toNanos() / 1e6);
        json.addProperty("latencyP99Millis", figures.loop().latency().p99().toNanos() / 1e6);
        json.addProperty("networkShare", figures.video().networkShare());
        @Nullable Counts counts = figures.counts().orElse(null);
        json.add("counts", new Gson().toJsonTree(counts));
        return json;
    }
}
