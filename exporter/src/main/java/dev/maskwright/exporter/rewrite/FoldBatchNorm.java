package dev.maskwright.exporter.rewrite;

import dev.maskwright.models.graph.Layer;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.Node;
import dev.maskwright.models.graph.Shape;
import dev.maskwright.models.weights.Tensor;
import dev.maskwright.models.weights.Weights;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Folds batch normalisation into the convolution before it.
 *
 * <p>Outside training, batch norm of channel {@code c} is {@code y = g (x - m) / sqrt(v + e) + b}: with {@code s = g /
 * sqrt(v + e)} that is {@code s x + (b - s m)}. A convolution is linear in its weights, so {@code s (W * i + d) + (b -
 * s m) = (s W) * i + (s d + b - s m)}: a convolution of the same input, padding included, with other weights. It is
 * done if nothing but the batch norm reads the convolution. Computed in double and rounded once.
 */
public final class FoldBatchNorm {

    private FoldBatchNorm() {}

    /**
     * Folds what can be folded. Convolutions keep their names and get a bias if they had none; the batch norms and
     * their parameters are removed, and their readers read the convolution.
     */
    public static Trained apply(Trained trained) {
        Network network = trained.network();
        Map<String, Node> convolutions = foldedConvolutions(network);
        Map<String, Tensor> tensors = new LinkedHashMap<>(trained.weights().asMap());
        Map<String, String> renamed = new HashMap<>();
        Map<String, Node> folded = new HashMap<>();
        for (Node norm : network.nodes()) {
            Node convolution = convolutions.get(norm.name());
            if (convolution != null) {
                renamed.put(norm.name(), convolution.name());
                folded.put(convolution.name(), withBias(convolution));
                fold(convolution, norm, tensors);
            }
        }
        List<Node> nodes = new ArrayList<>();
        for (Node node : network.nodes()) {
            if (!renamed.containsKey(node.name())) {
                Node kept = folded.getOrDefault(node.name(), node);
                List<String> inputs = kept.inputs().stream()
                        .map(name -> renamed.getOrDefault(name, name))
                        .toList();
                nodes.add(new Node(kept.name(), kept.layer(), inputs));
            }
        }
        Network result = network.with(nodes, renamed.getOrDefault(network.output(), network.output()));
        return new Trained(result, Weights.of(tensors));
    }

    /** By batch norm: the convolution that only it reads. */
    private static Map<String, Node> foldedConvolutions(Network network) {
        Map<String, Node> byName = new HashMap<>();
        Map<String, Integer> readers = new HashMap<>(Map.of(network.output(), 1));
        for (Node node : network.nodes()) {
            byName.put(node.name(), node);
            node.inputs().forEach(name -> readers.merge(name, 1, Integer::sum));
        }
        Map<String, Node> convolutions = new HashMap<>();
        for (Node node : network.nodes()) {
            Node before = byName.get(node.inputs().get(0));
            if (node.layer() instanceof Layer.BatchNorm
                    && before != null
                    && before.layer() instanceof Layer.Conv
                    && readers.getOrDefault(before.name(), 0) == 1) {
                convolutions.put(node.name(), before);
            }
        }
        return convolutions;
    }

    private static Node withBias(Node convolution) {
        Layer.Conv layer = (Layer.Conv) convolution.layer();
        return new Node(convolution.name(), layer.withBias(), convolution.inputs());
    }

    private static void fold(Node convolution, Node norm, Map<String, Tensor> tensors) {
        Layer.Conv layer = (Layer.Conv) convolution.layer();
        float epsilon = ((Layer.BatchNorm) norm.layer()).epsilon();
        float[] gain = take(norm, "weight", tensors);
        float[] shift = take(norm, "bias", tensors);
        float[] mean = take(norm, "running_mean", tensors);
        float[] variance = take(norm, "running_var", tensors);
        take(norm, "num_batches_tracked", tensors);
        float[] bias = layer.bias() ? take(convolution, "bias", tensors) : new float[layer.out()];
        float[] weight = take(convolution, "weight", tensors).clone();
        float[] foldedBias = new float[layer.out()];
        int perChannel = weight.length / layer.out();
        for (int channel = 0; channel < layer.out(); channel++) {
            double scale = gain[channel] / Math.sqrt(variance[channel] + (double) epsilon);
            for (int i = channel * perChannel; i < (channel + 1) * perChannel; i++) {
                weight[i] = (float) (scale * weight[i]);
            }
            foldedBias[channel] = (float) (shift[channel] + scale * (bias[channel] - (double) mean[channel]));
        }
        tensors.put(convolution.name() + ".weight", Tensor.of(layer.weightShape(), weight));
        tensors.put(convolution.name() + ".bias", Tensor.of(Shape.of(layer.out()), foldedBias));
    }

    private static float[] take(Node node, String role, Map<String, Tensor> tensors) {
        String key = node.name() + "." + role;
        Tensor tensor = tensors.remove(key);
        if (tensor == null) {
            throw new IllegalArgumentException("node %s: there are no weights '%s'".formatted(node.name(), key));
        }
        return tensor.values();
    }
}
