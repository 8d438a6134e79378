package dev.maskwright.sdk.internal.preprocess;

import org.jspecify.annotations.Nullable;

/**
 * The loops that take most of the time to prepare a frame, written with the Vector API. They are used if Java was
 * started with {@code --add-modules jdk.incubator.vector}; results are bit for bit those of the plain loops.
 *
 * <p>This interface has no reference to the Vector API. Its implementation is compiled separately, because compilers
 * warn about incubating modules, and this module must load without them.
 */
interface VectorLoops {

    /** The loops, or null if this Java has no Vector API or was started without it. */
    static @Nullable VectorLoops found() {
        return Found.LOOPS;
    }

    /** Looks for the loops once. */
    final class Found {

        private static final @Nullable VectorLoops LOOPS = find();

        private Found() {}

        private static @Nullable VectorLoops find() {
            try {
                Class<?> vectors = Class.forName("jdk.incubator.vector.IntVector"); // absent on Android, too
                VectorLoops.class.getModule().addReads(vectors.getModule());
                Class<?> loops = Class.forName(VectorLoops.class.getPackageName() + ".VectorApiLoops");
                return (VectorLoops) loops.getDeclaredConstructor().newInstance();
            } catch (ReflectiveOperationException | LinkageError e) {
                return null; // absent, or changed, as an incubating API may be
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
