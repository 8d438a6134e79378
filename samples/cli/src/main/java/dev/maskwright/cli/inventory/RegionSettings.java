package dev.maskwright.cli.inventory;

import dev.maskwright.inventory.ScanOptions;
import picocli.CommandLine.Option;

/** Which regions count. */
final class RegionSettings {

    @Option(
            names = "--min-share",
            defaultValue = "0.002",
            paramLabel = "X",
            description = "Regions that cover less of their picture do not count, 0 to 1 (${DEFAULT-VALUE}).")
    private double minShare;

    @Option(
            names = "--min-confidence",
            defaultValue = "0.6",
            paramLabel = "X",
            description = "Regions with a lower mean confidence do not count, 0 to 1 (${DEFAULT-VALUE}).")
    private double minConfidence;

    @Option(
            names = "--gap",
            defaultValue = "0.01",
            paramLabel = "X",
            description =
                    "Parts of one class at most this far apart are one region, as a share of the picture's longer "
                            + "side (${DEFAULT-VALUE}).")
    private double gap;

    ScanOptions apply(ScanOptions options) {
        return options.withRegions(minShare, minConfidence, gap);
    }
}
