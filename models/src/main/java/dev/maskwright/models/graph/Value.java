package dev.maskwright.models.graph;

/**
 * The output of a node while a network is being built.
 *
 * @param node name of the node, or {@link Network#INPUT}
 * @param shape for the image that the network is built with; images of other sizes run through the same nodes
 */
public record Value(String node, Shape shape) {

    /** The channels of a map {@code (N, C, H, W)}, or the width of tokens {@code (N, L, C)}. */
    public int channels() {
        return shape.rank() == 4 ? shape.size(1) : shape.size(-1);
    }
}
