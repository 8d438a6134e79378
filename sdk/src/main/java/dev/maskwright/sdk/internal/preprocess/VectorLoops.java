package dev.maskwright.sdk.internal.preprocess;

import dev.maskwright.sdk.internal.pixel.YuvConversion;
import org.jspecify.annotations.Nullable;

/**
 * What takes most of the time of preparing, written with the Vector API. It is used where Java was started with
 * {@code --add-modules jdk.incubator.vector}; all results are those of the plain loops, bit for bit.
 *
 * <p>This is all that is known of the Vector API here: what implements it is compiled apart, since compilers warn of
 * incubating modules and this module must load without them.
 */
interface VectorLoops {

    /** The loops, or null where this Java has no Vector API or was not asked for it. */
    static @Nullable VectorLoops found() {
        return Found.LOOPS;
    }

    /** Looks once. */
    final class Found {

        private static final @Nullable VectorLoops LOOPS = find();

        private Found() {}

        private static @Nullable VectorLoops find() {
            try {
                Class<?> vectors = Class.forName("jdk.incubator.vector.IntVector"); // Android, too, has none
                VectorLoops.class.getModule().addReads(vectors.getModule());
                Class<?> loops = Class.forName(VectorLoops.class.getPackageName() + ".VectorApiLoops");
                return (VectorLoops) loops.getDeclaredConstructor().newInstance();
            } catch (ReflectiveOperationException | LinkageError e) {
                return null; // not there, or changed, as an incubating API may
            }
        }
    }

    /**
     * Converts one channel of a lane of two rows from Y, U and V, and adds it to target rows: to each, both times their
     * weights.
     *
     * @param first Y of the first row, four pixels in an int; all arrays have the same length
     * @param shift of the lane in these ints, in bits
     * @param factor of Y, with {@link YuvConversion#BITS} bits after the point
     * @param tint what U and V add, the same for both rows
     * @param targets the lane in the target rows
     * @param weights of the first and the second row for the first target, then for the next...
     * @param count how many target rows there are: two or more
     */
    void addConverted(
            int[] first, int[] second, int shift, int factor, int[] tint, int[][] targets, int[] weights, int count);

    /** What {@link SmoothPlan#roundPlain} does. */
    void round(int[] from, int[] to);

    /**
     * Plans the sums of rows.
     *
     * @param lead how many pixels a row has before the first that the coefficients know
     * @param groups how many groups a row has
     */
    RowSums sums(Coefficients columns, int lead, int groups);
}
