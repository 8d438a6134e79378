package dev.maskwright.models.graph;

import dev.maskwright.models.graph.Layer.Dropout;
import dev.maskwright.models.graph.Layer.Dropout.Unit;
import java.util.List;

/**
 * How often training drops whole branches of a network for an image.
 *
 * @see <a href="https://arxiv.org/abs/1603.09382">Deep Networks with Stochastic Depth</a>
 */
public final class StochasticDepth {

    private StochasticDepth() {}

    /** The largest rate in a network, that of its last block; 0 if it drops nothing. */
    public static float largest(Network network) {
        float largest = 0;
        for (Node node : network.nodes()) {
            if (node.layer() instanceof Dropout dropout && dropout.unit() == Unit.IMAGE) {
                largest = Math.max(largest, dropout.rate());
            }
        }
        return largest;
    }

    /**
     * The same network with its rates scaled; one without stochastic depth is returned unchanged.
     *
     * @param largest the new rate of the last block, at least 0 and below 1
     */
    public static Network withLargest(Network network, float largest) {
        float now = largest(network);
        if (now == 0 || now == largest) {
            return network;
        }
        List<Node> nodes = network.nodes().stream()
                .map(node -> node.layer() instanceof Dropout dropout && dropout.unit() == Unit.IMAGE
                        ? new Node(node.name(), new Dropout(Unit.IMAGE, dropout.rate() / now * largest), node.inputs())
                        : node)
                .toList();
        return network.with(nodes);
    }
}
