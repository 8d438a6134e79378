package dev.maskwright.sdk.internal.preprocess;

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

    /** Plans pairs of rows. */
    RowPairs pairs();

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
