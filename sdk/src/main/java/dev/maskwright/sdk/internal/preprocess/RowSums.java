package dev.maskwright.sdk.internal.preprocess;

/**
 * The weighted sums along a row, in the order of {@link RowReader}. What it gives is what the plain loop over targets and their
 * weights gives, bit for bit, but it is made of long loops over whole arrays, which the compiler runs for many ints at once:
 *
 * <ul>
 *   <li>Targets are dealt out to classes such that those of one class lie far apart. In a class, each source pixel then counts for
 *       one target at most, so its row of weights can be multiplied by the row of pixels, and each group of pixels summed up.
 *   <li>Sums of 2, 4, 8... groups in succession come from adding the sums to themselves, moved by 1, 2, 4... Once they are as long as the
 *       longest target, each target's sum stands at its first group, as the groups after its last have no weight.
 * </ul>
 */
final class RowSums {

    private static final int LANES = RowReader.LANES;
    private static final int HALF = 1 << (Coefficients.BITS - 1);

    private final int groups;
    private final int classes;

    /** How many groups a sum has: a power of two. */
    private final int span;

    /** How far the sums of one class are from those of the next: behind them lie {@code span} groups that are always 0. */
    private final int stride;

    private final int[] weights;

    /** Where the sum of a target begins. */
    private final int[] positions;

    private final int[] sums;
    private final int[] even;
    private final int[] odd;

    /**
     * Plans the sums of rows.
     *
     * @param lead how many pixels a row has before the first that the coefficients know
     * @param groups how many groups a row has
     */
    RowSums(Coefficients columns, int lead, int groups) {
        this.groups = groups;
        int targets = columns.targetSize();
        int[] first = new int[targets];
        int longest = 1;
        for (int t = 0; t < targets; t++) {
            first[t] = (lead + columns.starts()[t]) / LANES;
            longest = Math.max(longest, (lead + columns.end(t) - 1) / LANES + 1 - first[t]);
        }
        span = longest == 1 ? 1 : 2 * Integer.highestOneBit(longest - 1);
        classes = classes(first, span);
        stride = groups + span;
        weights = new int[Math.multiplyExact(classes, LANES * groups)];
        positions = new int[targets];
        for (int t = 0; t < targets; t++) {
            int weightsOfClass = t % classes * LANES * groups;
            for (int k = 0; k < columns.lengths()[t]; k++) {
                int x = lead + columns.starts()[t] + k;
                weights[weightsOfClass + x % LANES * groups + x / LANES] = columns.weights()[t * columns.stride() + k];
            }
            positions[t] = t % classes * stride + first[t];
        }
        sums = new int[Math.multiplyExact(classes, stride)];
        even = new int[span > 1 ? sums.length : 0];
        odd = new int[span > 2 ? sums.length : 0];
    }

    /** The least number of classes for which the targets of one class, {@code span} groups each, do not overlap. */
    private static int classes(int[] first, int span) {
        int classes = 1;
        int next = 0;
        for (int t = 0; t < first.length; t++) {
            while (next < first.length && first[next] < first[t] + span) {
                next++;
            }
            classes = Math.max(classes, next - t);
        }
        return classes;
    }

    /** Writes the sum of each target, with {@link Coefficients#BITS} bits after the point and half of one added. */
    void sum(int[] row, int[] to, int at) {
        for (int c = 0; c < classes; c++) {
            multiply(row, weights, c * LANES * groups, sums, c * stride, groups);
        }
        int[] added = sums;
        for (int shift = 1; shift < span; shift *= 2) {
            int[] longer = added == even ? odd : even;
            addShifted(added, shift, longer);
            added = longer;
        }
        for (int t = 0; t < positions.length; t++) {
            to[at + t] = added[positions[t]] + HALF;
        }
    }

    private static void multiply(int[] row, int[] weights, int from, int[] to, int at, int n) {
        for (int i = 0; i < n; i++) {
            to[at + i] = row[i] * weights[from + i]
                    + row[n + i] * weights[from + n + i]
                    + row[2 * n + i] * weights[from + 2 * n + i]
                    + row[3 * n + i] * weights[from + 3 * n + i];
        }
    }

    private static void addShifted(int[] from, int shift, int[] to) {
        int end = from.length - shift;
        for (int i = 0; i < end; i++) {
            to[i] = from[i] + from[i + shift];
        }
    }
}
