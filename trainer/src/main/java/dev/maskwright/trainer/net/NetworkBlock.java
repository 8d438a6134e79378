package dev.maskwright.trainer.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import dev.maskwright.models.graph.Layer;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.weights.Tensor;
import dev.maskwright.models.weights.Weights;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A layer graph as a DJL block: flat, with one parameter per key of the network, from images
 * {@code (N, channels, H, W)} to logits {@code (N, classes, H, W)} in float32.
 *
 * <p>The four-dimensional weights and everything between the layers are laid out channels-last, in which PyTorch's
 * convolutions are fastest. One thread at a time.
 */
public final class NetworkBlock extends AbstractBlock {

    private final Network network;
    private final Map<String, Parameter> parametersByKey = new LinkedHashMap<>();
    private Predicate<String> frozen = name -> false;

    private NetworkBlock(Network network) {
        this.network = network;
        for (var parameter : network.parameters()) {
            parametersByKey.put(
                    parameter.key(),
                    addParameter(Parameter.builder()
                            .setName(parameter.key())
                            .setType(Parameter.Type.OTHER)
                            .optRequiresGrad(parameter.kind().trained())
                            .build()));
        }
    }

    /**
     * Creates a block for a network with these weights.
     *
     * @param manager owns the parameter arrays: the block works until it is closed
     * @throws IllegalArgumentException if the weights are not those of the network
     */
    public static NetworkBlock of(Network network, Weights weights, NDManager manager) {
        NetworkBlock block = new NetworkBlock(network);
        weights.requireFits(network, "weights");
        block.parametersByKey.forEach((key, parameter) -> {
            NDArray array = toArray(manager, weights.get(key));
            array.setName(key);
            parameter.setArray(array);
            array.setRequiresGradient(parameter.requiresGradient());
        });
        return block;
    }

    public Network network() {
        return network;
    }

    /** The array of a parameter: its current value and gradient. */
    public NDArray array(String key) {
        Parameter parameter = parametersByKey.get(key);
        if (parameter == null) {
            throw new IllegalArgumentException("%s has no parameter '%s'".formatted(network.architecture(), key));
        }
        return parameter.getArray();
    }

    /**
     * Freezes the nodes of these names until the next call: their parameters have no gradient, their batch norms use
     * and keep their statistics, and their dropout is inactive.
     */
    public void freeze(Predicate<String> names) {
        frozen = names;
        for (var node : network.nodes()) {
            for (var parameter : node.parameters()) {
                array(parameter.key()).setRequiresGradient(parameter.kind().trained() && !frozen.test(node.name()));
            }
        }
    }

    /** The parameters that {@link #freeze} left to be trained, and their statistics, in the network's order. */
    public List<dev.maskwright.models.graph.Parameter> unfrozenParameters() {
        return network.nodes().stream()
                .filter(node -> !frozen.test(node.name()))
                .flatMap(node -> node.parameters().stream())
                .toList();
    }

    /** A copy of all current parameters. */
    public Weights weights() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (var parameter : network.parameters()) {
            tensors.put(parameter.key(), toTensor(array(parameter.key()), parameter.shape()));
        }
        return Weights.of(tensors);
    }

    /**
     * Runs the network.
     *
     * @param images {@code (N, channels, H, W)}, float32, normalised; intermediate values join its manager
     * @param training whether batch norms use the statistics of this batch; otherwise each intermediate value is closed
     *     after its last use
     * @return logits {@code (N, classes, H, W)}, float32
     */
    public NDArray forward(NDArray images, boolean training) {
        DjlRules rules = new DjlRules(this::array, name -> training && !frozen.test(name));
        NDArray x = channelsLast(images);
        return training ? network.run(rules, x) : network.run(rules, x, NDArray::close);
    }

    /**
     * As {@link #forward(NDArray, boolean)} in training, but only for the pixels of the grid, with the same values as
     * for all pixels.
     *
     * @return {@code (N, classes, h, w)}, where {@code h} and {@code w} are the rows and columns of the grid
     */
    public NDArray forward(NDArray images, PixelGrid grid) {
        DjlRules rules = new DjlRules(this::array, name -> !frozen.test(name), network.output(), grid);
        NDArray logits = network.run(rules, channelsLast(images));
        return ofGrid(logits, grid);
    }

    /** As {@link #forward(NDArray, boolean)} in evaluation, but only for the pixels of the grid. */
    public NDArray evaluate(NDArray images, PixelGrid grid) {
        DjlRules rules = new DjlRules(this::array, name -> false, network.output(), grid);
        NDArray logits = network.run(rules, channelsLast(images), NDArray::close);
        return ofGrid(logits, grid);
    }

    /**
     * The outputs of some nodes in evaluation.
     *
     * @param images as for {@link #forward(NDArray, boolean)}; intermediate values are closed after their last use
     * @param nodes their names, in the network's order
     * @return the values by name, in the same order
     */
    public Map<String, NDArray> values(NDArray images, List<String> nodes) {
        DjlRules rules = new DjlRules(this::array, name -> false);
        Map<String, NDArray> known = new LinkedHashMap<>(Map.of(Network.INPUT, channelsLast(images)));
        for (String node : nodes) {
            known.put(node, network.run(rules, known, node, NDArray::close));
        }
        known.remove(Network.INPUT);
        return known;
    }

    /**
     * Runs the rest of the network in training, from the results of {@link #values}, for some pixels.
     *
     * @param known by node, float32; computed values join their manager
     * @return as {@link #forward(NDArray, PixelGrid)}
     */
    public NDArray forwardFrom(Map<String, NDArray> known, PixelGrid grid) {
        DjlRules rules = new DjlRules(this::array, name -> !frozen.test(name), network.output(), grid);
        Map<String, NDArray> laidOut = new LinkedHashMap<>();
        known.forEach((name, value) -> laidOut.put(name, laidOut(value)));
        return ofGrid(network.run(rules, laidOut, network.output(), unused -> {}), grid);
    }

    private static NDArray laidOut(NDArray value) {
        return value.getShape().dimension() == 4 ? channelsLast(value) : value;
    }

    /** The output of the last node, which already has only the grid's pixels if it enlarges. */
    private NDArray ofGrid(NDArray logits, PixelGrid grid) {
        return network.node(network.output()).layer() instanceof Layer.Resize ? logits : grid.of(logits);
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, @Nullable PairList<String, Object> parameters) {
        return new NDList(forward(inputs.singletonOrThrow(), training));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        long[] sizes = inputs[0].getShape();
        var input = dev.maskwright.models.graph.Shape.of(
                Arrays.stream(sizes).mapToInt(Math::toIntExact).toArray());
        return new Shape[] {
            new Shape(network.outputShape(input).sizes().stream()
                    .mapToLong(Integer::longValue)
                    .toArray())
        };
    }

    /** The same values, laid out with the channel as PyTorch's innermost dimension. */
    private static NDArray channelsLast(NDArray x) {
        Shape s = x.getShape();
        return x.transpose(0, 2, 3, 1)
                .flatten()
                .reshape(s.get(0), s.get(2), s.get(3), s.get(1))
                .transpose(0, 3, 1, 2);
    }

    private static NDArray toArray(NDManager manager, Tensor tensor) {
        Shape shape = new Shape(
                tensor.shape().sizes().stream().mapToLong(Integer::longValue).toArray());
        try (NDManager scratch = manager.newSubManager()) {
            NDArray given = scratch.create(tensor.values(), shape);
            // A copy in memory of PyTorch's own, whose alignment does not change from run to run as that of Java's
            // does:
            // matrix products may add in another order where it differs.
            NDArray array = tensor.type() == Tensor.Type.I64
                    ? given.toType(DataType.INT64, true)
                    : (shape.dimension() == 4 ? channelsLast(given) : given).duplicate();
            array.attach(manager);
            return array;
        }
    }

    private static Tensor toTensor(NDArray array, dev.maskwright.models.graph.Shape shape) {
        if (array.getDataType() == DataType.INT64) {
            return new Tensor(Tensor.Type.I64, shape, new float[] {array.toLongArray()[0]});
        }
        return Tensor.of(shape, Values.of(array));
    }
}
