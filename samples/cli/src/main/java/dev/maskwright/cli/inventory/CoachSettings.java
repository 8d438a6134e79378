package dev.maskwright.cli.inventory;

import dev.maskwright.cli.terminal.Console;
import dev.maskwright.inventory.capture.CoachOptions;
import picocli.CommandLine.Option;

/** Thresholds beyond which a picture should be taken again. */
final class CoachSettings {

    @Option(
            names = "--most-blur",
            defaultValue = "0.55",
            paramLabel = "X",
            description =
                    "The highest blur, from 0 (sharp) to 1: the part of the differences between neighbouring pixels "
                            + "that remains after smoothing (${DEFAULT-VALUE}).")
    private double mostBlur;

    @Option(
            names = "--least-brightness",
            defaultValue = "0.15",
            paramLabel = "X",
            description = "The lowest median brightness, 0 to 1 (${DEFAULT-VALUE}).")
    private double leastBrightness;

    @Option(
            names = "--most-tilt",
            defaultValue = "5",
            paramLabel = "DEGREES",
            description = "The largest tilt of upright edges (${DEFAULT-VALUE}).")
    private double mostTilt;

    @Option(
            names = "--least-overlap",
            defaultValue = "0.6",
            paramLabel = "X",
            description =
                    "The smallest share of the picture that must also be in the last picture of the shelf, 0 to 1 "
                            + "(${DEFAULT-VALUE}).")
    private double leastOverlap;

    CoachOptions options(Console console) {
        return console.checked(() -> new CoachOptions(mostBlur, leastBrightness, mostTilt, leastOverlap));
    }
}
