package dev.maskwright.exporter.quantize;

/**
 * How the range of a value is chosen from its distribution. A narrower range has finer steps, but clips the rare
 * numbers outside it.
 */
public enum CalibrationMethod {
    /** The whole observed range. */
    MIN_MAX {
        @Override
        Range range(Histogram seen) {
            return seen.range();
        }
    },
    /** Clips a fraction of 0.00001 at either end. */
    PERCENTILE {
        @Override
        Range range(Histogram seen) {
            double spared = seen.total() * SPARED_SHARE;
            int first = seen.first();
            for (double below = 0; first < seen.end() && below + seen.count(first) <= spared; first++) {
                below += seen.count(first);
            }
            int end = seen.end();
            for (double above = 0; end > first && above + seen.count(end - 1) <= spared; end--) {
                above += seen.count(end - 1);
            }
            Range all = seen.range();
            double low = seen.middle(first) - seen.width() / 2;
            double high = seen.middle(end - 1) + seen.width() / 2;
            return new Range(Math.max(all.low(), low), Math.min(all.high(), high));
        }
    },
    /**
     * The least loss of information: the distribution in 256 levels has the least divergence from the one in fine bins.
     */
    ENTROPY {
        @Override
        Range range(Histogram seen) {
            return new Narrowing(seen).best(seen.range(), Divergence::of);
        }
    },
    /** The least mean squared error. */
    MSE {
        @Override
        Range range(Histogram seen) {
            return new Narrowing(seen).best(seen.range(), SquaredError::of);
        }
    };

    private static final double SPARED_SHARE = 1e-5;

    abstract Range range(Histogram seen);
}
