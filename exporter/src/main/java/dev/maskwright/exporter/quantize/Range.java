package dev.maskwright.exporter.quantize;

/** The range of a value's 256 levels; it always includes 0, with which convolutions pad. */
record Range(double low, double high) {

    /** One level for each byte. */
    static final Range BYTES = new Range(0, 255);

    private static final int STEPS = 255;

    Range {
        low = Math.min(low, 0);
        high = Math.max(high, 0);
        if (!Double.isFinite(high - low)) {
            throw new IllegalArgumentException("a range must be finite, got %s to %s".formatted(low, high));
        }
    }

    Range union(Range other) {
        return new Range(Math.min(low, other.low), Math.max(high, other.high));
    }

    /** The distance between two levels. */
    float step() {
        double step = (high - low) / STEPS;
        return step < Float.MIN_NORMAL ? 1 : (float) step; // a value that is always 0 may have any step
    }

    /** The level of 0. */
    int zeroPoint() {
        return (int) Math.round(-low / step());
    }
}
