package dev.maskwright.sdk.internal.preprocess;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The loops written with the Vector API, at the vector length that the processor prefers. */
final class VectorApiLoops implements VectorLoops {

    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

    @Override
    public RowPairs pairs() {
        return new VectorRowPairs();
    }

    @Override
    public void round(int[] from, int[] to) {
        int end = INTS.loopBound(from.length);
        for (int i = 0; i < end; i += INTS.length()) {
            IntVector.fromArray(INTS, from, i)
                    .lanewise(VectorOperators.ASHR, Coefficients.BITS)
                    .max(0)
                    .min(255)
                    .intoArray(to, i);
        }
        for (int i = end; i < from.length; i++) {
            to[i] = Math.max(0, Math.min(from[i] >> Coefficients.BITS, 255));
        }
    }

    @Override
    public RowSums sums(Coefficients columns, int lead, int groups) {
        return new VectorRowSums(columns, lead, groups);
    }
}
