package dev.maskwright.exporter.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.maskwright.exporter.rewrite.HalfPrecision;
import dev.maskwright.models.graph.Layer;
import dev.maskwright.models.graph.Layer.Interpolation;
import dev.maskwright.models.graph.LayerRules;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.Node;
import dev.maskwright.models.graph.Shape;
import dev.maskwright.models.weights.Tensor;
import dev.maskwright.models.weights.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/**
 * Writes each layer as ONNX nodes; a value of the network is the name of an ONNX value here. The node that gives a
 * layer's result and the initializers have exactly the network's names; anything else that a layer needs is called
 * {@code name/role}.
 */
public final class OnnxRules implements LayerRules<String> {

    /** Suffix of the key of a matrix for its transpose, which some operators take. */
    public static final String TRANSPOSED = "/transposed";

    private final OnnxGraph graph;
    private final Weights weights;
    private final ValueShapes shapes;
    private final boolean half;
    private final String output;
    private boolean outputIsEnlarged;
    /** By map: the value that holds its height and width. */
    private final Map<String, String> heightsAndWidths = new HashMap<>();
    /** By node: the value that holds its bias. */
    private final Map<String, String> sharedBiases = new HashMap<>();

    public OnnxRules(OnnxGraph graph, Network network, Weights weights, InputSize size) {
        this(graph, network, weights, size, Arithmetic.FLOAT32);
    }

    /** Rules for a network whose input, and everything not documented otherwise, has numbers of this arithmetic. */
    public OnnxRules(OnnxGraph graph, Network network, Weights weights, InputSize size, Arithmetic arithmetic) {
        this.graph = graph;
        this.weights = weights;
        this.shapes = ValueShapes.of(network, size);
        this.half = arithmetic == Arithmetic.FLOAT16;
        this.output = network.output();
    }

    @Override
    public String conv(Node node, Layer.Conv layer, String x) {
        String weight = parameter(node, "weight");
        return graph.node(
                node.name(),
                Operator.CONV,
                layer.bias() ? List.of(x, weight, parameter(node, "bias")) : List.of(x, weight),
                Attributes.of("group", layer.groups()),
                square("kernel_shape", layer.kernel()),
                square("strides", layer.stride()),
                square("dilations", layer.dilation()),
                layer.padding() instanceof Layer.Padding.Zeros zeros
                        ? padding(zeros.each())
                        : Attributes.of("auto_pad", "SAME_UPPER"));
    }

    @Override
    public String convTranspose(Node node, Layer.ConvTranspose layer, String x) {
        return graph.node(
                node.name(),
                Operator.CONV_TRANSPOSE,
                List.of(x, parameter(node, "weight"), parameter(node, "bias")),
                square("kernel_shape", layer.factor()),
                square("strides", layer.factor()));
    }

    /** Four small convolutions, each padded on the side of its targets, and one operator that interleaves them. */
    @Override
    public String enlargedConv(Node node, Layer.EnlargedConv layer, String x) {
        String name = node.name();
        Tensor weight = weights.get(name + ".weight");
        List<String> parts = new ArrayList<>();
        for (int row = 0; row < 2; row++) {
            for (int column = 0; column < 2; column++) {
                int first = (2 * row + column) * layer.out();
                String role = "%s/part%d%d".formatted(name, row, column);
                String part = parameter(role + ".weight", weight.slice(0, first, first + layer.out()));
                parts.add(graph.node(
                        role,
                        Operator.CONV,
                        layer.bias() ? List.of(x, part, sharedBias(node)) : List.of(x, part),
                        square("kernel_shape", 2),
                        Attributes.list("pads", 1 - row, 1 - column, row, column)));
            }
        }
        String all = graph.node(name + "/parts", Operator.CONCAT, parts, Attributes.of("axis", 1));
        return graph.node(
                name,
                Operator.DEPTH_TO_SPACE,
                List.of(all),
                Attributes.of("blocksize", 2),
                Attributes.of("mode", "DCR"));
    }

    /** The bias of a node that several operators read. */
    private String sharedBias(Node node) {
        return sharedBiases.computeIfAbsent(node.name(), name -> parameter(node, "bias"));
    }

    @Override
    public String batchNorm(Node node, Layer.BatchNorm layer, String x) {
        String input = inFloat32(node.name(), x);
        return backInHalf(
                node.name(),
                name -> graph.node(
                        name,
                        Operator.BATCH_NORMALIZATION,
                        List.of(
                                input,
                                statistic(node, "weight"),
                                statistic(node, "bias"),
                                statistic(node, "running_mean"),
                                statistic(node, "running_var")),
                        Attributes.of("epsilon", layer.epsilon())));
    }

    /**
     * Composed of several nodes for maps, because the operator only normalises innermost dimensions. It sums in float32
     * by itself.
     */
    @Override
    public String layerNorm(Node node, Layer.LayerNorm layer, String x) {
        String name = node.name();
        if (!shapes.isMap(node.inputs().get(0))) {
            return graph.node(
                    name,
                    Operator.LAYER_NORMALIZATION,
                    List.of(x, parameter(node, "weight"), parameter(node, "bias")),
                    Attributes.of("axis", -1),
                    Attributes.of("epsilon", layer.epsilon()));
        }
        String input = inFloat32(name, x);
        String mean = mean(name + "/mean", input, 1);
        String centred = graph.node(name + "/centred", Operator.SUB, List.of(input, mean));
        String normalised =
                backInHalf(name + "/normalised", result -> rootMeanSquare(name, result, centred, 1, layer.epsilon()));
        String scaled = graph.node(name + "/scaled", Operator.MUL, List.of(normalised, perChannel(node, "weight")));
        return graph.node(name, Operator.ADD, List.of(scaled, perChannel(node, "bias")));
    }

    @Override
    public String rmsNorm(Node node, Layer.RmsNorm layer, String x) {
        int channels = shapes.isMap(node.inputs().get(0)) ? 1 : -1;
        String input = inFloat32(node.name(), x);
        return backInHalf(node.name(), result -> rootMeanSquare(node.name(), result, input, channels, layer.epsilon()));
    }

    /** {@code x / sqrt(mean(x^2) + epsilon)} over one dimension, called {@code result}; in float32. */
    private String rootMeanSquare(String name, String result, String x, int dimension, float epsilon) {
        String squares = graph.node(name + "/squares", Operator.MUL, List.of(x, x));
        String mean = mean(name + "/mean_square", squares, dimension);
        String shifted = graph.node(name + "/shifted", Operator.ADD, List.of(mean, graph.floats(epsilon)));
        String root = graph.node(name + "/root", Operator.SQRT, List.of(shifted));
        return graph.node(result, Operator.DIV, List.of(x, root));
    }

    /** Before operator set 21, an instance norm with the groups as channels, then scale and shift. */
    @Override
    public String groupNorm(Node node, Layer.GroupNorm layer, String x) {
        String name = node.name();
        if (graph.opset().isAtLeast(Operator.GROUP_NORMALIZATION.sinceOpset())) {
            return graph.node(
                    name,
                    Operator.GROUP_NORMALIZATION,
                    List.of(x, parameter(node, "weight"), parameter(node, "bias")),
                    Attributes.of("num_groups", layer.groups()),
                    Attributes.of("epsilon", layer.epsilon()));
        }
        Shape groups = Shape.of(layer.groups());
        float[] ones = new float[layer.groups()];
        Arrays.fill(ones, 1);
        String grouped = reshape(
                name + "/grouped", inFloat32(name, x), graph.integers(0, layer.groups(), -1)); // -> (N, G, C/G*H*W)
        String normalised = backInHalf(
                name + "/normalised",
                result -> graph.node(
                        result,
                        Operator.INSTANCE_NORMALIZATION,
                        List.of(
                                grouped,
                                graph.initializer(name + "/ones", Tensor.of(groups, ones)),
                                graph.initializer(name + "/zeros", Tensor.of(groups, new float[layer.groups()]))),
                        Attributes.of("epsilon", layer.epsilon())));
        String map = reshape(
                name + "/map",
                normalised,
                mapShape(node, layer.channels(), node.inputs().get(0), x));
        String scale = perChannel(node, "weight");
        String scaled = graph.node(name + "/scaled", Operator.MUL, List.of(map, scale));
        return graph.node(name, Operator.ADD, List.of(scaled, perChannel(node, "bias")));
    }

    @Override
    public String linear(Node node, Layer.Linear layer, String x) {
        String key = node.name() + ".weight";
        String weight = parameter(key + TRANSPOSED, transposed(weights.get(key)));
        String product = graph.node(node.name() + "/product", Operator.MAT_MUL, List.of(x, weight));
        return graph.node(node.name(), Operator.ADD, List.of(product, parameter(node, "bias")));
    }

    @Override
    public String packedProjection(Node node, Layer.PackedProjection layer, String queries, String keysAndValues) {
        int width = layer.width();
        String q = projection(node, "queries", queries, 0, width);
        String kv = projection(node, "keys_and_values", keysAndValues, width, 3 * width);
        return graph.node(node.name(), Operator.CONCAT, List.of(q, kv), Attributes.of("axis", -1));
    }

    @Override
    public String positionEmbedding(Node node, Layer.PositionEmbedding layer, String x) {
        String key = node.name();
        return graph.node(key, Operator.ADD, List.of(x, parameter(key + "/values", weights.get(key))));
    }

    @Override
    public String relu(Node node, String x) {
        return graph.node(node.name(), Operator.RELU, List.of(x));
    }

    @Override
    public String relu6(Node node, String x) {
        return graph.node(node.name(), Operator.CLIP, List.of(x, constant(0f), constant(6f)));
    }

    /** Five nodes before operator set 20; ONNX Runtime fuses them into one. */
    @Override
    public String gelu(Node node, String x) {
        String name = node.name();
        if (graph.opset().isAtLeast(Operator.GELU.sinceOpset())) {
            return graph.node(name, Operator.GELU, List.of(x));
        }
        String scaled = graph.node(name + "/scaled", Operator.DIV, List.of(x, constant((float) Math.sqrt(2))));
        String erf = graph.node(name + "/erf", Operator.ERF, List.of(scaled));
        String shifted = graph.node(name + "/shifted", Operator.ADD, List.of(erf, constant(1f)));
        String doubled = graph.node(name + "/doubled", Operator.MUL, List.of(x, shifted));
        return graph.node(name, Operator.MUL, List.of(doubled, constant(0.5f)));
    }

    @Override
    public String maxPool(Node node, Layer.MaxPool layer, String x) {
        return graph.node(
                node.name(),
                Operator.MAX_POOL,
                List.of(x),
                square("kernel_shape", layer.kernel()),
                square("strides", layer.stride()),
                padding(layer.padding()));
    }

    @Override
    public String meanPool(Node node, String x) {
        String input = inFloat32(node.name(), x);
        return backInHalf(node.name(), name -> graph.node(name, Operator.GLOBAL_AVERAGE_POOL, List.of(input)));
    }

    @Override
    public String resize(Node node, Layer.Resize layer, String x) {
        return scaled(node, layer.interpolation(), enlarged(node, x), layer.factor(), layer.factor());
    }

    /** With constant factors if they are integers for every input: then no size is computed while the graph runs. */
    @Override
    public String resizeLike(Node node, Layer.ResizeLike layer, String x, String like) {
        String from = node.inputs().get(0);
        String to = node.inputs().get(1);
        OptionalInt vertical = shapes.factor(from, to, 2);
        OptionalInt horizontal = shapes.factor(from, to, 3);
        if (vertical.isPresent() && horizontal.isPresent()) {
            return scaled(node, layer.interpolation(), enlarged(node, x), vertical.getAsInt(), horizontal.getAsInt());
        }
        String batchAndChannels =
                graph.node(node.name() + "/batch_and_channels", Operator.SHAPE, List.of(x), Attributes.of("end", 2));
        String sizes = graph.node(
                node.name() + "/sizes",
                Operator.CONCAT,
                List.of(batchAndChannels, heightAndWidth(to, like)),
                Attributes.of("axis", 0));
        return graph.node(
                node.name(),
                Operator.RESIZE,
                List.of(enlarged(node, x), OnnxGraph.ABSENT, OnnxGraph.ABSENT, sizes),
                attributes(layer.interpolation()));
    }

    @Override
    public String concat(Node node, List<String> xs) {
        return graph.node(node.name(), Operator.CONCAT, xs, Attributes.of("axis", 1));
    }

    @Override
    public String add(Node node, String x, String y) {
        return graph.node(node.name(), Operator.ADD, List.of(x, y));
    }

    @Override
    public String mapToTokens(Node node, String x) {
        int channels = shapes.channels(node.inputs().get(0));
        String flat = reshape(node.name() + "/flat", x, graph.integers(0, channels, -1)); // -> (N, C, H*W)
        return transpose(node.name(), flat, 0, 2, 1);
    }

    @Override
    public String tokensToMap(Node node, String x, String like) {
        int channels = shapes.width(node.inputs().get(0));
        String shape = mapShape(node, channels, node.inputs().get(1), like);
        return reshape(node.name(), transpose(node.name() + "/channels_first", x, 0, 2, 1), shape);
    }

    @Override
    public String splitHeads(Node node, Layer.SplitHeads layer, String x) {
        int width = shapes.width(node.inputs().get(0)) / layer.heads();
        String split = reshape(node.name() + "/split", x, graph.integers(0, 0, layer.heads(), width));
        return transpose(node.name(), split, 0, 2, 1, 3); // (N, L, heads, D) -> (N, heads, L, D)
    }

    @Override
    public String mergeHeads(Node node, String x) {
        int width = shapes.width(node.name());
        String tokensFirst = transpose(node.name() + "/tokens_first", x, 0, 2, 1, 3); // -> (N, L, heads, D)
        return reshape(node.name(), tokensFirst, graph.integers(0, 0, width));
    }

    @Override
    public String mapToHeads(Node node, Layer.MapToHeads layer, String x) {
        int width = shapes.channels(node.inputs().get(0)) / layer.heads();
        return reshape(node.name(), x, graph.integers(0, layer.heads(), width, -1));
    }

    @Override
    public String headsToMap(Node node, String x, String like) {
        int channels = shapes.channels(node.name());
        return reshape(node.name(), x, mapShape(node, channels, node.inputs().get(1), like));
    }

    @Override
    public String slice(Node node, Layer.Slice layer, String x) {
        return graph.node(
                node.name(),
                Operator.SLICE,
                List.of(x, graph.integers(layer.from()), graph.integers(layer.to()), graph.integers(-1L)));
    }

    /** The queries are scaled, not the scores, because they are fewer. */
    @Override
    public String scores(Node node, Layer.AttentionScores layer, String queries, String keys) {
        String scaled = graph.node(node.name() + "/scaled", Operator.MUL, List.of(queries, constant(layer.scale())));
        String transposed = transpose(node.name() + "/keys", keys, 0, 1, 3, 2); // -> (N, heads, D, M)
        return graph.node(node.name(), Operator.MAT_MUL, List.of(scaled, transposed));
    }

    @Override
    public String softmax(Node node, String x) {
        String input = inFloat32(node.name(), x);
        return backInHalf(
                node.name(), name -> graph.node(name, Operator.SOFTMAX, List.of(input), Attributes.of("axis", -1)));
    }

    @Override
    public String matMul(Node node, Layer.MatMul layer, String x, String y) {
        String first = layer.transposeFirst() ? transpose(node.name() + "/first", x, 0, 1, 3, 2) : x;
        String second = layer.transposeSecond() ? transpose(node.name() + "/second", y, 0, 1, 3, 2) : y;
        return graph.node(node.name(), Operator.MAT_MUL, List.of(first, second));
    }

    /** Writes nothing: outside training the layer does nothing. */
    @Override
    public String dropout(Node node, Layer.Dropout layer, String x) {
        return x;
    }

    /** Rows of a packed weight and bias, applied to tokens. */
    private String projection(Node node, String role, String x, int from, int to) {
        String name = node.name() + "/" + role;
        Tensor weight = weights.get(node.name() + "_weight").slice(0, from, to);
        Tensor bias = weights.get(node.name() + "_bias").slice(0, from, to);
        String product = graph.node(
                name + "/product", Operator.MAT_MUL, List.of(x, parameter(name + "_weight", transposed(weight))));
        return graph.node(name, Operator.ADD, List.of(product, parameter(name + "_bias", bias)));
    }

    /** A parameter vector of the node that acts on the channels of a map. */
    private String perChannel(Node node, String role) {
        String key = node.name() + "." + role;
        Tensor vector = weights.get(key);
        Shape shape = Shape.of(vector.values().length, 1, 1);
        return parameter(key, new Tensor(vector.type(), shape, vector.values()));
    }

    /** The shape {@code (N, channels, H, W)} with the height and width of a map, for a reshape of the same N. */
    private String mapShape(Node node, int channels, String map, String value) {
        OptionalInt height = shapes.fixedSize(map, 2);
        OptionalInt width = shapes.fixedSize(map, 3);
        return height.isPresent() && width.isPresent()
                ? graph.integers(0, channels, height.getAsInt(), width.getAsInt())
                : graph.node(
                        node.name() + "/shape",
                        Operator.CONCAT,
                        List.of(graph.integers(0, channels), heightAndWidth(map, value)),
                        Attributes.of("axis", 0));
    }

    private String parameter(Node node, String role) {
        String key = node.name() + "." + role;
        return parameter(key, weights.get(key));
    }

    /** Whether the output of the network is in half precision; a last enlargement is not. */
    boolean outputIsHalf() {
        return half && !outputIsEnlarged;
    }

    private String inFloat32(String name, String x) {
        return half ? cast(name + "/in_float32", x, DataType.FLOAT) : x;
    }

    /** Converts what {@code maker} computes in float32 to a value of this name. */
    private String backInHalf(String name, UnaryOperator<String> maker) {
        return half ? cast(name, maker.apply(name + "/as_float32"), DataType.FLOAT16) : maker.apply(name);
    }

    /** The input of a resize: in float32 if the network ends there, where rounding would move edges. */
    private String enlarged(Node node, String x) {
        if (half && node.name().equals(output)) {
            outputIsEnlarged = true;
            return inFloat32(node.name(), x);
        }
        return x;
    }

    private String cast(String name, String x, DataType type) {
        return graph.node(name, Operator.CAST, List.of(x), Attributes.of("to", type.getNumber()));
    }

    private String constant(float number) {
        return half ? graph.halves(number) : graph.floats(number);
    }

    private String mean(String name, String x, int dimension) {
        return graph.opset().isAtLeast(Operator.REDUCE_MEAN.sinceOpset())
                ? graph.node(name, Operator.REDUCE_MEAN, List.of(x, graph.integers(dimension)))
                : graph.node(name, Operator.REDUCE_MEAN_13, List.of(x), Attributes.list("axes", dimension));
    }

    /** A parameter that is computed with in float32 whatever the arithmetic. */
    private String statistic(Node node, String role) {
        String key = node.name() + "." + role;
        return graph.initializer(key, weights.get(key));
    }

    /**
     * Half-precision tensors are stored unchanged; if the computation is in float32, runtimes convert them on loading.
     */
    private String parameter(String name, Tensor tensor) {
        if (half) {
            return graph.initializer(name, HalfPrecision.rounded(name, tensor));
        }
        String stored = graph.initializer(name, tensor);
        return tensor.type() == Tensor.Type.F16
                ? graph.node(
                        name + "/float32",
                        Operator.CAST,
                        List.of(stored),
                        Attributes.of("to", DataType.FLOAT.getNumber()))
                : stored;
    }

    private static Tensor transposed(Tensor matrix) {
        int rows = matrix.shape().size(0);
        int columns = matrix.shape().size(1);
        float[] values = new float[rows * columns];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                values[column * rows + row] = matrix.values()[row * columns + column];
            }
        }
        return new Tensor(matrix.type(), Shape.of(columns, rows), values);
    }

    private String scaled(Node node, Interpolation interpolation, String x, int vertical, int horizontal) {
        return graph.node(
                node.name(),
                Operator.RESIZE,
                List.of(x, OnnxGraph.ABSENT, graph.floats(1f, 1f, vertical, horizontal)),
                attributes(interpolation));
    }

    private static AttributeProto[] attributes(Interpolation interpolation) {
        String transformation = "coordinate_transformation_mode";
        return switch (interpolation) {
            case NEAREST ->
                new AttributeProto[] {
                    Attributes.of("mode", "nearest"),
                    Attributes.of(transformation, "asymmetric"),
                    Attributes.of("nearest_mode", "floor")
                };
            case BILINEAR ->
                new AttributeProto[] {Attributes.of("mode", "linear"), Attributes.of(transformation, "half_pixel")};
            case BILINEAR_ALIGNED ->
                new AttributeProto[] {Attributes.of("mode", "linear"), Attributes.of(transformation, "align_corners")};
        };
    }

    private String heightAndWidth(String map, String value) {
        return heightsAndWidths.computeIfAbsent(
                map,
                name -> graph.node(
                        name + "/height_and_width", Operator.SHAPE, List.of(value), Attributes.of("start", 2)));
    }

    private String reshape(String name, String x, String shape) {
        return graph.node(name, Operator.RESHAPE, List.of(x, shape));
    }

    private String transpose(String name, String x, long... order) {
        return graph.node(name, Operator.TRANSPOSE, List.of(x), Attributes.list("perm", order));
    }

    private static AttributeProto square(String name, int size) {
        return Attributes.list(name, size, size);
    }

    private static AttributeProto padding(int padding) {
        return Attributes.list("pads", padding, padding, padding, padding);
    }
}
