package dev.maskwright.cli.camera;

import dev.maskwright.camera.CameraOptions;
import dev.maskwright.camera.CameraSource;
import dev.maskwright.cli.terminal.Console;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options for reading a camera. */
public final class SourceOptions {

    private static final Pattern SIZE = Pattern.compile("(\\d{1,5})x(\\d{1,5})");

    @Option(names = "--size", paramLabel = "WxH", description = "The size of raw frames from standard input.")
    private @Nullable String size;

    @Option(
            names = "--give-up",
            paramLabel = "S",
            description =
                    "Stop when a camera has given no picture for S seconds (never: it is reopened again and again).")
    private @Nullable Double giveUp;

    /** Whether one of them was given. */
    public boolean areGiven() {
        return size != null || giveUp != null;
    }

    /** The requested options; rejects those that do not apply to the source. */
    public CameraOptions read(Console console, CameraSource from) {
        CameraOptions options = CameraOptions.defaults();
        if (from.isStandardInput() != (size != null)) {
            throw console.wrongUsage(
                    size == null
                            ? "raw frames from standard input do not contain their size; add --size WxH"
                            : "--size is for raw frames from standard input; leave it out here");
        }
        if (size != null) {
            Matcher sides = SIZE.matcher(size);
            if (!sides.matches()) {
                throw console.wrongUsage("--size: expected a size such as 1280x720 but was '%s'".formatted(size));
            }
            options = options.withRawSize(console.checked(() ->
                    new CameraOptions.FrameSize(Integer.parseInt(sides.group(1)), Integer.parseInt(sides.group(2)))));
        }
        return giveUp == null ? options : options.withGiveUpAfter(duration(console, "--give-up", giveUp));
    }

    /** A time in seconds, which must be above 0. */
    public static Duration duration(Console console, String option, double seconds) {
        if (!(seconds > 0) || Double.isInfinite(seconds)) {
            throw console.wrongUsage("%s must be above 0, got %s".formatted(option, seconds));
        }
        return Duration.ofMillis(Math.max(1, Math.round(1000 * seconds)));
    }
}
