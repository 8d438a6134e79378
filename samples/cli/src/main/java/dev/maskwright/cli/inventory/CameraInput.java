package dev.maskwright.cli.inventory;

import dev.maskwright.camera.Camera;
import dev.maskwright.camera.CameraOptions;
import dev.maskwright.camera.CameraSource;
import dev.maskwright.cli.camera.SourceOptions;
import dev.maskwright.cli.terminal.Console;
import dev.maskwright.inventory.Shots;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options for scanning a camera instead of picture files. */
final class CameraInput {

    private static final double SECONDS = 60;

    @Option(
            names = "--camera",
            paramLabel = "SOURCE",
            description = {
                "Scan a camera instead, until Ctrl-C: /dev/video0, an address (rtsp://..., http://... with "
                        + "MJPEG), a video file",
                "played in real time, or - for raw NV12 frames from standard input (see camera). Needs ffmpeg."
            })
    private @Nullable String camera;

    @Option(names = "--each", paramLabel = "SECONDS", description = "Seconds between scans of the camera (60).")
    private @Nullable Double each;

    @Option(names = "--scans", paramLabel = "N", description = "Stop after N pictures from the camera.")
    private @Nullable Integer scans;

    @Mixin
    private SourceOptions options = new SourceOptions();

    boolean isGiven() {
        return camera != null;
    }

    /** Whether it continues until it is stopped. */
    boolean isEndless() {
        return camera != null && scans == null;
    }

    /** Rejects an invalid source, and camera options without a camera. */
    void check(Console console) {
        if (camera == null && (each != null || scans != null || options.areGiven())) {
            throw console.wrongUsage("--each, --scans, --size and --give-up go with --camera; leave them out");
        }
        if (scans != null) {
            console.requirePositive("--scans", scans);
        }
        if (camera != null) {
            Opening unused = opening(console, camera);
        }
    }

    /** Opens the camera without waiting for it; its events are reported. */
    Shots open(Console console) {
        Opening opening = opening(console, String.valueOf(camera));
        return new CameraShots(
                Camera.open(opening.source, opening.options, console::warn),
                opening.source.name(),
                opening.interval,
                scans == null ? Long.MAX_VALUE : scans);
    }

    private record Opening(CameraSource source, CameraOptions options, Duration interval) {}

    private Opening opening(Console console, String text) {
        CameraSource source = console.checked(() -> CameraSource.parse(text));
        Duration interval = SourceOptions.duration(console, "--each", each == null ? SECONDS : each);
        return new Opening(source, options.read(console, source), interval);
    }
}
