package dev.maskwright.folder;

import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Region;
import dev.maskwright.sdk.RegionOptions;
import java.util.List;

/**
 * Which regions of masks count, and how they are described.
 *
 * @param options which count
 * @param tolerance how far corners of polygons may be from the mask's edges, in pixels; 0 for exact
 */
public record RegionFileOptions(RegionOptions options, double tolerance) {

    /** @throws IllegalArgumentException if the tolerance is negative */
    public RegionFileOptions {
        if (!(tolerance >= 0)) {
            throw new IllegalArgumentException("a tolerance must be 0 pixels or more, got %s".formatted(tolerance));
        }
    }

    /** The regions that count by default, described exactly. */
    public static RegionFileOptions defaults() {
        return new RegionFileOptions(RegionOptions.defaults(), 0);
    }

    /** The regions of a mask that count. */
    List<Region> of(Mask mask) {
        return mask.regions(options);
    }
}
