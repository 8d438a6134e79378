package dev.maskwright.exporter.card;

import dev.maskwright.exporter.graph.GraphIndex;
import dev.maskwright.exporter.graph.Nodes;
import java.util.Map;
import java.util.Set;

/**
 * The operator that an output comes from, whatever its shape and type became.
 *
 * @param operator empty where nothing is known of it
 * @param source what it computes on
 * @param axis over which it chooses one, counted from the end if it is below 0
 */
record GraphEnd(String operator, String source, long axis) {

    /** Operators that choose the place of the highest or lowest, and the axis that they do it over if none is named. */
    private static final Map<String, Long> CHOICES = Map.of("ArgMax", 0L, "ArgMin", 0L, "TopK", -1L);

    /** Operators after which numbers of pixels still mean what they meant before. */
    private static final Set<String> PASSING = Set.of(
            "Identity",
            "Cast",
            "Clip",
            "Transpose",
            "Squeeze",
            "Unsqueeze",
            "Reshape",
            "Slice",
            "Resize",
            "Upsample",
            "DequantizeLinear",
            "QuantizeLinear");

    static GraphEnd of(String output, GraphIndex index) {
        String value = index.before(output, PASSING);
        return index.producer(value)
                .map(node -> {
                    String operator = node.getOpType();
                    boolean isScore =
                            operator.equals("TopK") && node.getOutput(0).equals(value);
                    return new GraphEnd(
                            isScore ? "" : operator,
                            Nodes.input(node, 0),
                            Nodes.integer(node, "axis", CHOICES.getOrDefault(operator, 0L)));
                })
                .orElseGet(() -> new GraphEnd("", value, 0));
    }

    boolean isSoftmax() {
        return operator.equals("Softmax");
    }

    boolean isSigmoid() {
        return operator.equals("Sigmoid") || operator.equals("HardSigmoid");
    }

    /** Whether its numbers are ids: it chooses one of several, or compares with a threshold. */
    boolean isChoice() {
        return choosesOne() || isComparison();
    }

    /** Whether it chooses the highest or lowest of several. */
    boolean choosesOne() {
        return CHOICES.containsKey(operator);
    }

    /** Whether it is true or false: foreground or not. */
    boolean isComparison() {
        return operator.startsWith("Greater") || operator.startsWith("Less");
    }
}
