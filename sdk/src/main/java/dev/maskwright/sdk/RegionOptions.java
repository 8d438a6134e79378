package dev.maskwright.sdk;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.geometry.Connectivity;

/**
 * Which regions of a mask are reported.
 *
 * @param connectivity which pixels belong together
 * @param background whether regions of the background are included
 * @param leastShare regions that cover less of the frame than this, 0..1, are left out
 * @param leastConfidence regions with a lower mean confidence, 0..1, are left out
 * @param gap regions of one class are merged if there are at most this many pixels of the frame between them,
 *     horizontally and vertically; 0 keeps them separate
 */
public record RegionOptions(
        Connectivity connectivity, boolean background, double leastShare, double leastConfidence, double gap) {

    private static final RegionOptions DEFAULTS = new RegionOptions(Connectivity.EIGHT, false, 0.001, 0, 0);

    /** @throws IllegalArgumentException if a number is out of range */
    public RegionOptions {
        if (!(leastShare >= 0 && leastShare <= 1) || !(leastConfidence >= 0 && leastConfidence <= 1)) {
            throw new IllegalArgumentException(
                    "the least share and the least confidence of regions are 0..1, got %s and %s"
                            .formatted(leastShare, leastConfidence));
        }
        if (!(gap >= 0 && gap <= Frame.MAX_SIDE)) {
            throw new IllegalArgumentException(
                    "a gap between regions is 0..%d pixels, got %s".formatted(Frame.MAX_SIDE, gap));
        }
    }

    /**
     * All classes except the background, pixels connected by edges or corners, at least a thousandth of the frame; the
     * command line has the same defaults.
     */
    public static RegionOptions defaults() {
        return DEFAULTS;
    }

    public RegionOptions withConnectivity(Connectivity newConnectivity) {
        return new RegionOptions(newConnectivity, background, leastShare, leastConfidence, gap);
    }

    public RegionOptions withBackground(boolean newBackground) {
        return new RegionOptions(connectivity, newBackground, leastShare, leastConfidence, gap);
    }

    public RegionOptions withLeastShare(double newShare) {
        return new RegionOptions(connectivity, background, newShare, leastConfidence, gap);
    }

    public RegionOptions withLeastConfidence(double newConfidence) {
        return new RegionOptions(connectivity, background, leastShare, newConfidence, gap);
    }

    public RegionOptions withGap(double newGap) {
        return new RegionOptions(connectivity, background, leastShare, leastConfidence, newGap);
    }
}
