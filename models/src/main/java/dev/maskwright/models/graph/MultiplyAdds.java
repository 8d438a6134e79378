package dev.maskwright.models.graph;

import java.util.Map;
import java.util.Objects;

/**
 * The multiply-adds of a network: those of its convolutions and matrix products. Norms, activations and resizes are not
 * counted, as is customary.
 */
public final class MultiplyAdds {

    private MultiplyAdds() {}

    /**
     * Counts them for an input.
     *
     * @param input {@code (N, inputChannels, H, W)}
     * @throws ShapeException if a layer cannot take its inputs
     */
    public static long of(Network network, Shape input) {
        Map<String, Shape> shapes = network.shapes(input);
        return network.nodes().stream().mapToLong(node -> of(node, shapes)).sum();
    }

    private static long of(Node node, Map<String, Shape> shapes) {
        Shape input = Objects.requireNonNull(shapes.get(node.inputs().get(0)));
        long outputs = Objects.requireNonNull(shapes.get(node.name())).elements();
        Layer layer = node.layer();
        if (layer instanceof Layer.Conv conv) {
            return outputs * (conv.in() / conv.groups()) * conv.kernel() * conv.kernel();
        }
        if (layer instanceof Layer.ConvTranspose transposed) {
            return outputs * transposed.in(); // no two squares overlap: each output is one product per input channel
        }
        if (layer instanceof Layer.EnlargedConv enlarged) {
            return outputs * enlarged.in() * 4;
        }
        if (layer instanceof Layer.Linear linear) {
            return outputs * linear.in();
        }
        if (layer instanceof Layer.PackedProjection projection) {
            return outputs * projection.width();
        }
        if (layer instanceof Layer.MatMul product) {
            return outputs * input.size(product.transposeFirst() ? -2 : -1);
        }
        return layer instanceof Layer.AttentionScores ? outputs * input.size(-1) : 0;
    }
}
