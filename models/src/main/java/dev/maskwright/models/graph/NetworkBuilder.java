package dev.maskwright.models.graph;

import dev.maskwright.models.graph.Layer.Interpolation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Builds a {@link Network} node by node. Every node's shapes are checked as it is added, for an image of {@code 2 *
 * stride} in both directions, so that a mistake is reported at the line that makes it.
 *
 * <p>A builder adds nodes to one network under one scope: {@link #scope} returns another builder of the same network
 * with a longer prefix of names. Not thread-safe.
 */
public final class NetworkBuilder {

    private final String prefix;
    private final List<Node> nodes;
    private final ShapeRules shapeRules = new ShapeRules();

    private NetworkBuilder(String prefix, List<Node> nodes) {
        this.prefix = prefix;
        this.nodes = nodes;
    }

    /** A builder of a new network. */
    public static NetworkBuilder create() {
        return new NetworkBuilder("", new ArrayList<>());
    }

    /** The image, {@code (1, channels, 2 * stride, 2 * stride)}. */
    public static Value input(int channels, int stride) {
        return new Value(Network.INPUT, Shape.of(1, channels, 2 * stride, 2 * stride));
    }

    /** A builder of the same network whose names start with this one's and {@code name}. */
    public NetworkBuilder scope(String name) {
        return new NetworkBuilder(prefix + name + ".", nodes);
    }

    /**
     * Adds a node.
     *
     * @throws ShapeException if the layer cannot take these values
     */
    public Value add(String name, Layer layer, Value... inputs) {
        Node node = new Node(
                prefix + name, layer, Arrays.stream(inputs).map(Value::node).toList());
        Shape shape = layer.accept(node, Arrays.stream(inputs).map(Value::shape).toList(), shapeRules);
        nodes.add(node);
        return new Value(node.name(), shape);
    }

    /** A convolution without bias that keeps height and width at stride 1: padding is half the kernel. */
    public Value conv(String name, Value x, int out, int kernel, int stride) {
        return add(name, Layer.Conv.of(x.channels(), out, kernel).withStride(stride), x);
    }

    /** As {@link #conv}, with a bias. */
    public Value convWithBias(String name, Value x, int out, int kernel, int stride) {
        return add(
                name,
                Layer.Conv.of(x.channels(), out, kernel).withStride(stride).withBias(),
                x);
    }

    public Value batchNorm(String name, Value x) {
        return add(name, new Layer.BatchNorm(x.channels(), 1e-5f), x);
    }

    public Value groupNorm(String name, Value x, int groups) {
        return add(name, new Layer.GroupNorm(groups, x.channels(), 1e-5f), x);
    }

    public Value layerNorm(String name, Value x, float epsilon) {
        return add(name, new Layer.LayerNorm(x.channels(), epsilon), x);
    }

    public Value linear(String name, Value x, int out) {
        return add(name, new Layer.Linear(x.channels(), out), x);
    }

    public Value relu(String name, Value x) {
        return add(name, new Layer.Relu(), x);
    }

    public Value relu6(String name, Value x) {
        return add(name, new Layer.Relu6(), x);
    }

    /**
     * Convolution, batch norm and ReLU with the keys of a PyTorch {@code Sequential}: {@code name.0}, {@code name.1}.
     */
    public Value convBnRelu(String name, Value x, int out, int kernel) {
        NetworkBuilder block = scope(name);
        return block.relu("2", block.batchNorm("1", block.conv("0", x, out, kernel, 1)));
    }

    public Value resize(String name, Value x, Interpolation interpolation, int factor) {
        return add(name, new Layer.Resize(interpolation, factor), x);
    }

    public Value resizeLike(String name, Value x, Value like, Interpolation interpolation) {
        return add(name, new Layer.ResizeLike(interpolation), x, like);
    }

    public Value concat(String name, Value... xs) {
        return add(name, new Layer.Concat(), xs);
    }

    public Value sum(String name, Value x, Value y) {
        return add(name, new Layer.Add(), x, y);
    }

    public Value mapToTokens(String name, Value x) {
        return add(name, new Layer.MapToTokens(), x);
    }

    public Value tokensToMap(String name, Value x, Value like) {
        return add(name, new Layer.TokensToMap(), x, like);
    }

    /** The network of all nodes added so far, in this builder and its scopes. */
    public Network build(String architecture, int inputChannels, int stride, Value logits) {
        return new Network(architecture, inputChannels, logits.channels(), stride, nodes, logits.node());
    }
}
