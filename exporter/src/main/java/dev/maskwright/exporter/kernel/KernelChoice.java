package dev.maskwright.exporter.kernel;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Deviations from the default, by the names of convolutions.
 *
 * @param matrix those whose weights get zero point 1, see {@link Road#MATRIX}
 * @param inFloat those that stay float because it is faster
 * @param padded increased number of output channels of a convolution
 */
public record KernelChoice(Set<String> matrix, Set<String> inFloat, Map<String, Integer> padded) {

    /** The default for all convolutions. */
    public static final KernelChoice NONE = new KernelChoice(Set.of(), Set.of(), Map.of());

    public KernelChoice {
        matrix = Set.copyOf(matrix);
        inFloat = Set.copyOf(inFloat);
        padded = Map.copyOf(padded);
    }

    public boolean isNone() {
        return equals(NONE);
    }

    /** Combines this with another choice, for other layers. */
    KernelChoice and(KernelChoice other) {
        Set<String> bothMatrix = new HashSet<>(matrix);
        bothMatrix.addAll(other.matrix);
        Set<String> bothFloat = new HashSet<>(inFloat);
        bothFloat.addAll(other.inFloat);
        Map<String, Integer> bothPadded = new HashMap<>(padded);
        bothPadded.putAll(other.padded);
        return new KernelChoice(bothMatrix, bothFloat, bothPadded);
    }
}
