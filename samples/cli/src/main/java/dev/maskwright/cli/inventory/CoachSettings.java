package dev.maskwright.cli.inventory;

import dev.maskwright.cli.terminal.Console;
import dev.maskwright.inventory.capture.CoachOptions;
import picocli.CommandLine.Option;

/** From where on a picture should be taken again. */
final class CoachSettings {

    @Option(
            names = "--most-blur",
            defaultValue = "0.55",
            paramLabel = "X",
            description =
                    "A picture is too blurred above this, 0 sharp to 1: what smoothing leaves of the differences between neighbouring pixels (${DEFAULT-VALUE}).")
    private double mostBlur;

    @Option(
            names = "--least-brightness",
            defaultValue = "0.15",
            paramLabel = "X",
            description = "It is too dark if half of it is darker than this, 0 to 1 (${DEFAULT-VALUE}).")
    private double leastBrightness;

    @Option(
            names = "--most-tilt",
            defaultValue = "5",
            paramLabel = "DEGREES",
            description = "It is tilted if its upright edges lean by more (${DEFAULT-VALUE}).")
    private double mostTilt;

    @Option(
            names = "--least-overlap",
            defaultValue = "0.6",
            paramLabel = "X",
            description =
                    "It shows too little of what the last picture of the shelf shows if that is less than this share, 0 to 1 (${DEFAULT-VALUE}).")
    private double leastOverlap;

    CoachOptions options(Console console) {
        return console.checked(() -> new CoachOptions(mostBlur, leastBrightness, mostTilt, leastOverlap));
    }
}
