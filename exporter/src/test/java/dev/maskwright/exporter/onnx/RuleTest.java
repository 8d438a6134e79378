package dev.maskwright.exporter.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OrtException;
import dev.maskwright.exporter.fixtures.OrtGraph;
import dev.maskwright.models.fixtures.FormulaWeights;
import dev.maskwright.models.graph.Layer;
import dev.maskwright.models.graph.Layer.Interpolation;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.NetworkBuilder;
import dev.maskwright.models.graph.Node;
import dev.maskwright.models.graph.Shape;
import dev.maskwright.models.graph.ShapeException;
import dev.maskwright.models.graph.Value;
import dev.maskwright.models.weights.Tensor;
import dev.maskwright.models.weights.Weights;
import dev.maskwright.trainer.net.NetworkBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * For each layer kind and each setting that changes its maths: DJL and ONNX Runtime agree on random input, in a graph
 * for all sizes and in one for each.
 */
final class RuleTest {

    private static final long SEED = 20_26;
    private static final int CHANNELS = 8;
    /** Heights and widths; a layer is spared those that are too small for its window. */
    private static final int[][] SIZES = {{1, 1}, {7, 13}, {33, 65}, {32, 16}};

    /** A network whose last node is the layer under test. */
    private record Case(String name, Network network) {
        Class<?> kind() {
            return network.nodes().get(network.nodes().size() - 1).layer().getClass();
        }

        /**
         * For values in -1..1. ONNX Runtime computes in float where a target pixel lies in the source; where the factor
         * is not whole, that moves it by up to 1e-5 of a pixel at these sizes.
         */
        double tolerance() {
            return kind() == Layer.ResizeLike.class ? 2e-5 : 1e-5;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void bothEnginesAgree(Case rule) throws OrtException {
        Network network = rule.network();
        Weights weights = FormulaWeights.of(network);
        int run = 0;
        int only = network.stride();
        InputSize sizes = network.hasOneSize() ? InputSize.fixed(only, only) : InputSize.dynamic();
        try (OrtGraph anySize = onnx(network, weights, sizes)) {
            for (int[] size : network.hasOneSize() ? new int[][] {{only, only}} : SIZES) {
                Tensor input = random(Shape.of(2, CHANNELS, size[0], size[1]));
                if (!takes(network, input.shape())) {
                    continue;
                }
                run++;
                Tensor expected = djl(network, weights, input);
                assertAgree(rule, input, expected, anySize.run(input));
                try (OrtGraph oneSize = onnx(network, weights, InputSize.fixed(size[1], size[0]))) {
                    assertAgree(rule, input, expected, oneSize.run(input));
                }
            }
        }
        assertFalse(run == 0, "no size fits " + rule);
    }

    /** What layers become other operators in newer operator sets, or in older ones. */
    @ParameterizedTest
    @MethodSource("cases")
    void otherOperatorSetsGiveTheSame(Case rule) throws OrtException {
        Network network = rule.network();
        Weights weights = FormulaWeights.of(network);
        int side = network.hasOneSize() ? network.stride() : 16;
        Tensor input = random(Shape.of(2, CHANNELS, side, side));
        Tensor expected = djl(network, weights, input);
        for (int opset : new int[] {15, 18, 21}) {
            if (opset >= 17 || network.nodes().stream().noneMatch(RuleTest::needsOperatorSet17)) {
                try (OrtGraph graph = onnx(network, weights, InputSize.fixed(side, side), Opset.of(opset))) {
                    assertAgree(rule, input, expected, graph.run(input));
                }
            }
        }
    }

    private static boolean needsOperatorSet17(Node node) {
        return node.layer() instanceof Layer.LayerNorm;
    }

    @Test
    void everyLayerKindHasARule() {
        Set<Class<?>> tested = cases().stream().map(Case::kind).collect(Collectors.toSet());
        assertEquals(new HashSet<>(Arrays.asList(Layer.class.getPermittedSubclasses())), tested);
    }

    private static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        convolutions(cases);
        cases.add(map(new Layer.BatchNorm(CHANNELS, 1e-5f)));
        cases.add(map(new Layer.BatchNorm(CHANNELS, 0.1f)));
        cases.add(map(new Layer.GroupNorm(1, CHANNELS, 1e-5f)));
        cases.add(map(new Layer.GroupNorm(4, CHANNELS, 0.1f)));
        cases.add(map(new Layer.LayerNorm(CHANNELS, 1e-6f)));
        cases.add(map(new Layer.RmsNorm(CHANNELS, 1e-6f)));
        cases.add(map(new Layer.RmsNorm(CHANNELS, 0.1f)));
        cases.add(map(new Layer.Relu()));
        cases.add(of("Relu6", (net, x) -> {
            Value tenfold = net.add("tenfold", new Layer.BatchNorm(CHANNELS, 1e-5f), net.conv("a", x, CHANNELS, 3, 1));
            for (int i = 0; i < 3; i++) {
                tenfold = net.sum("doubled" + i, tenfold, tenfold); // beyond 6
            }
            return net.add("layer", new Layer.Relu6(), tenfold);
        }));
        cases.add(map(new Layer.Gelu()));
        cases.add(map(new Layer.MaxPool(3, 2, 1)));
        cases.add(map(new Layer.MaxPool(2, 2, 0)));
        cases.add(map(new Layer.MeanPool()));
        for (Layer.Dropout.Unit unit : Layer.Dropout.Unit.values()) {
            cases.add(map(new Layer.Dropout(unit, 0.5f)));
        }
        resizes(cases);
        cases.add(of("Concat of two", (net, x) -> net.concat("layer", x, half(net, "a", x))));
        cases.add(of("Concat of three", (net, x) -> net.concat("layer", half(net, "a", x), x, half(net, "b", x))));
        cases.add(of("Add", (net, x) -> net.sum("layer", x, net.conv("a", x, CHANNELS, 3, 1))));
        cases.add(of("Add of a value to itself", (net, x) -> net.sum("layer", x, x)));
        tokens(cases);
        return cases;
    }

    private static void convolutions(List<Case> cases) {
        cases.add(map(Layer.Conv.of(CHANNELS, 6, 1).withBias()));
        cases.add(map(Layer.Conv.of(CHANNELS, 6, 3)));
        cases.add(map(Layer.Conv.of(CHANNELS, 6, 3).withStride(2).withBias()));
        cases.add(map(Layer.Conv.of(CHANNELS, 6, 7).withStride(4)));
        cases.add(map(Layer.Conv.patches(CHANNELS, 6, 2)));
        cases.add(map(Layer.Conv.of(CHANNELS, 6, 3).withGroups(2).withBias()));
        cases.add(map(Layer.Conv.depthwise(CHANNELS, 3).withBias()));
        cases.add(
                map(Layer.Conv.of(CHANNELS, 6, 3).withPadding(2).withDilation(2).withBias()));
        cases.add(map(Layer.Conv.depthwise(CHANNELS, 3).withPadding(12).withDilation(12)));
        for (int kernel : new int[] {1, 2, 3, 5}) {
            for (int stride = 1; stride <= 3; stride++) {
                cases.add(map(same(6, kernel, stride, 1)));
            }
        }
        cases.add(map(same(CHANNELS, 3, 2, CHANNELS)));
        cases.add(map(same(CHANNELS, 5, 2, CHANNELS)));
        cases.add(map(new Layer.EnlargedConv(CHANNELS, 6, true)));
        cases.add(map(new Layer.EnlargedConv(CHANNELS, 5, false)));
        cases.add(map(new Layer.ConvTranspose(CHANNELS, 6, 1)));
        cases.add(map(new Layer.ConvTranspose(CHANNELS, 6, 2)));
        cases.add(map(new Layer.ConvTranspose(CHANNELS, 3, 5)));
    }

    private static Layer same(int out, int kernel, int stride, int groups) {
        Layer.Conv conv = Layer.Conv.of(CHANNELS, out, kernel)
                .withStride(stride)
                .withPadding(new Layer.Padding.Same())
                .withGroups(groups);
        return kernel < 5 ? conv.withBias() : conv;
    }

    private static void resizes(List<Case> cases) {
        for (Interpolation interpolation : Interpolation.values()) {
            for (int factor : new int[] {1, 2, 3, 4}) {
                cases.add(map(new Layer.Resize(interpolation, factor)));
            }
            Layer like = new Layer.ResizeLike(interpolation);
            cases.add(of(like + " growing", (net, x) -> net.add("layer", like, net.conv("a", x, 4, 3, 2), x)));
            cases.add(of(like + " shrinking", (net, x) -> net.add("layer", like, x, net.conv("a", x, 4, 3, 2))));
            cases.add(of(like + " growing by 4, then shrinking", (net, x) -> {
                Value large = net.add("a", new Layer.Resize(interpolation, 4), x);
                return net.add("layer", like, large, net.conv("b", x, 4, 3, 2));
            }));
            cases.add(new Case(
                    like + " by a whole factor",
                    network(2, (net, x) -> net.add("layer", like, net.conv("a", x, 4, 3, 2), x))));
        }
    }

    private static void tokens(List<Case> cases) {
        cases.add(map(new Layer.MapToTokens()));
        cases.add(of("TokensToMap", (net, x) -> net.tokensToMap("layer", net.mapToTokens("a", x), x)));
        cases.add(of("TokensToMap of a reduced map", (net, x) -> {
            Value reduced = net.conv("a", x, CHANNELS, 3, 2);
            return net.tokensToMap("layer", net.mapToTokens("b", reduced), reduced);
        }));
        cases.add(onTokens(new Layer.LayerNorm(CHANNELS, 1e-6f)));
        cases.add(onTokens(new Layer.LayerNorm(CHANNELS, 0.1f)));
        cases.add(onTokens(new Layer.Linear(CHANNELS, 5)));
        cases.add(of("PackedProjection", (net, x) -> {
            Value tokens = net.mapToTokens("tokens", x);
            Value others = net.linear("others", tokens, CHANNELS);
            return net.add("layer", new Layer.PackedProjection(CHANNELS), tokens, others);
        }));
        Value small = new Value(Network.INPUT, Shape.of(1, CHANNELS, 5, 5));
        cases.add(new Case("PositionEmbedding", network(small, 5, (net, x) -> {
            Value tokens = net.mapToTokens("tokens", x);
            return net.add("layer", new Layer.PositionEmbedding(25, CHANNELS), tokens);
        })));
        cases.add(onTokens(new Layer.Slice(0, 3)));
        cases.add(onTokens(new Layer.Slice(2, CHANNELS)));
        cases.add(onTokens(new Layer.SplitHeads(1)));
        cases.add(onTokens(new Layer.SplitHeads(4)));
        cases.add(onTokens(new Layer.RmsNorm(CHANNELS, 1e-5f)));
        cases.add(onTokens(new Layer.Softmax()));
        cases.add(map(new Layer.MapToHeads(1)));
        cases.add(map(new Layer.MapToHeads(4)));
        cases.add(of("HeadsToMap", (net, x) -> {
            Value heads = net.add("heads", new Layer.MapToHeads(2), x);
            return net.add("layer", new Layer.HeadsToMap(), heads, x);
        }));
        cases.add(of("MatMul with the first transposed", (net, x) -> {
            Value keys = net.add("keys", new Layer.MapToHeads(2), reduced(net, "reduced", x));
            return net.add("layer", new Layer.MatMul(true, false), net.add("q", new Layer.MapToHeads(2), x), keys);
        }));
        cases.add(of("MatMul with the second transposed", (net, x) -> {
            Value few = net.add("few", new Layer.MapToHeads(2), reduced(net, "reduced", x));
            Value queries = net.add("q", new Layer.MapToHeads(2), x);
            Value shares = net.add(
                    "shares", new Layer.Softmax(), net.add("scores", new Layer.MatMul(true, false), queries, few));
            return net.add("layer", new Layer.MatMul(false, true), few, shares);
        }));
        cases.add(of("MatMul with both transposed", (net, x) -> {
            Value few = net.add("few", new Layer.MapToHeads(2), reduced(net, "reduced", x));
            Value queries = net.add("q", new Layer.MapToHeads(2), x);
            Value shares = net.add(
                    "shares", new Layer.Softmax(), net.add("scores", new Layer.MatMul(true, false), few, queries));
            return net.add("layer", new Layer.MatMul(true, true), shares, few);
        }));
        cases.add(of("MergeHeads", (net, x) -> net.add("layer", new Layer.MergeHeads(), heads(net, "a", x))));
        for (float scale : new float[] {1, 0.25f}) {
            Layer scores = new Layer.AttentionScores(scale);
            cases.add(
                    of(scores.toString(), (net, x) -> net.add("layer", scores, heads(net, "a", x), fewHeads(net, x))));
        }
        cases.add(of("MatMul", (net, x) -> {
            Value scores = net.add("scores", new Layer.AttentionScores(0.5f), heads(net, "a", x), fewHeads(net, x));
            Value shares = net.add("shares", new Layer.Softmax(), scores);
            return net.add("layer", new Layer.MatMul(), shares, heads(net, "b", reduced(net, "b_reduced", x)));
        }));
    }

    /** Half as many channels. */
    private static Value half(NetworkBuilder net, String name, Value x) {
        return net.conv(name, x, CHANNELS / 2, 3, 1);
    }

    private static Value reduced(NetworkBuilder net, String name, Value x) {
        return net.conv(name, x, CHANNELS, 3, 2);
    }

    private static Value heads(NetworkBuilder net, String name, Value x) {
        return net.add(name + "_heads", new Layer.SplitHeads(2), net.mapToTokens(name + "_tokens", x));
    }

    /** Heads of fewer tokens than the map has pixels. */
    private static Value fewHeads(NetworkBuilder net, Value x) {
        return heads(net, "few", reduced(net, "few_reduced", x));
    }

    private static Case map(Layer layer) {
        return of(layer.toString(), (net, x) -> net.add("layer", layer, x));
    }

    private static Case onTokens(Layer layer) {
        return of(layer.toString(), (net, x) -> net.add("layer", layer, net.mapToTokens("tokens", x)));
    }

    private static Case of(String name, BiFunction<NetworkBuilder, Value, Value> layers) {
        return new Case(name, network(1, layers));
    }

    private static Network network(int stride, BiFunction<NetworkBuilder, Value, Value> layers) {
        return network(NetworkBuilder.input(CHANNELS, stride), stride, layers);
    }

    private static Network network(Value image, int stride, BiFunction<NetworkBuilder, Value, Value> layers) {
        NetworkBuilder net = NetworkBuilder.create();
        Value result = layers.apply(net, image);
        return net.build("rule", CHANNELS, stride, result);
    }

    private static boolean takes(Network network, Shape input) {
        try {
            network.outputShape(input);
            return input.size(2) % network.stride() == 0 && input.size(3) % network.stride() == 0;
        } catch (ShapeException e) {
            return false;
        }
    }

    private static OrtGraph onnx(Network network, Weights weights, InputSize size) throws OrtException {
        return onnx(network, weights, size, Opset.DEFAULT);
    }

    private static OrtGraph onnx(Network network, Weights weights, InputSize size, Opset opset) throws OrtException {
        OnnxGraph graph = new OnnxGraph("rule", opset);
        String input = graph.input(Network.INPUT, DataType.FLOAT, List.of("batch", CHANNELS, "height", "width"));
        String result = network.run(new OnnxRules(graph, network, weights, size), input);
        graph.node("result", Operator.IDENTITY, List.of(result));
        int side = network.hasOneSize() ? network.stride() : 32;
        int rank = network.outputShape(Shape.of(1, CHANNELS, side, side)).rank();
        graph.output(
                "result", DataType.FLOAT, List.<Object>of("a", "b", "c", "d").subList(0, rank));
        return new OrtGraph(ModelProto.newBuilder()
                .setIrVersion(opset.irVersion())
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset.version()))
                .setGraph(graph.toProto())
                .build());
    }

    private static Tensor djl(Network network, Weights weights, Tensor input) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NetworkBlock block = NetworkBlock.of(network, weights, manager);
            long[] shape =
                    input.shape().sizes().stream().mapToLong(size -> size).toArray();
            NDArray result =
                    block.forward(manager.create(input.values(), new ai.djl.ndarray.types.Shape(shape)), false);
            int[] sizes = Arrays.stream(result.getShape().getShape())
                    .mapToInt(Math::toIntExact)
                    .toArray();
            return Tensor.of(Shape.of(sizes), result.toFloatArray());
        }
    }

    private static Tensor random(Shape shape) {
        Random random = new Random(SEED);
        float[] values = new float[(int) shape.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat(-1, 1);
        }
        return Tensor.of(shape, values);
    }

    private static void assertAgree(Case rule, Tensor input, Tensor expected, Tensor actual) {
        assertEquals(expected.shape(), actual.shape(), rule + " at " + input.shape());
        for (int i = 0; i < expected.values().length; i++) {
            int element = i;
            float value = expected.values()[i];
            assertEquals(
                    value,
                    actual.values()[i],
                    rule.tolerance() * Math.max(1, Math.abs(value)),
                    () -> "element %d of %s at %s, seed %d".formatted(element, rule, input.shape(), SEED));
        }
    }
}
