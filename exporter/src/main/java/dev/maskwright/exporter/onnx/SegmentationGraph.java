package dev.maskwright.exporter.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.maskwright.exporter.rewrite.Trained;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.Shape;
import dev.maskwright.models.weights.Tensor;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.Normalization;
import java.util.Arrays;
import java.util.List;

/**
 * A network as a complete ONNX graph: the network's nodes between the inputs and outputs that the card names. From
 * pixels to masks or logits, or from normalised floats to logits.
 */
public final class SegmentationGraph {

    /** The value that holds the logits, whether or not it is an output. */
    public static final String LOGITS = "logits";

    /** The number of classes whose ids fit into a byte; for more, the mask is uint16. */
    public static final int MOST_BYTE_CLASSES = 256;

    private final OnnxGraph graph;
    private final ModelCard card;
    private final GraphOptions options;
    private final InputSize size;
    private final int stride;

    private SegmentationGraph(Network network, ModelCard card, GraphOptions options) {
        this.graph = new OnnxGraph(network.architecture(), options.opset());
        this.card = card;
        this.options = options;
        this.stride = stride(network);
        this.size = card.input().dynamic()
                ? InputSize.dynamic()
                : InputSize.fixed(card.input().width(), card.input().height());
    }

    /** How many pixels of the input one pixel of the logits stands for, across and down. */
    public static int stride(Network network) {
        int side = network.hasOneSize() ? network.stride() : 2 * network.stride();
        return side
                / network.outputShape(Shape.of(1, network.inputChannels(), side, side))
                        .size(3);
    }

    /** Writes a network between the card's input and outputs, with {@link GraphOptions#defaults}. */
    public static GraphProto of(Trained trained, ModelCard card) {
        return of(trained, card, GraphOptions.defaults());
    }

    /**
     * Writes a network between the card's input and outputs. Masks and logits have the size of what the network gives.
     */
    public static GraphProto of(Trained trained, ModelCard card, GraphOptions options) {
        SegmentationGraph segmentation = new SegmentationGraph(trained.network(), card, options);
        segmentation.write(trained);
        return segmentation.graph.toProto();
    }

    private void write(Trained trained) {
        Network network = trained.network();
        OnnxRules rules = new OnnxRules(graph, network, trained.weights(), size, options.arithmetic());
        if (card.outputs() instanceof ModelCard.MaskOutputs outputs) {
            logits(rules, network.run(rules, computed(normalized(pixels()))));
            maskAndConfidence(outputs, network.classes());
            outputs.logits().ifPresent(name -> logitsOutput(name, network.classes()));
        } else if (card.outputs() instanceof ModelCard.LogitsOutput output) {
            String image = card.input().type() == ModelCard.PixelType.UINT8 ? normalized(pixels()) : planes(network);
            logits(rules, network.run(rules, computed(image)));
            logitsOutput(output.logits(), network.classes());
        }
    }

    private void logits(OnnxRules rules, String value) {
        if (rules.outputIsHalf()) {
            cast(LOGITS, value, DataType.FLOAT);
        } else {
            graph.node(LOGITS, Operator.IDENTITY, List.of(value));
        }
    }

    private void logitsOutput(String name, int classes) {
        if (!name.equals(LOGITS)) {
            graph.node(name, Operator.IDENTITY, List.of(LOGITS));
        }
        graph.output(name, DataType.FLOAT, List.of(batch(), classes, outputHeight(), outputWidth()));
    }

    /** The normalised input in the arithmetic of the network. */
    private String computed(String image) {
        return options.arithmetic() == Arithmetic.FLOAT16 ? cast(image + "/float16", image, DataType.FLOAT16) : image;
    }

    private String pixels() {
        return graph.input(card.input().name(), DataType.UINT8, List.of(batch(), height(), width(), 3));
    }

    private String planes(Network network) {
        return graph.input(
                card.input().name(), DataType.FLOAT, List.of(batch(), network.inputChannels(), height(), width()));
    }

    /**
     * {@code (x / 255 - mean) / std} as one product and one sum per channel. It is not folded into the first
     * convolution: that pads with zeros after the normalisation, not before.
     */
    private String normalized(String pixels) {
        Normalization normalization = card.normalization();
        float[] scale = new float[3];
        float[] shift = new float[3];
        for (int channel = 0; channel < 3; channel++) {
            double std = normalization.std().get(channel);
            scale[channel] = (float) (1 / (255 * std));
            shift[channel] = (float) (-normalization.mean().get(channel) / std);
        }
        Shape perChannel = Shape.of(3, 1, 1);
        String x = cast("normalize/float32", pixels, DataType.FLOAT);
        x = graph.node(
                "normalize/planes", Operator.TRANSPOSE, List.of(x), Attributes.list("perm", 0, 3, 1, 2)); // -> NCHW
        String scales = graph.initializer("normalize/scale", Tensor.of(perChannel, scale));
        String shifts = graph.initializer("normalize/shift", Tensor.of(perChannel, shift));
        x = graph.node("normalize/scaled", Operator.MUL, List.of(x, scales));
        return graph.node("normalize", Operator.ADD, List.of(x, shifts));
    }

    /**
     * The most likely class, the lower of equal ones, and its softmax probability {@code p} as {@code floor(255 p +
     * 1/2)}. As {@code p = 1 / sum(exp(logit - largest))}, only sums are computed: ONNX Runtime's softmax over a
     * dimension other than the innermost transposes, which takes seven times as long.
     */
    private void maskAndConfidence(ModelCard.MaskOutputs outputs, int classes) {
        String ids = graph.node(
                "finish/class",
                Operator.ARG_MAX,
                List.of(LOGITS),
                Attributes.of("axis", 1),
                Attributes.of("keepdims", 0)); // (N, K, H, W) -> (N, H, W)
        DataType idType = classes > MOST_BYTE_CLASSES ? DataType.UINT16 : DataType.UINT8;
        cast(outputs.mask(), ids, idType);
        String largest = largest("finish/largest");
        String below = graph.node("finish/below", Operator.SUB, List.of(LOGITS, largest));
        String exp = graph.node("finish/exp", Operator.EXP, List.of(below));
        String sum = sumOfPlanes("finish/sum", exp, classes);
        String scaled = graph.node("finish/scaled", Operator.DIV, List.of(graph.floats(255f), sum));
        String rounded = graph.node("finish/rounded", Operator.ADD, List.of(scaled, graph.floats(0.5f)));
        String plane = graph.node("finish/plane", Operator.SQUEEZE, List.of(rounded, graph.integers(1)));
        cast(outputs.confidence(), plane, DataType.UINT8);
        graph.output(outputs.mask(), idType, List.of(batch(), outputHeight(), outputWidth()));
        graph.output(outputs.confidence(), DataType.UINT8, List.of(batch(), outputHeight(), outputWidth()));
    }

    /** (N, K, H, W) -> (N, 1, H, W). */
    private String largest(String name) {
        return options.opset().isAtLeast(Operator.REDUCE_MAX.sinceOpset())
                ? graph.node(name, Operator.REDUCE_MAX, List.of(LOGITS, graph.integers(1)))
                : graph.node(name, Operator.REDUCE_MAX_13, List.of(LOGITS), Attributes.list("axes", 1));
    }

    /**
     * (N, K, H, W) -> (N, 1, H, W) by a convolution with ones: eight times as fast as ONNX Runtime's sum over a
     * dimension.
     */
    private String sumOfPlanes(String name, String x, int planes) {
        float[] ones = new float[planes];
        Arrays.fill(ones, 1);
        String weight = graph.initializer(name + "/ones", Tensor.of(Shape.of(1, planes, 1, 1), ones));
        return graph.node(name, Operator.CONV, List.of(x, weight), Attributes.list("kernel_shape", 1, 1));
    }

    private String cast(String name, String x, DataType type) {
        return graph.node(name, Operator.CAST, List.of(x), Attributes.of("to", type.getNumber()));
    }

    private Object batch() {
        return options.batch().isPresent() ? (Object) options.batch().getAsInt() : "batch";
    }

    private Object height() {
        return size instanceof InputSize.Fixed fixed ? fixed.height() : "height";
    }

    private Object width() {
        return size instanceof InputSize.Fixed fixed ? fixed.width() : "width";
    }

    private Object outputHeight() {
        if (size instanceof InputSize.Fixed fixed) {
            return fixed.height() / stride;
        }
        return stride == 1 ? height() : "mask_height";
    }

    private Object outputWidth() {
        if (size instanceof InputSize.Fixed fixed) {
            return fixed.width() / stride;
        }
        return stride == 1 ? width() : "mask_width";
    }
}
