package dev.maskwright.exporter.quantize;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.maskwright.exporter.graph.Constants;
import dev.maskwright.exporter.graph.GraphIndex;
import dev.maskwright.exporter.graph.Nodes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Folds batch norms into the convolutions that only they read: with {@code k = scale / sqrt(variance + epsilon)},
 * {@code k (W x + b - mean) + shift} is {@code (k W) x + k (b - mean) + shift}.
 */
final class FoldedBatchNorms {

    /** Scale, shift, mean and variance, in the order of a batch norm's inputs. */
    private static final int STATISTICS = 4;

    /**
     * A batch norm that can be folded.
     *
     * @param bias       of the convolution, if it has one
     * @param statistics see {@link #STATISTICS}
     */
    private record Foldable(
            NodeProto norm,
            NodeProto conv,
            TensorProto weight,
            Optional<TensorProto> bias,
            List<TensorProto> statistics) {}

    private FoldedBatchNorms() {}

    /** A graph without the batch norms that can be folded. */
    static GraphProto of(GraphProto graph) {
        GraphIndex index = new GraphIndex(graph);
        Map<String, NodeProto> nodes = new LinkedHashMap<>();
        graph.getNodeList().forEach(node -> nodes.put(node.getName(), node));
        GraphProto.Builder changed = graph.toBuilder().clearNode();
        for (NodeProto norm : graph.getNodeList()) {
            foldable(norm, index).ifPresent(found -> fold(found, nodes, changed));
        }
        return changed.addAllNode(nodes.values()).build();
    }

    private static Optional<Foldable> foldable(NodeProto norm, GraphIndex index) {
        Optional<NodeProto> before = index.producer(Nodes.input(norm, 0));
        if (!Nodes.is(norm, "BatchNormalization")
                || Nodes.integer(norm, "training_mode", 0) != 0
                || before.isEmpty()
                || !Nodes.is(before.get(), "Conv")
                || !index.isReadOnce(norm.getInput(0))) {
            return Optional.empty();
        }
        NodeProto conv = before.get();
        Optional<TensorProto> weight = index.constant(conv.getInput(1)).filter(Constants::isFloat32);
        String biasName = Nodes.input(conv, 2);
        Optional<TensorProto> bias = index.constant(biasName).filter(Constants::isFloat32);
        List<TensorProto> statistics = new ArrayList<>();
        for (int i = 1; i <= STATISTICS; i++) {
            index.constant(Nodes.input(norm, i)).filter(Constants::isFloat32).ifPresent(statistics::add);
        }
        boolean isKnown =
                weight.isPresent() && (biasName.isEmpty() || bias.isPresent()) && statistics.size() == STATISTICS;
        return isKnown ? Optional.of(new Foldable(norm, conv, weight.get(), bias, statistics)) : Optional.empty();
    }

    private static void fold(Foldable found, Map<String, NodeProto> nodes, GraphProto.Builder changed) {
        float[] scale = Constants.floats(found.statistics().get(0));
        float[] shift = Constants.floats(found.statistics().get(1));
        float[] mean = Constants.floats(found.statistics().get(2));
        float[] variance = Constants.floats(found.statistics().get(3));
        float epsilon = Nodes.number(found.norm(), "epsilon", 1e-5f);
        float[] weights = Constants.floats(found.weight());
        float[] biases = found.bias().map(Constants::floats).orElseGet(() -> new float[scale.length]);
        int perChannel = weights.length / scale.length;
        for (int channel = 0; channel < scale.length; channel++) {
            double factor = scale[channel] / Math.sqrt((double) variance[channel] + epsilon);
            for (int i = channel * perChannel; i < (channel + 1) * perChannel; i++) {
                weights[i] = (float) (weights[i] * factor);
            }
            biases[channel] = (float) ((biases[channel] - mean[channel]) * factor + shift[channel]);
        }
        NodeProto conv = found.conv();
        String foldedWeight = conv.getName() + "/folded/weight";
        String foldedBias = conv.getName() + "/folded/bias";
        changed.addInitializer(Constants.ofFloats(foldedWeight, found.weight().getDimsList(), weights));
        changed.addInitializer(Constants.ofFloats(foldedBias, List.of((long) biases.length), biases));
        nodes.remove(found.norm().getName());
        nodes.put(
                conv.getName(),
                conv.toBuilder()
                        .clearInput()
                        .addAllInput(Arrays.asList(conv.getInput(0), foldedWeight, foldedBias))
                        .setOutput(0, found.norm().getOutput(0))
                        .build());
    }
}
