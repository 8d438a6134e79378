package dev.maskwright.inventory.capture;

/**
 * Thresholds beyond which a picture should be taken again. {@code docs/how-to/inventory.md} explains the defaults.
 *
 * @param mostBlur 0..1, see {@link CaptureFigures#blur}
 * @param leastBrightness 0..1, see {@link CaptureFigures#brightness}
 * @param mostTilt in degrees
 * @param leastOverlap 0..1, see {@link Alignment#overlap}
 */
public record CoachOptions(double mostBlur, double leastBrightness, double mostTilt, double leastOverlap) {

    /** @throws IllegalArgumentException if one is out of its range */
    public CoachOptions {
        requireShare("blur", mostBlur);
        requireShare("brightness", leastBrightness);
        requireShare("overlap", leastOverlap);
        if (!(mostTilt >= 0 && mostTilt <= 45)) {
            throw new IllegalArgumentException("a tilt is 0..45 degrees, got %s".formatted(mostTilt));
        }
    }

    private static void requireShare(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("the threshold of %s is 0..1, got %s".formatted(name, value));
        }
    }

    public static CoachOptions defaults() {
        return new CoachOptions(0.55, 0.15, 5, 0.6);
    }
}
