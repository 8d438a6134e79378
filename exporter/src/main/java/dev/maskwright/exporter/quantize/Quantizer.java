package dev.maskwright.exporter.quantize;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.maskwright.exporter.graph.GraphIndex;
import dev.maskwright.exporter.graph.Nodes;
import dev.maskwright.exporter.inspect.MeasuredShapes;
import dev.maskwright.exporter.kernel.ChannelPadding;
import dev.maskwright.exporter.kernel.KernelChoice;
import dev.maskwright.exporter.kernel.KernelSubject;
import dev.maskwright.exporter.onnx.Outputs;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.model.ModelCard;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A float model that is prepared and calibrated once, to be quantised in several ways. Pictures and settings in, graphs
 * out; it writes no files.
 */
public final class Quantizer {

    /** The first operator set with scales by channel. */
    private static final long LEAST_OPSET = 13;

    private static final int LARGEST_LEVEL = 127;
    private static final int LARGEST_REDUCED_LEVEL = 63;

    /**
     * A layer with weights.
     *
     * @param name of its node
     * @param operator such as {@code Conv}
     * @param weights as {@code 64x3x7x7}
     * @param obstacle why it stays float in any case; empty if it can be quantised
     */
    public record QuantizableLayer(String name, String operator, String weights, String obstacle) {}

    private final ModelProto prepared;
    /** The same model, whose first convolution reads the normalised input. */
    private final GraphProto normalized;

    private final QuantizationOptions settings;
    private final Map<String, Range> ranges = new HashMap<>();
    private final Map<String, double[]> means = new HashMap<>();
    private final List<QuantizableLayer> layers;

    private Quantizer(
            ModelProto prepared, GraphProto normalized, QuantizationOptions settings, List<QuantizableLayer> layers) {
        this.prepared = prepared;
        this.normalized = normalized;
        this.settings = settings;
        this.layers = layers;
    }

    /**
     * Prepares and calibrates a model.
     *
     * @param card says how pictures are converted to its input
     * @param pictures like those in use; at least eight, and not all identical
     * @param source what error messages call the model
     * @throws IllegalArgumentException if it cannot be quantised, or not with these pictures and settings
     */
    public static Quantizer of(
            ModelProto model, ModelCard card, List<Frame> pictures, QuantizationOptions settings, String source) {
        Calibration.requireVaried(pictures);
        long opset = model.getOpsetImportList().stream()
                .filter(set -> set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx"))
                .mapToLong(OperatorSetIdProto::getVersion)
                .max()
                .orElse(0);
        if (opset < LEAST_OPSET) {
            throw new IllegalArgumentException(
                    ("%s: operator set %d is too old, int8 weights by channel need %d; export it"
                                    + " again with that or a newer one")
                            .formatted(source, opset, LEAST_OPSET));
        }
        GraphProto normalized = Preparation.of(model.getGraph());
        GraphProto graph = RawPixels.of(normalized);
        requireFloat(graph, source);
        List<QuantizableLayer> layers = Plan.candidates(graph).stream()
                .map(candidate -> layer(candidate, graph))
                .toList();
        requireLayers(layers, settings, source);
        Quantizer quantizer = new Quantizer(model.toBuilder().setGraph(graph).build(), normalized, settings, layers);
        quantizer.calibrate(card, pictures);
        return quantizer;
    }

    private static QuantizableLayer layer(Plan.Candidate candidate, GraphProto graph) {
        NodeProto node = candidate.node();
        String weights = new GraphIndex(graph)
                .constant(node.getInput(1))
                .map(TensorProto::getDimsList)
                .map(sizes -> sizes.stream().map(String::valueOf).collect(Collectors.joining("x")))
                .orElse("?");
        return new QuantizableLayer(
                node.getName(), node.getOpType(), weights, candidate.obstacle().orElse(""));
    }

    private static void requireFloat(GraphProto graph, String source) {
        for (NodeProto node : graph.getNodeList()) {
            if (node.getOpType().contains("QuantizeLinear") || node.getOpType().startsWith("QLinear")) {
                throw new IllegalArgumentException(
                        "%s: node %s (%s) is already quantised; name the float model that it was made from"
                                .formatted(source, node.getName(), node.getOpType()));
            }
        }
    }

    private static void requireLayers(List<QuantizableLayer> layers, QuantizationOptions settings, String source) {
        Set<String> names = layers.stream()
                .filter(layer -> layer.obstacle().isEmpty())
                .map(QuantizableLayer::name)
                .collect(Collectors.toSet());
        if (names.isEmpty()) {
            throw new IllegalArgumentException(("%s: no layer can be quantised: %s; quantise models with Conv, Gemm or"
                            + " MatMul of constant float32 weights")
                    .formatted(
                            source,
                            layers.isEmpty()
                                    ? "it has no convolution and no product with a constant matrix"
                                    : layers.stream()
                                            .limit(3)
                                            .map(layer -> "node %s: %s".formatted(layer.name(), layer.obstacle()))
                                            .collect(Collectors.joining(", "))));
        }
        Set<String> unknown = new HashSet<>(settings.exclude());
        unknown.removeAll(names);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("%s: there is no layer %s to leave in float; its layers are %s"
                    .formatted(
                            source,
                            String.join(", ", unknown),
                            String.join(", ", names.stream().sorted().toList())));
        }
        if (settings.exclude().containsAll(names)) {
            throw new IllegalArgumentException("%s: all its layers are excluded; leave at least one".formatted(source));
        }
    }

    private void calibrate(ModelCard card, List<Frame> pictures) {
        Plan plan = Plan.of(prepared.getGraph(), Set.of());
        // With other layers in float, other values are at the ends of int8 parts: every value that may need levels is
        // measured.
        Set<String> values = new LinkedHashSet<>(plan.values());
        GraphIndex index = new GraphIndex(prepared.getGraph());
        Calibration calibration = Calibration.of(prepared, card, values, pictures);
        for (String value : values) {
            boolean isBytes = RawPixels.bytes(value, index).isPresent();
            ranges.put(value, isBytes ? Range.BYTES : settings.method().range(calibration.histogram(value)));
        }
        if (settings.biasCorrection()) {
            for (NodeProto node : prepared.getGraph().getNodeList()) {
                if (plan.layers().contains(node.getName()) && Nodes.is(node, "Conv")) {
                    means.put(node.getInput(0), calibration.channelMeans(node.getInput(0)));
                }
            }
        }
    }

    /** The layers with weights, in the order of the graph. */
    public List<QuantizableLayer> layers() {
        return layers;
    }

    /** The prepared model, in float: what the quantised ones are compared with. */
    public ModelProto floatModel() {
        return prepared;
    }

    /**
     * The model with all layers in int8, except the named ones and those that the settings exclude.
     *
     * @param more layers that stay float
     */
    public ModelProto without(Set<String> more) {
        return without(more, KernelChoice.NONE);
    }

    /** The same with chosen kernels. */
    public ModelProto without(Set<String> more, KernelChoice choice) {
        Set<String> excluded = new HashSet<>(settings.exclude());
        excluded.addAll(more);
        excluded.addAll(choice.inFloat());
        return write(excluded, choice);
    }

    /** The graph for which kernels can be chosen. */
    KernelSubject kernels(ModelCard card) {
        MeasuredShapes measured = MeasuredShapes.of(prepared, Optional.of(card), card.name());
        Plan plan = Plan.of(prepared.getGraph(), settings.exclude());
        return new KernelSubject(
                prepared.getGraph(),
                LayerShapes.of(prepared.getGraph(), plan, measured),
                RawPixels.reader(normalized).filter(plan.layers()::contains),
                plan.nodes(),
                measured.inputs(),
                choice -> without(Set.of(), choice));
    }

    /** The model with one layer in int8, and with a given value among its outputs. */
    ModelProto only(String layer, String value) {
        Set<String> others = layers.stream()
                .map(QuantizableLayer::name)
                .filter(name -> !name.equals(layer))
                .collect(Collectors.toSet());
        return write(others, Outputs.with(prepared, List.of(value)).getGraph(), Set.of());
    }

    private ModelProto write(Set<String> excluded, KernelChoice choice) {
        // A fourth channel is of use only to a convolution in int8.
        GraphProto graph =
                RawPixels.reader(normalized).filter(excluded::contains).isPresent() ? normalized : prepared.getGraph();
        return write(excluded, ChannelPadding.of(graph, choice.padded()), choice.matrix());
    }

    private ModelProto write(Set<String> excluded, GraphProto graph, Set<String> shifted) {
        Plan plan = Plan.of(graph, excluded);
        Map<String, Range> shared = new HashMap<>();
        plan.scales()
                .forEach((name, values) -> shared.put(
                        name,
                        values.stream()
                                .map(value -> Objects.requireNonNull(ranges.get(ChannelPadding.original(value)), value))
                                .reduce(Range::union)
                                .orElseThrow()));
        GraphProto written = QdqWriter.write(
                graph,
                plan,
                shared,
                settings.reducedRange() ? LARGEST_REDUCED_LEVEL : LARGEST_LEVEL,
                shifted,
                this::correctBias);
        return prepared.toBuilder().setGraph(written).build();
    }

    /**
     * Rounding moves the weights of a channel more in one direction than in the other, and so shifts its mean output by
     * a constant: for the mean {@code m} of the inputs, by {@code (W - W') m}.
     *
     * @see <a href="https://arxiv.org/abs/1906.04721">Data-free quantization</a>, section 4.2; the means are measured
     *     here
     */
    private void correctBias(NodeProto layer, float[] weights, int taps, WeightLevels levels, float[] biases) {
        double[] mean = means.get(ChannelPadding.original(layer.getInput(0)));
        if (mean == null || !Nodes.is(layer, "Conv")) {
            return;
        }
        int groups = (int) Nodes.integer(layer, "group", 1);
        int perChannel = weights.length / biases.length;
        int inputs = perChannel / taps;
        for (int channel = 0; channel < biases.length; channel++) {
            int group = channel / (biases.length / groups);
            double lacking = 0;
            for (int i = 0; i < perChannel; i++) {
                int at = channel * perChannel + i;
                double rounded = levels.levels()[at] * (double) levels.scales()[channel];
                int input = group * inputs + i / taps;
                lacking += input < mean.length ? (weights[at] - rounded) * mean[input] : 0; // not those of padding
            }
            biases[channel] += (float) lacking;
        }
    }
}
