package dev.maskwright.models.graph;

import java.util.List;

/** Infers the output shapes of layers from their input shapes. Every failure is a {@link ShapeException}. */
public final class ShapeRules implements LayerRules<Shape> {

    @Override
    public Shape conv(Node node, Layer.Conv layer, Shape x) {
        requireMap(node, x);
        require(node, x.size(1) == layer.in(), "takes %d channels, got %s", layer.in(), x);
        return window(node, x, layer.out(), layer.extent(), layer.stride(), layer.padding());
    }

    @Override
    public Shape convTranspose(Node node, Layer.ConvTranspose layer, Shape x) {
        requireMap(node, x);
        require(node, x.size(1) == layer.in(), "takes %d channels, got %s", layer.in(), x);
        return Shape.of(x.size(0), layer.out(), x.size(2) * layer.factor(), x.size(3) * layer.factor());
    }

    @Override
    public Shape enlargedConv(Node node, Layer.EnlargedConv layer, Shape x) {
        requireMap(node, x);
        require(node, x.size(1) == layer.in(), "takes %d channels, got %s", layer.in(), x);
        return Shape.of(x.size(0), layer.out(), 2 * x.size(2), 2 * x.size(3));
    }

    @Override
    public Shape batchNorm(Node node, Layer.BatchNorm layer, Shape x) {
        requireMap(node, x);
        require(node, x.size(1) == layer.channels(), "normalises %d channels, got %s", layer.channels(), x);
        return x;
    }

    @Override
    public Shape layerNorm(Node node, Layer.LayerNorm layer, Shape x) {
        return normalised(node, layer.width(), x);
    }

    @Override
    public Shape rmsNorm(Node node, Layer.RmsNorm layer, Shape x) {
        return normalised(node, layer.width(), x);
    }

    @Override
    public Shape groupNorm(Node node, Layer.GroupNorm layer, Shape x) {
        requireMap(node, x);
        require(node, x.size(1) == layer.channels(), "normalises %d channels, got %s", layer.channels(), x);
        return x;
    }

    @Override
    public Shape linear(Node node, Layer.Linear layer, Shape x) {
        require(node, x.size(-1) == layer.in(), "takes vectors of %d, got %s", layer.in(), x);
        return withSize(x, x.rank() - 1, layer.out());
    }

    @Override
    public Shape packedProjection(Node node, Layer.PackedProjection layer, Shape queries, Shape keysAndValues) {
        require(
                node,
                queries.rank() == 3 && queries.size(2) == layer.width() && queries.equals(keysAndValues),
                "takes two tensors of tokens (N, L, %d), got %s and %s",
                layer.width(),
                queries,
                keysAndValues);
        return withSize(queries, 2, 3 * layer.width());
    }

    @Override
    public Shape positionEmbedding(Node node, Layer.PositionEmbedding layer, Shape x) {
        require(
                node,
                x.rank() == 3 && x.size(1) == layer.tokens() && x.size(2) == layer.width(),
                "knows %d positions of width %d, got %s; the image must have the size that the network was built for",
                layer.tokens(),
                layer.width(),
                x);
        return x;
    }

    @Override
    public Shape relu(Node node, Shape x) {
        return x;
    }

    @Override
    public Shape relu6(Node node, Shape x) {
        return x;
    }

    @Override
    public Shape gelu(Node node, Shape x) {
        return x;
    }

    @Override
    public Shape maxPool(Node node, Layer.MaxPool layer, Shape x) {
        requireMap(node, x);
        return window(node, x, x.size(1), layer.kernel(), layer.stride(), new Layer.Padding.Zeros(layer.padding()));
    }

    @Override
    public Shape meanPool(Node node, Shape x) {
        requireMap(node, x);
        return Shape.of(x.size(0), x.size(1), 1, 1);
    }

    @Override
    public Shape resize(Node node, Layer.Resize layer, Shape x) {
        requireMap(node, x);
        return Shape.of(x.size(0), x.size(1), x.size(2) * layer.factor(), x.size(3) * layer.factor());
    }

    @Override
    public Shape resizeLike(Node node, Layer.ResizeLike layer, Shape x, Shape like) {
        requireMap(node, x);
        requireMap(node, like);
        return Shape.of(x.size(0), x.size(1), like.size(2), like.size(3));
    }

    @Override
    public Shape concat(Node node, List<Shape> xs) {
        Shape first = xs.get(0);
        requireMap(node, first);
        int channels = 0;
        for (Shape x : xs) {
            requireMap(node, x);
            require(node, x.size(2) == first.size(2), "heights differ, %d and %d", first.size(2), x.size(2));
            require(node, x.size(3) == first.size(3), "widths differ, %d and %d", first.size(3), x.size(3));
            channels += x.size(1);
        }
        return withSize(first, 1, channels);
    }

    @Override
    public Shape add(Node node, Shape x, Shape y) {
        require(node, x.equals(y), "adds tensors of one shape, got %s and %s", x, y);
        return x;
    }

    @Override
    public Shape mapToTokens(Node node, Shape x) {
        requireMap(node, x);
        return Shape.of(x.size(0), x.size(2) * x.size(3), x.size(1));
    }

    @Override
    public Shape tokensToMap(Node node, Shape x, Shape like) {
        requireMap(node, like);
        require(
                node,
                x.rank() == 3 && x.size(1) == like.size(2) * like.size(3),
                "lays tokens out in a map of %dx%d, got %s",
                like.size(2),
                like.size(3),
                x);
        return Shape.of(x.size(0), x.size(2), like.size(2), like.size(3));
    }

    @Override
    public Shape splitHeads(Node node, Layer.SplitHeads layer, Shape x) {
        require(
                node,
                x.rank() == 3 && x.size(2) % layer.heads() == 0,
                "splits tokens (N, L, C) into %d heads, got %s",
                layer.heads(),
                x);
        return Shape.of(x.size(0), layer.heads(), x.size(1), x.size(2) / layer.heads());
    }

    @Override
    public Shape mergeHeads(Node node, Shape x) {
        require(node, x.rank() == 4, "merges heads (N, heads, L, D), got %s", x);
        return Shape.of(x.size(0), x.size(2), x.size(1) * x.size(3));
    }

    @Override
    public Shape mapToHeads(Node node, Layer.MapToHeads layer, Shape x) {
        require(
                node,
                x.rank() == 4 && x.size(1) % layer.heads() == 0,
                "splits a map (N, C, H, W) into %d heads, got %s",
                layer.heads(),
                x);
        return Shape.of(x.size(0), layer.heads(), x.size(1) / layer.heads(), x.size(2) * x.size(3));
    }

    @Override
    public Shape headsToMap(Node node, Shape x, Shape like) {
        requireMap(node, like);
        require(
                node,
                x.rank() == 4 && x.size(3) == like.size(2) * like.size(3),
                "lays columns of heads out in a map of %dx%d, got %s",
                like.size(2),
                like.size(3),
                x);
        return Shape.of(x.size(0), x.size(1) * x.size(2), like.size(2), like.size(3));
    }

    @Override
    public Shape slice(Node node, Layer.Slice layer, Shape x) {
        require(
                node,
                0 <= layer.from() && layer.from() < layer.to() && layer.to() <= x.size(-1),
                "takes elements %d to %d of the last dimension, got %s",
                layer.from(),
                layer.to(),
                x);
        return withSize(x, x.rank() - 1, layer.to() - layer.from());
    }

    @Override
    public Shape scores(Node node, Layer.AttentionScores layer, Shape queries, Shape keys) {
        require(
                node,
                queries.rank() == 4
                        && keys.rank() == 4
                        && queries.size(1) == keys.size(1)
                        && queries.size(3) == keys.size(3),
                "takes queries and keys of one width and number of heads, got %s and %s",
                queries,
                keys);
        return withSize(queries, 3, keys.size(2));
    }

    @Override
    public Shape softmax(Node node, Shape x) {
        return x;
    }

    @Override
    public Shape matMul(Node node, Layer.MatMul layer, Shape x, Shape y) {
        int rows = layer.transposeFirst() ? 3 : 2;
        int inner = layer.transposeFirst() ? 2 : 3;
        int columns = layer.transposeSecond() ? 2 : 3;
        int otherInner = layer.transposeSecond() ? 3 : 2;
        require(
                node,
                x.rank() == 4 && y.rank() == 4 && x.size(1) == y.size(1) && x.size(inner) == y.size(otherInner),
                "multiplies (N, heads, L, M) by (N, heads, M, D)%s, got %s and %s",
                (layer.transposeFirst() ? ", the first transposed" : "")
                        + (layer.transposeSecond() ? ", the second transposed" : ""),
                x,
                y);
        return Shape.of(x.size(0), x.size(1), x.size(rows), y.size(columns));
    }

    @Override
    public Shape dropout(Node node, Layer.Dropout layer, Shape x) {
        return x;
    }

    private static Shape normalised(Node node, int width, Shape x) {
        int channels = x.rank() == 4 ? x.size(1) : x.size(-1);
        require(node, channels == width, "normalises vectors of %d, got %s", width, x);
        return x;
    }

    private static Shape window(Node node, Shape x, int channels, int extent, int stride, Layer.Padding padding) {
        int[] sizes = {x.size(0), channels, x.size(2), x.size(3)};
        for (int d = 2; d < 4; d++) {
            int padded =
                    x.size(d) + padding.before(x.size(d), extent, stride) + padding.after(x.size(d), extent, stride);
            require(
                    node,
                    padded >= extent,
                    "a window of %dx%d with %s does not fit into %s",
                    extent,
                    extent,
                    padding,
                    x);
            sizes[d] = (padded - extent) / stride + 1;
        }
        return Shape.of(sizes);
    }

    private static Shape withSize(Shape x, int dimension, int size) {
        int[] sizes = x.toArray();
        sizes[dimension] = size;
        return Shape.of(sizes);
    }

    private static void requireMap(Node node, Shape x) {
        require(node, x.rank() == 4, "takes a map (N, C, H, W), got %s", x);
    }

    private static void require(Node node, boolean condition, String problem, Object... arguments) {
        if (!condition) {
            throw new ShapeException(node, problem, arguments);
        }
    }
}
