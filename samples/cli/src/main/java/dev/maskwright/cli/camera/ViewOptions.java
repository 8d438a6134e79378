package dev.maskwright.cli.camera;

import dev.maskwright.camera.BrowserView;
import dev.maskwright.camera.PictureSink;
import dev.maskwright.camera.VideoFile;
import dev.maskwright.camera.WindowView;
import dev.maskwright.cli.terminal.Console;
import dev.maskwright.folder.source.Ffmpeg;
import dev.maskwright.sdk.image.LegendPlace;
import dev.maskwright.sdk.image.OverlayStyle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options for where and how pictures are shown. */
final class ViewOptions {

    @Option(
            names = "--window",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Show the picture in a window if there is a screen (on by default).")
    private boolean window;

    @Option(
            names = "--browser",
            paramLabel = "PORT",
            description =
                    "Show it to browsers on this machine at http://localhost:PORT/, as MJPEG; 0 for any free port.")
    private @Nullable Integer port;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description =
                    "Write it to a video file, such as out.mp4. If the picture size changes, another file begins: "
                            + "out-2.mp4.")
    private @Nullable Path output;

    @Option(
            names = "--opacity",
            defaultValue = "0.5",
            paramLabel = "X",
            description = "Opacity of the class colours, 0..1 (${DEFAULT-VALUE}).")
    private double opacity;

    @Option(names = "--names", description = "Write the names of classes on their regions.")
    private boolean names;

    @Option(
            names = "--legend",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Name the largest classes in the picture (on by default).")
    private boolean legend;

    OverlayStyle style(Console console) {
        return console.checked(() -> OverlayStyle.defaults()
                .withOpacity(opacity)
                .withContour(0) // costs more than the rest, thirty times a second
                .withNames(names)
                .withLegend(legend ? LegendPlace.INSIDE : LegendPlace.NONE));
    }

    /** Opens all requested views and reports them. */
    List<PictureSink> open(Console console, String title, Runnable onClose) throws IOException {
        if (port != null && (port < 0 || port > 65535)) {
            throw console.wrongUsage("--browser must be a port in 0..65535, got %d".formatted(port));
        }
        if (!window) { // AWT asks once, at the first picture that is drawn, and draws none if a screen is named that is
            // not there
            System.setProperty("java.awt.headless", "true");
        }
        List<PictureSink> sinks = new ArrayList<>();
        try {
            if (output != null) {
                sinks.add(VideoFile.of(output, Ffmpeg.PROGRAM, console::warn));
            }
            if (port != null) {
                BrowserView browser = BrowserView.open(port);
                sinks.add(browser);
                console.say("http://localhost:%d/".formatted(browser.port()));
            }
            if (window) {
                Optional<WindowView> view = WindowView.open(title, onClose);
                if (view.isEmpty()) {
                    console.say("no window: there is no screen here"
                            + (sinks.isEmpty() ? "; --browser PORT shows the picture, --output FILE keeps it" : ""));
                }
                view.ifPresent(sinks::add);
            }
        } catch (IOException e) {
            sinks.forEach(PictureSink::close);
            throw e;
        }
        return sinks;
    }
}
