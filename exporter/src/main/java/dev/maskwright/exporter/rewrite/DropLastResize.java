package dev.maskwright.exporter.rewrite;

import dev.maskwright.models.graph.Layer;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.Node;
import java.util.List;
import java.util.Optional;

/**
 * Removes the enlargement at the end of a network. The remaining network gives the logits that would have been
 * enlarged.
 */
public final class DropLastResize {

    private DropLastResize() {}

    /** Whether a network ends with a bilinear enlargement. */
    public static boolean fits(Network network) {
        return last(network)
                .filter(node -> node.layer() instanceof Layer.Resize resize
                        && resize.interpolation() != Layer.Interpolation.NEAREST)
                .isPresent();
    }

    /** Whether that enlargement aligns the centres of the corner pixels. */
    public static boolean alignsCorners(Network network) {
        return last(network)
                .filter(node -> node.layer() instanceof Layer.Resize resize
                        && resize.interpolation() == Layer.Interpolation.BILINEAR_ALIGNED)
                .isPresent();
    }

    private static Optional<Node> last(Network network) {
        return network.nodes().stream()
                .filter(node -> node.name().equals(network.output()))
                .findFirst();
    }

    /**
     * The same network without its last node.
     *
     * @throws IllegalArgumentException if that is not an enlargement
     */
    public static Trained apply(Trained trained) {
        Network network = trained.network();
        Node last = last(network).orElseThrow(() -> new IllegalArgumentException("the network gives its input"));
        if (!(last.layer() instanceof Layer.Resize)) {
            throw new IllegalArgumentException(
                    ("node %s: %s ends at the size of its input, not with an enlargement that"
                                    + " could be left out; export it at full resolution")
                            .formatted(last.name(), network.architecture()));
        }
        List<Node> nodes = network.nodes().stream()
                .filter(node -> !node.name().equals(last.name()))
                .toList();
        return new Trained(network.with(nodes, last.inputs().get(0)), trained.weights());
    }
}
