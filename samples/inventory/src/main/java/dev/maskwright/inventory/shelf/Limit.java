package dev.maskwright.inventory.shelf;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A threshold of a class.
 *
 * @param shelf empty for every shelf
 * @param unit what is limited
 * @param least below this an alert is raised; empty for none
 * @param most above this an alert is raised; empty for none
 */
public record Limit(Optional<String> shelf, String label, Unit unit, OptionalDouble least, OptionalDouble most) {

    /** The hysteresis: by how much of the limit a share must be back inside before an alert ends. */
    private static final double MARGIN = 0.05;

    /** What is counted. */
    public enum Unit {
        /** The share of the picture, 0..1. */
        SHARE,
        /** About how many items. */
        ITEMS;

        /** {@code share}. */
        public String words() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Which limit was passed. */
    public enum Side {
        LOW,
        HIGH;

        public String words() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @throws IllegalArgumentException if there is no limit, or one is out of range */
    public Limit {
        double top = unit == Unit.SHARE ? 1 : Double.MAX_VALUE;
        if (least.isEmpty() && most.isEmpty()) {
            throw new IllegalArgumentException("a limit of '%s' needs a least or a most value".formatted(label));
        }
        if (!(least.orElse(0) >= 0 && least.orElse(0) <= most.orElse(top) && most.orElse(0) <= top)) {
            throw new IllegalArgumentException("limits of '%s' are 0 <= least <= most%s, got %s and %s"
                    .formatted(
                            label,
                            unit == Unit.SHARE ? " <= 1, shares of the picture" : "",
                            least.isPresent() ? least.getAsDouble() : "none",
                            most.isPresent() ? most.getAsDouble() : "none"));
        }
    }

    /** The value of a level in this unit; empty if items cannot be estimated. */
    public OptionalDouble of(Level level) {
        return unit == Unit.SHARE
                ? OptionalDouble.of(level.share())
                : level.items().isPresent()
                        ? OptionalDouble.of(Math.rint(level.items().getAsDouble()))
                        : OptionalDouble.empty();
    }

    /** Whether a value is beyond a limit; if it already was, it must return by a margin. */
    public boolean isPassed(Side side, double value, boolean wasPassed) {
        OptionalDouble limit = side == Side.LOW ? least : most;
        if (limit.isEmpty()) {
            return false;
        }
        double margin = wasPassed && unit == Unit.SHARE ? MARGIN * limit.getAsDouble() : 0;
        return side == Side.LOW ? value < limit.getAsDouble() + margin : value > limit.getAsDouble() - margin;
    }
}
