package dev.maskwright.cli.segment;

import dev.maskwright.sdk.image.LegendPlace;
import dev.maskwright.sdk.image.OverlayStyle;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options for the appearance of overlays. */
final class OverlayOptions {

    @Option(
            names = "--overlay",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Also write the pictures with their masks on them (on by default).")
    private boolean overlay;

    @Option(
            names = "--opacity",
            defaultValue = "0.5",
            paramLabel = "X",
            description = "Opacity of the class colours in overlays, 0..1 (${DEFAULT-VALUE}).")
    private double opacity;

    @Option(
            names = "--contour",
            defaultValue = "0.006",
            paramLabel = "X",
            description = "Width of contours in overlays, as a share of the picture's shorter side; 0"
                    + " for none (${DEFAULT-VALUE}).")
    private double contour;

    @Option(names = "--names", description = "Write the names of classes on their regions in overlays.")
    private boolean names;

    @Option(
            names = "--legend",
            defaultValue = "beside",
            paramLabel = "beside|inside|none",
            description = "Where overlays show names and shares: beside the picture, inside it, or nowhere "
                    + "(${DEFAULT-VALUE}).")
    private LegendPlace legend = LegendPlace.BESIDE;

    /** Empty if none are written. */
    Optional<OverlayStyle> style() {
        return overlay ? Optional.of(new OverlayStyle(opacity, contour, names, legend)) : Optional.empty();
    }
}
