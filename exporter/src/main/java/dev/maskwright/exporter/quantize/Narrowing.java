package dev.maskwright.exporter.quantize;

import java.util.function.ToDoubleBiFunction;

/**
 * Searches the range with the least cost, from the full one inwards: first at one end, then at the other, and repeats.
 */
final class Narrowing {

    private static final int STEPS = 64;
    private static final int ROUNDS = 2;

    private final Histogram seen;

    Narrowing(Histogram seen) {
        this.seen = seen;
    }

    /** Of ranges with the same cost, the wider one. */
    Range best(Range full, ToDoubleBiFunction<Histogram, Range> cost) {
        Range best = full;
        double least = cost.applyAsDouble(seen, full);
        for (int round = 0; round < ROUNDS; round++) {
            for (int step = STEPS - 1; step >= 4; step--) {
                Range narrower = new Range(best.low(), full.high() * step / STEPS);
                double found = full.high() > 0 ? cost.applyAsDouble(seen, narrower) : Double.POSITIVE_INFINITY;
                if (found < least) {
                    least = found;
                    best = narrower;
                }
            }
            for (int step = STEPS - 1; step >= 4; step--) {
                Range narrower = new Range(full.low() * step / STEPS, best.high());
                double found = full.low() < 0 ? cost.applyAsDouble(seen, narrower) : Double.POSITIVE_INFINITY;
                if (found < least) {
                    least = found;
                    best = narrower;
                }
            }
        }
        return best;
    }
}
