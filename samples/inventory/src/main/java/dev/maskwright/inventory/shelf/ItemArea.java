package dev.maskwright.inventory.shelf;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The usual area of an item, learned from marked ones.
 *
 * @param shelf empty for every shelf: an area applies to one distance of the camera
 * @param share the median of the marked items, of the picture, above 0
 * @param low the lower quartile
 * @param high the upper quartile
 * @param samples number of marked items
 */
public record ItemArea(Optional<String> shelf, String label, double share, double low, double high, int samples) {

    /** @throws IllegalArgumentException if the figures are not {@code 0 < low <= share <= high <= 1} */
    public ItemArea {
        if (!(low > 0 && low <= share && share <= high && high <= 1) || samples < 1) {
            throw new IllegalArgumentException(
                    ("the usual area of '%s' must be 0 < low <= share <= high <= 1 of one item or"
                                    + " more, got %s, %s, %s of %d")
                            .formatted(label, low, share, high, samples));
        }
    }

    /**
     * Of marked items.
     *
     * @param shares of the picture, one for each item; at least one
     */
    public static ItemArea of(Optional<String> shelf, String label, List<Double> shares) {
        double[] sorted =
                shares.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return new ItemArea(
                shelf, label, quantile(sorted, 0.5), quantile(sorted, 0.25), quantile(sorted, 0.75), sorted.length);
    }

    private static double quantile(double[] sorted, double q) {
        double at = q * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }

    /** The estimated number of items for a share of the picture. */
    public double items(double covered) {
        return covered / share;
    }

    /** The area that applies to a shelf: its own, or else that for every shelf. */
    public static Optional<ItemArea> find(List<ItemArea> areas, String shelf, String label) {
        return Arrays.asList(Optional.of(shelf), Optional.<String>empty()).stream()
                .flatMap(place -> areas.stream().filter(area -> area.label.equals(label) && area.shelf.equals(place)))
                .findFirst();
    }
}
