package dev.maskwright.trainer.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.pooling.Pool;
import dev.maskwright.models.graph.Layer;
import dev.maskwright.models.graph.Layer.Dropout.Unit;
import dev.maskwright.models.graph.Layer.Interpolation;
import dev.maskwright.models.graph.LayerRules;
import dev.maskwright.models.graph.Node;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Computes each kind of layer with DJL arrays. Values join the manager of the batch, because the batch's data is always
 * the first operand. Not thread-safe; created for each forward pass.
 */
final class DjlRules implements LayerRules<NDArray> {

    private final Function<String, NDArray> parameters;
    private final Predicate<String> training;
    private final String output;
    private final PixelGrid grid;

    /** For all pixels of the logits. */
    DjlRules(Function<String, NDArray> parameters, Predicate<String> training) {
        this(parameters, training, "", PixelGrid.ALL);
    }

    /**
     * @param output the node whose value is the logits
     * @param grid the wanted pixels of the logits: an enlargement that gives them computes no others
     * @param parameters parameter values by key
     * @param training the nodes, by name, whose batch norms use and update the statistics of the batch, and whose
     *     dropout is active
     */
    DjlRules(Function<String, NDArray> parameters, Predicate<String> training, String output, PixelGrid grid) {
        this.parameters = parameters;
        this.training = training;
        this.output = output;
        this.grid = grid;
    }

    @Override
    public NDArray conv(Node node, Layer.Conv layer, NDArray x) {
        NDArray weight = parameter(node, ".weight");
        Shape stride = square(layer.stride());
        Shape dilation = square(layer.dilation());
        int[] before = new int[2];
        int[] after = new int[2];
        for (int d = 0; d < 2; d++) {
            int size = (int) x.getShape().get(2 + d);
            before[d] = layer.padding().before(size, layer.extent(), layer.stride());
            after[d] = layer.padding().after(size, layer.extent(), layer.stride());
        }
        NDArray padded = x;
        Shape padding = new Shape(before[0], before[1]);
        if (!Arrays.equals(before, after)) { // the engine pads both ends equally
            padded = x.pad(new Shape(before[1], after[1], before[0], after[0]), 0); // the innermost dimension first
            padding = square(0);
        }
        NDList result = layer.bias()
                ? Conv2d.conv2d(padded, weight, parameter(node, ".bias"), stride, padding, dilation, layer.groups())
                : x.getNDArrayInternal().convolution(padded, weight, null, stride, padding, dilation, layer.groups());
        return result.singletonOrThrow();
    }

    /** DJL has no transposed convolution. As the squares do not overlap, each is a matrix product of its pixel. */
    @Override
    public NDArray convTranspose(Node node, Layer.ConvTranspose layer, NDArray x) {
        Shape shape = x.getShape();
        long height = shape.get(2);
        long width = shape.get(3);
        int factor = layer.factor();
        NDArray weight = forBatchOf(
                        x, parameter(node, ".weight").transpose(0, 2, 3, 1)) // (in, out, k, k) -> (in, k, k, out)
                .reshape(layer.in(), (long) factor * factor * layer.out());
        return x.transpose(0, 2, 3, 1)
                .reshape(-1, layer.in()) // (N, C, H, W) -> (N*H*W, C)
                .matMul(weight)
                .reshape(new Shape(shape.get(0), height, width, factor, factor, layer.out()))
                .add(parameter(node, ".bias"))
                .transpose(0, 1, 3, 2, 4, 5) // (N, H, W, k, k, out) -> (N, H, k, W, k, out)
                .reshape(shape.get(0), height * factor, width * factor, layer.out())
                .transpose(0, 3, 1, 2);
    }

    /** All four parts at once on the padded map; each part is then at one of its four corners. */
    @Override
    public NDArray enlargedConv(Node node, Layer.EnlargedConv layer, NDArray x) {
        Shape shape = x.getShape();
        long height = shape.get(2);
        long width = shape.get(3);
        NDArray parts = x.getNDArrayInternal()
                .convolution(x, parameter(node, ".weight"), null, square(1), square(1), square(1), 1)
                .singletonOrThrow(); // (N, 4 * out, H + 1, W + 1)
        NDList rows = new NDList();
        for (int row = 0; row < 2; row++) {
            NDList columns = new NDList();
            for (int column = 0; column < 2; column++) {
                long channel = (2L * row + column) * layer.out();
                columns.add(parts.get(":, %d:%d, %d:%d, %d:%d"
                        .formatted(channel, channel + layer.out(), row, row + height, column, column + width)));
            }
            rows.add(NDArrays.stack(columns, 4)
                    .reshape(shape.get(0), layer.out(), height, 2 * width)); // (N, out, H, W, 2) -> (N, out, H, 2W)
        }
        NDArray map = NDArrays.stack(rows, 3)
                .reshape(shape.get(0), layer.out(), 2 * height, 2 * width); // (N, out, H, 2, 2W) -> (N, out, 2H, 2W)
        return layer.bias() ? map.add(parameter(node, ".bias").reshape(1, layer.out(), 1, 1)) : map;
    }

    @Override
    public NDArray batchNorm(Node node, Layer.BatchNorm layer, NDArray x) {
        boolean isTrained = training.test(node.name());
        if (isTrained) {
            parameters.apply(node.name() + ".num_batches_tracked").addi(1);
        }
        // DJL's momentum is the weight of the old statistics, PyTorch's that of the new ones.
        return BatchNorm.batchNorm(
                        x,
                        parameter(node, ".running_mean"),
                        parameter(node, ".running_var"),
                        parameter(node, ".weight"),
                        parameter(node, ".bias"),
                        1,
                        1 - Layer.BatchNorm.MOMENTUM,
                        layer.epsilon(),
                        isTrained)
                .singletonOrThrow();
    }

    @Override
    public NDArray layerNorm(Node node, Layer.LayerNorm layer, NDArray x) {
        boolean isMap = x.getShape().dimension() == 4;
        NDArray channelsLast = isMap ? x.transpose(0, 2, 3, 1) : x;
        NDArray normalised = LayerNorm.layerNorm(
                        channelsLast,
                        new Shape(layer.width()),
                        parameter(node, ".weight"),
                        parameter(node, ".bias"),
                        layer.epsilon())
                .singletonOrThrow();
        return isMap ? normalised.transpose(0, 3, 1, 2) : normalised;
    }

    @Override
    public NDArray rmsNorm(Node node, Layer.RmsNorm layer, NDArray x) {
        int channels = x.getShape().dimension() == 4 ? 1 : -1;
        NDArray meanSquare = x.square().mean(new int[] {channels}, true);
        return x.div(meanSquare.add(layer.epsilon()).sqrt());
    }

    /** DJL has no group norm. A group laid out as one vector is what layer norm normalises. */
    @Override
    public NDArray groupNorm(Node node, Layer.GroupNorm layer, NDArray x) {
        Shape perGroup = new Shape(x.getShape().size() / x.getShape().get(0) / layer.groups());
        NDManager manager = x.getManager();
        NDArray normalised = LayerNorm.layerNorm(
                        x.reshape(x.getShape().get(0), layer.groups(), perGroup.get(0)),
                        perGroup,
                        manager.ones(perGroup),
                        manager.zeros(perGroup),
                        layer.epsilon())
                .singletonOrThrow()
                .reshape(x.getShape());
        return normalised
                .transpose(0, 2, 3, 1) // channels innermost, as weight and bias are
                .mul(parameter(node, ".weight"))
                .add(parameter(node, ".bias"))
                .transpose(0, 3, 1, 2);
    }

    @Override
    public NDArray linear(Node node, Layer.Linear layer, NDArray x) {
        return Linear.linear(x, parameter(node, ".weight"), parameter(node, ".bias"))
                .singletonOrThrow();
    }

    @Override
    public NDArray packedProjection(Node node, Layer.PackedProjection layer, NDArray queries, NDArray keysAndValues) {
        NDArray weight = parameter(node, "_weight");
        NDArray bias = parameter(node, "_bias");
        String first = ":" + layer.width();
        String rest = layer.width() + ":";
        NDList q = Linear.linear(queries, forBatchOf(queries, weight.get(first)), forBatchOf(queries, bias.get(first)));
        NDList kv = Linear.linear(
                keysAndValues, forBatchOf(queries, weight.get(rest)), forBatchOf(queries, bias.get(rest)));
        return q.singletonOrThrow().concat(kv.singletonOrThrow(), 2);
    }

    @Override
    public NDArray positionEmbedding(Node node, Layer.PositionEmbedding layer, NDArray x) {
        return x.add(parameters.apply(node.name()));
    }

    @Override
    public NDArray relu(Node node, NDArray x) {
        return Activation.relu(x);
    }

    /** In training PyTorch's own operator: the backward pass of {@code clip} takes four times as long. */
    @Override
    public NDArray relu6(Node node, NDArray x) {
        return training.test(node.name()) ? Relu6.OF_TORCH.apply(x) : x.clip(0f, 6f);
    }

    /** Loaded on first use in training. */
    private static final class Relu6 {
        static final TorchFunction OF_TORCH = new TorchFunction("x: Tensor", "return torch.hardtanh(x, 0., 6.)");
    }

    @Override
    public NDArray gelu(Node node, NDArray x) {
        return Activation.gelu(x);
    }

    @Override
    public NDArray maxPool(Node node, Layer.MaxPool layer, NDArray x) {
        return Pool.maxPool2d(x, square(layer.kernel()), square(layer.stride()), square(layer.padding()), false);
    }

    @Override
    public NDArray meanPool(Node node, NDArray x) {
        return x.mean(new int[] {3}, true).mean(new int[] {2}, true); // DJL takes one axis at a time
    }

    @Override
    public NDArray resize(Node node, Layer.Resize layer, NDArray x) {
        Shape shape = x.getShape();
        PixelGrid wanted = node.name().equals(output) ? grid : PixelGrid.ALL;
        return resize(x, layer.interpolation(), shape.get(2) * layer.factor(), shape.get(3) * layer.factor(), wanted);
    }

    @Override
    public NDArray resizeLike(Node node, Layer.ResizeLike layer, NDArray x, NDArray like) {
        return resize(
                x,
                layer.interpolation(),
                like.getShape().get(2),
                like.getShape().get(3),
                PixelGrid.ALL);
    }

    @Override
    public NDArray concat(Node node, List<NDArray> xs) {
        return NDArrays.concat(new NDList(xs), 1);
    }

    @Override
    public NDArray add(Node node, NDArray x, NDArray y) {
        return x.add(y);
    }

    @Override
    public NDArray mapToTokens(Node node, NDArray x) {
        Shape shape = x.getShape();
        return x.transpose(0, 2, 3, 1).reshape(shape.get(0), shape.get(2) * shape.get(3), shape.get(1));
    }

    @Override
    public NDArray tokensToMap(Node node, NDArray x, NDArray like) {
        Shape shape = like.getShape();
        return x.reshape(
                        x.getShape().get(0),
                        shape.get(2),
                        shape.get(3),
                        x.getShape().get(2))
                .transpose(0, 3, 1, 2);
    }

    @Override
    public NDArray splitHeads(Node node, Layer.SplitHeads layer, NDArray x) {
        Shape shape = x.getShape();
        return x.reshape(shape.get(0), shape.get(1), layer.heads(), shape.get(2) / layer.heads())
                .transpose(0, 2, 1, 3); // (N, L, heads, D) -> (N, heads, L, D)
    }

    @Override
    public NDArray mergeHeads(Node node, NDArray x) {
        Shape shape = x.getShape();
        return x.transpose(0, 2, 1, 3).reshape(shape.get(0), shape.get(2), shape.get(1) * shape.get(3));
    }

    @Override
    public NDArray mapToHeads(Node node, Layer.MapToHeads layer, NDArray x) {
        Shape shape = x.getShape();
        return x.reshape(shape.get(0), layer.heads(), shape.get(1) / layer.heads(), shape.get(2) * shape.get(3));
    }

    @Override
    public NDArray headsToMap(Node node, NDArray x, NDArray like) {
        Shape shape = like.getShape();
        return x.reshape(x.getShape().get(0), x.getShape().get(1) * x.getShape().get(2), shape.get(2), shape.get(3));
    }

    @Override
    public NDArray slice(Node node, Layer.Slice layer, NDArray x) {
        return x.get("..., {}:{}", layer.from(), layer.to());
    }

    @Override
    public NDArray scores(Node node, Layer.AttentionScores layer, NDArray queries, NDArray keys) {
        return Factors.times(queries, layer.scale()).matMul(keys.transpose(0, 1, 3, 2));
    }

    @Override
    public NDArray softmax(Node node, NDArray x) {
        return x.softmax(-1);
    }

    @Override
    public NDArray matMul(Node node, Layer.MatMul layer, NDArray x, NDArray y) {
        NDArray first = layer.transposeFirst() ? x.transpose(0, 1, 3, 2) : x;
        return first.matMul(layer.transposeSecond() ? y.transpose(0, 1, 3, 2) : y);
    }

    @Override
    public NDArray dropout(Node node, Layer.Dropout layer, NDArray x) {
        if (layer.rate() == 0 || !training.test(node.name())) {
            return x;
        }
        long[] units = x.getShape().getShape().clone();
        int kept = layer.unit() == Unit.IMAGE ? 1 : layer.unit() == Unit.CHANNEL ? 2 : units.length;
        Arrays.fill(units, kept, units.length, 1);
        NDArray alive = x.getManager().randomUniform(0, 1, new Shape(units)).gte(layer.rate());
        return x.mul(Factors.times(alive.toType(DataType.FLOAT32, false), 1 / (1 - (double) layer.rate())));
    }

    private NDArray parameter(Node node, String role) {
        return parameters.apply(node.name() + role);
    }

    /** A view of a parameter that lives as long as the batch, not the model. */
    private static NDArray forBatchOf(NDArray x, NDArray view) {
        view.attach(x.getManager());
        return view;
    }

    private static Shape square(int size) {
        return new Shape(size, size);
    }

    /**
     * Bilinear is two matrix products: DJL's interpolation has only one kind of alignment, and smooths when it shrinks.
     * Nearest uses the source pixel at {@code floor(target * in / out)}, as DJL does.
     */
    private static NDArray resize(NDArray x, Interpolation interpolation, long height, long width, PixelGrid wanted) {
        Shape shape = x.getShape();
        if (interpolation == Interpolation.NEAREST) {
            return wanted.of(x.getNDArrayInternal().interpolation(new long[] {height, width}, 0, false));
        }
        boolean aligned = interpolation == Interpolation.BILINEAR_ALIGNED;
        NDManager manager = x.getManager();
        NDArray rows = bilinear(manager, shape.get(2), height, aligned, wanted.row(), wanted); // (H, h)
        NDArray columns = bilinear(manager, shape.get(3), width, aligned, wanted.column(), wanted); // (W, w)
        NDArray wide = x.matMul(columns.transpose()); // (N, C, h, w) -> (N, C, h, W)
        return rows.matMul(wide); // -> (N, C, H, W)
    }

    /** The wanted rows of the {@code (to, from)} matrix that interpolates one direction. */
    private static NDArray bilinear(
            NDManager manager, long from, long to, boolean aligned, int first, PixelGrid wanted) {
        int count = Math.toIntExact(wanted.count(to, first));
        float[] matrix = new float[Math.toIntExact(from * count)];
        for (int row = 0; row < count; row++) {
            long target = first + (long) row * wanted.stride();
            double centre = aligned
                    ? (to == 1 ? 0 : target * (from - 1.0) / (to - 1))
                    : Math.max(0, (target + 0.5) * from / to - 0.5);
            int low = (int) Math.min(from - 1, (long) centre);
            int high = (int) Math.min(from - 1, low + 1L);
            matrix[(int) (row * from) + low] += (float) (1 - (centre - low));
            matrix[(int) (row * from) + high] += (float) (centre - low);
        }
        return manager.create(matrix, new Shape(count, from));
    }
}
