package dev.maskwright.exporter;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.gson.JsonElement;
import dev.maskwright.exporter.graph.Constants;
import dev.maskwright.exporter.onnx.GraphOptions;
import dev.maskwright.exporter.onnx.InputSize;
import dev.maskwright.exporter.onnx.OnnxFile;
import dev.maskwright.exporter.onnx.OnnxRules;
import dev.maskwright.exporter.onnx.Opset;
import dev.maskwright.exporter.rewrite.Rewriting;
import dev.maskwright.exporter.rewrite.Trained;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.Node;
import dev.maskwright.models.graph.Parameter;
import dev.maskwright.models.weights.Tensor;
import dev.maskwright.models.weights.Weights;
import dev.maskwright.models.zoo.Architectures;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelFormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The network of a float model file that {@link Export} wrote, read back as a network, so that a model can be trained
 * further without its checkpoint. It has the layers that the rewriting left, so that its weights are those in the file,
 * each under its own key and none of them computed; batch norms that were folded into convolutions stay folded.
 *
 * @param trained from normalised pictures to logits with one pixel for each pixel of the picture, as before the export
 * @param card of the file
 * @param options with which the file was written, and with which {@link Export} writes a similar one
 */
public record ExportedNetwork(Trained trained, ModelCard card, ExportOptions options) {

    /**
     * Reads a file.
     *
     * @throws ModelFormatException if it was not exported by this project, is quantised, or does not hold the weights
     *     of its network as they were trained; the message says what to do
     */
    public static ExportedNetwork read(Path file) throws IOException {
        ModelProto model = OnnxFile.read(file);
        ModelCard card = OnnxFile.card(model, file.toString());
        requireFloat(model, file);
        ExportOptions options = options(card, model, file);
        Network full = build(card, file);
        Trained wanted = options.wanted(new Trained(full, ones(full)));
        Network stored = options.rewriting().apply(wanted).network();
        Weights weights = weights(stored, model, file);
        Network network = wanted.network().output().equals(full.output()) ? stored : enlarged(stored, full);
        return new ExportedNetwork(new Trained(network, weights), card, options);
    }

    private static void requireFloat(ModelProto model, Path file) {
        for (NodeProto node : model.getGraph().getNodeList()) {
            if (node.getOpType().contains("QuantizeLinear")) {
                throw new ModelFormatException(("%s is quantised (node %s), and its weights cannot be trained further;"
                                + " name the float file that it was made from")
                        .formatted(file, node.getName()));
            }
        }
    }

    private static ExportOptions options(ModelCard card, ModelProto model, Path file) {
        Form form = card.outputs() instanceof ModelCard.MaskOutputs
                ? Form.PIXELS
                : card.input().type() == ModelCard.PixelType.UINT8 ? Form.LOGITS : Form.TENSOR;
        ExportOptions options = ExportOptions.defaults().withForm(form).withRewriting(rewriting(card, file));
        if (!card.input().dynamic()) {
            options = options.withSize(
                    InputSize.fixed(card.input().width(), card.input().height()));
        }
        if (card.outputs() instanceof ModelCard.MaskOutputs masks) {
            options = masks.logits().isPresent() ? options.withLogits() : options;
            options = masks.stride() > 1 ? options.withResolution(Resolution.NETWORK) : options;
        }
        options = options.withGraph(graph(card, model));
        return text(card, "compute").equals(Optional.of("fp16"))
                ? options.computingInHalf()
                : text(card, "precision").equals(Optional.of("fp16"))
                        ? options.withStorage(WeightStorage.FLOAT16)
                        : options;
    }

    private static GraphOptions graph(ModelCard card, ModelProto model) {
        long opset = model.getOpsetImportList().stream()
                .filter(set -> set.getDomain().isEmpty())
                .mapToLong(OperatorSetIdProto::getVersion)
                .max()
                .orElse(Opset.DEFAULT.version());
        GraphOptions graph = GraphOptions.defaults().withOpset(Opset.of((int) opset));
        long images = model.getGraph().getInputList().stream()
                .filter(input -> input.getName().equals(card.input().name()))
                .mapToLong(input ->
                        input.getType().getTensorType().getShape().getDim(0).getDimValue())
                .sum();
        return images > 0 ? graph.withBatch((int) images) : graph;
    }

    private static Rewriting rewriting(ModelCard card, Path file) {
        String name = text(card, "rewriting")
                .orElseThrow(() -> new ModelFormatException(
                        ("%s: its card does not say how its network was rewritten, so it was not"
                                        + " exported by maskwright; train it with the program that made it")
                                .formatted(file)));
        return Arrays.stream(Rewriting.values())
                .filter(rewriting -> rewriting.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() ->
                        new ModelFormatException("%s: its card names the rewriting '%s', but the known ones are %s"
                                .formatted(
                                        file,
                                        name,
                                        Arrays.toString(Rewriting.values()).toLowerCase(Locale.ROOT))));
    }

    private static Optional<String> text(ModelCard card, String key) {
        JsonElement element = card.provenance().get(key);
        return element != null && element.isJsonPrimitive() ? Optional.of(element.getAsString()) : Optional.empty();
    }

    private static Network build(ModelCard card, Path file) {
        try {
            return Architectures.build(card.architecture(), 3, card.classes().size());
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException("%s: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** Which layers a rewriting leaves depends on whether some weights are zero, which trained ones are not. */
    private static Weights ones(Network network) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Parameter parameter : network.parameters()) {
            float[] values = new float[Math.toIntExact(parameter.shape().elements())];
            Arrays.fill(values, 1);
            tensors.put(parameter.key(), Tensor.of(parameter.shape(), values));
        }
        return Weights.of(tensors);
    }

    private static Weights weights(Network stored, ModelProto model, Path file) {
        Map<String, TensorProto> constants = new HashMap<>();
        model.getGraph().getInitializerList().forEach(constant -> constants.put(constant.getName(), constant));
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        List<String> faults = new ArrayList<>();
        for (Parameter parameter : stored.parameters()) {
            TensorProto constant = constants.get(parameter.key());
            TensorProto transposed = constants.get(parameter.key() + OnnxRules.TRANSPOSED);
            if (parameter.kind() == Parameter.Kind.BATCHES_TRACKED) {
                tensors.put(parameter.key(), new Tensor(Tensor.Type.I64, parameter.shape(), new float[1]));
            } else if (transposed != null && Constants.isFloating(transposed)) {
                tensors.put(parameter.key(), transposed(parameter, Constants.floats(transposed)));
            } else if (constant == null || !Constants.isFloating(constant)) {
                faults.add(parameter.key() + " is missing");
            } else if (!withoutOnes(constant.getDimsList()).equals(withoutOnes(sizes(parameter)))) {
                faults.add("%s is %s, not %s".formatted(parameter.key(), constant.getDimsList(), sizes(parameter)));
            } else {
                tensors.put(parameter.key(), Tensor.of(parameter.shape(), Constants.floats(constant)));
            }
        }
        if (!faults.isEmpty()) {
            throw new ModelFormatException(("%s does not hold the weights of %s in the form in which they are trained:"
                            + " %s; train from its checkpoint")
                    .formatted(file, stored.architecture(), String.join("; ", faults)));
        }
        return Weights.of(tensors);
    }

    private static List<Long> sizes(Parameter parameter) {
        return parameter.shape().sizes().stream().map(Integer::longValue).toList();
    }

    /** A vector of channels is also written as {@code (C, 1, 1)}. */
    private static List<Long> withoutOnes(List<Long> sizes) {
        return sizes.stream().filter(size -> size > 1).toList();
    }

    /** Linear layers are written as products from the right. */
    private static Tensor transposed(Parameter parameter, float[] values) {
        int rows = parameter.shape().size(0);
        int columns = values.length / rows;
        float[] turned = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            turned[i % rows * columns + i / rows] = values[i];
        }
        return Tensor.of(parameter.shape(), turned);
    }

    /** A network whose last enlargement was left to the application, with that enlargement. */
    private static Network enlarged(Network stored, Network full) {
        Node last = full.node(full.output());
        List<Node> nodes = new ArrayList<>(stored.nodes());
        nodes.add(new Node(last.name(), last.layer(), List.of(stored.output())));
        return stored.with(nodes, last.name());
    }
}
