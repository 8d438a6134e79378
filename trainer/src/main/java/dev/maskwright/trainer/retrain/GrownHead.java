package dev.maskwright.trainer.retrain;

import dev.maskwright.models.graph.Layer;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.Node;
import dev.maskwright.models.graph.Shape;
import dev.maskwright.models.weights.Tensor;
import dev.maskwright.models.weights.Weights;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network with more classes than the one it was made from: its last convolution has a further output for each. A new
 * output starts as a copy of the first class, the background, that is less likely by a factor of {@code e^3}: until it
 * learns, the network predicts what it predicted before.
 *
 * @param head the name of that convolution
 * @see <a href="https://arxiv.org/abs/2002.00718">Modeling the Background for Incremental Learning</a>, section 3.3,
 *     which starts in the same way, but with all of them equally likely
 */
public record GrownHead(Network network, Weights weights, String head) {

    private static final float LESS_LIKELY = 3;

    /**
     * Appends classes to the existing ones.
     *
     * @param more how many, at least 0
     * @throws IllegalArgumentException if the network does not end with a convolution, enlarged or not
     */
    public static GrownHead of(Network network, Weights weights, int more) {
        Node head = head(network);
        if (more == 0) {
            return new GrownHead(network, weights, head.name());
        }
        Layer.Conv conv = (Layer.Conv) head.layer();
        int classes = conv.out() + more;
        Layer.Conv wider = new Layer.Conv(
                conv.in(),
                classes,
                conv.kernel(),
                conv.stride(),
                conv.padding(),
                conv.dilation(),
                conv.groups(),
                conv.bias());
        List<Node> nodes = network.nodes().stream()
                .map(node -> node.equals(head) ? new Node(node.name(), wider, node.inputs()) : node)
                .toList();
        Network grown = new Network(
                network.architecture(), network.inputChannels(), classes, network.stride(), nodes, network.output());
        Map<String, Tensor> tensors = new LinkedHashMap<>(weights.asMap());
        tensors.computeIfPresent(
                head.name() + ".weight",
                (key, tensor) ->
                        new Tensor(tensor.type(), wider.weightShape(), grown(tensor.values(), conv.out(), classes, 0)));
        tensors.computeIfPresent(
                head.name() + ".bias",
                (key, tensor) -> new Tensor(
                        tensor.type(), Shape.of(classes), grown(tensor.values(), conv.out(), classes, LESS_LIKELY)));
        return new GrownHead(grown, Weights.of(tensors), head.name());
    }

    /**
     * The rows of a matrix, followed by copies of the first, with {@code less} subtracted from each number of a copy.
     */
    private static float[] grown(float[] rows, int count, int classes, float less) {
        int row = rows.length / count;
        float[] all = Arrays.copyOf(rows, row * classes);
        for (int i = rows.length; i < all.length; i++) {
            all[i] = rows[i % row] - less;
        }
        return all;
    }

    private static Node head(Network network) {
        Node node = network.node(network.output());
        while (node.layer() instanceof Layer.Resize || node.layer() instanceof Layer.ResizeLike) {
            node = network.node(node.inputs().get(0));
        }
        if (!(node.layer() instanceof Layer.Conv conv) || conv.out() != network.classes() || conv.groups() != 1) {
            throw new IllegalArgumentException(
                    ("%s ends with node %s, but only a network whose last layer is a convolution"
                                    + " to its %d classes can be retrained")
                            .formatted(network.architecture(), node.name(), network.classes()));
        }
        return node;
    }
}
