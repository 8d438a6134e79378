package dev.maskwright.exporter.rewrite;

import dev.maskwright.models.graph.Layer;
import dev.maskwright.models.graph.LayerRules;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.Node;
import dev.maskwright.models.graph.Shape;
import dev.maskwright.models.weights.Tensor;
import dev.maskwright.models.weights.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Keeps tokens in the layout of the maps that they come from, so that nothing is transposed between convolutions and
 * transformer blocks.
 *
 * <p>Tokens {@code t (N, H*W, C)} of a map {@code x (N, C, H, W)} are {@code t[n, h W + w, c] = x[n, c, h, w]}: the
 * same numbers in another order. Layers that act on each token alone become, on the map,
 *
 * <ul>
 *   <li>a linear layer: a 1x1 convolution with the same weights;
 *   <li>layer norm and RMS norm: the same over channels;
 *   <li>sums, activations and dropout: the same;
 *   <li>a slice of a linear layer's outputs: a 1x1 convolution with those rows of its weights.
 * </ul>
 *
 * In attention, the heads of a map are {@code X = (D, L)} where those of its tokens are {@code X^T}: so scores {@code s
 * Q K^T} are {@code (s X_q)^T X_k}, and their product with the values {@code V} is needed as a map again, {@code (S
 * V)^T = X_v S^T}. Every number is the sum of the same products as before.
 */
public final class TokensAsMaps {

    private TokensAsMaps() {}

    /** Returns the given network if a layer has no such form: position embeddings, packed projections. */
    public static Trained apply(Trained trained) {
        if (trained.network().nodes().stream().noneMatch(node -> node.layer() instanceof Layer.MapToTokens)) {
            return trained;
        }
        Translation translation = new Translation(trained);
        try {
            return translation.result();
        } catch (NoMapException e) {
            return trained;
        }
    }

    /** How the rewritten network represents a value of the given one. */
    private sealed interface Held {}

    /** Unchanged. */
    private record AsMap(String node) implements Held {}

    /**
     * Tokens, as the map {@code node}.
     *
     * @param size a value of the given network that has the map's height and width
     */
    private record AsTokens(String node, String size) implements Held {}

    /** Heads of tokens, as the map {@code node}; {@code name} is the name of the node that splits them. */
    private record AsHeads(String name, String node, String size, int heads) implements Held {}

    /** The attention scores for each pair of a token of the map {@code queries} and one of another map. */
    private record PerPair(String node, String queries, String size) implements Held {}

    /** Heads {@code (N, heads, D, L)} of tokens of the map {@code queries}. */
    private record AsColumns(String node, String queries, String size) implements Held {}

    /** Thrown if a layer has no form on maps. */
    private static final class NoMapException extends RuntimeException {
        private static final long serialVersionUID = 1;

        NoMapException(Node node) {
            super("node %s has no form on maps".formatted(node.name()));
        }
    }

    private static final class Translation implements LayerRules<Held> {

        private final Trained trained;
        private final Map<String, Node> nodes = new LinkedHashMap<>();
        private final Map<String, Tensor> tensors;
        private final List<Map<String, Shape>> shapes = new ArrayList<>();

        Translation(Trained trained) {
            this.trained = trained;
            this.tensors = new LinkedHashMap<>(trained.weights().asMap());
            Network network = trained.network();
            if (!network.hasOneSize()) { // two sizes distinguish maps with the same number of pixels
                int stride = network.stride();
                shapes.add(network.shapes(Shape.of(1, network.inputChannels(), 2 * stride, 3 * stride)));
                shapes.add(network.shapes(Shape.of(1, network.inputChannels(), 5 * stride, 3 * stride)));
            }
        }

        Trained result() {
            Network network = trained.network();
            if (!(network.run(this, new AsMap(Network.INPUT)) instanceof AsMap logits)) {
                throw new IllegalArgumentException("the logits of %s are not a map".formatted(network.architecture()));
            }
            Network rewritten = network.with(List.copyOf(nodes.values()), logits.node());
            Map<String, Tensor> needed = new LinkedHashMap<>();
            rewritten
                    .parameters()
                    .forEach(parameter ->
                            needed.put(parameter.key(), Objects.requireNonNull(tensors.get(parameter.key()))));
            return new GraphDraft(new Trained(rewritten, Weights.of(needed))).trained();
        }

        @Override
        public Held conv(Node node, Layer.Conv layer, Held x) {
            return sameOnMap(node, x);
        }

        @Override
        public Held convTranspose(Node node, Layer.ConvTranspose layer, Held x) {
            return sameOnMap(node, x);
        }

        @Override
        public Held enlargedConv(Node node, Layer.EnlargedConv layer, Held x) {
            return sameOnMap(node, x);
        }

        @Override
        public Held batchNorm(Node node, Layer.BatchNorm layer, Held x) {
            return sameOnMap(node, x);
        }

        @Override
        public Held layerNorm(Node node, Layer.LayerNorm layer, Held x) {
            return same(node, x);
        }

        @Override
        public Held rmsNorm(Node node, Layer.RmsNorm layer, Held x) {
            return same(node, x);
        }

        @Override
        public Held groupNorm(Node node, Layer.GroupNorm layer, Held x) {
            return sameOnMap(node, x);
        }

        @Override
        public Held linear(Node node, Layer.Linear layer, Held x) {
            if (!(x instanceof AsTokens tokens)) {
                throw new NoMapException(node);
            }
            rowsOf(node.name(), node.name(), 0, layer.out());
            return new AsTokens(
                    emit(node.name(), Pointwise.dense(layer.in(), layer.out()), tokens.node()), tokens.size());
        }

        @Override
        public Held packedProjection(Node node, Layer.PackedProjection layer, Held queries, Held keysAndValues) {
            throw new NoMapException(node);
        }

        @Override
        public Held positionEmbedding(Node node, Layer.PositionEmbedding layer, Held x) {
            throw new NoMapException(node);
        }

        @Override
        public Held relu(Node node, Held x) {
            return same(node, x);
        }

        @Override
        public Held relu6(Node node, Held x) {
            return same(node, x);
        }

        @Override
        public Held gelu(Node node, Held x) {
            return same(node, x);
        }

        @Override
        public Held maxPool(Node node, Layer.MaxPool layer, Held x) {
            return sameOnMap(node, x);
        }

        @Override
        public Held meanPool(Node node, Held x) {
            return sameOnMap(node, x);
        }

        @Override
        public Held resize(Node node, Layer.Resize layer, Held x) {
            return sameOnMap(node, x);
        }

        @Override
        public Held resizeLike(Node node, Layer.ResizeLike layer, Held x, Held like) {
            return new AsMap(emit(node.name(), layer, map(node, x), map(node, like)));
        }

        @Override
        public Held concat(Node node, List<Held> xs) {
            String[] maps = xs.stream().map(x -> map(node, x)).toArray(String[]::new);
            return new AsMap(emit(node.name(), node.layer(), maps));
        }

        @Override
        public Held add(Node node, Held x, Held y) {
            if (x instanceof AsTokens first && y instanceof AsTokens second) {
                requireOneSize(node, first.size(), second.size());
                return new AsTokens(emit(node.name(), node.layer(), first.node(), second.node()), first.size());
            }
            return new AsMap(emit(node.name(), node.layer(), map(node, x), map(node, y)));
        }

        @Override
        public Held mapToTokens(Node node, Held x) {
            return new AsTokens(map(node, x), node.inputs().get(0));
        }

        @Override
        public Held tokensToMap(Node node, Held x, Held like) {
            if (!(x instanceof AsTokens tokens)) {
                throw new NoMapException(node);
            }
            requireOneSize(node, tokens.size(), node.inputs().get(1));
            return new AsMap(tokens.node());
        }

        @Override
        public Held splitHeads(Node node, Layer.SplitHeads layer, Held x) {
            if (!(x instanceof AsTokens tokens)) {
                throw new NoMapException(node);
            }
            return new AsHeads(node.name(), tokens.node(), tokens.size(), layer.heads());
        }

        @Override
        public Held mapToHeads(Node node, Layer.MapToHeads layer, Held x) {
            throw new NoMapException(node);
        }

        @Override
        public Held headsToMap(Node node, Held x, Held like) {
            throw new NoMapException(node);
        }

        @Override
        public Held mergeHeads(Node node, Held x) {
            if (!(x instanceof AsColumns columns)) {
                throw new NoMapException(node);
            }
            return new AsTokens(
                    emit(node.name(), new Layer.HeadsToMap(), columns.node(), columns.queries()), columns.size());
        }

        @Override
        public Held slice(Node node, Layer.Slice layer, Held x) {
            Node source = x instanceof AsTokens tokens ? nodes.get(tokens.node()) : null;
            if (source == null || !Pointwise.isDense(source.layer())) {
                throw new NoMapException(node);
            }
            int in = ((Layer.Conv) source.layer()).in();
            rowsOf(source.name(), node.name(), layer.from(), layer.to());
            Layer rows = Pointwise.dense(in, layer.to() - layer.from());
            return new AsTokens(emit(node.name(), rows, source.inputs().get(0)), ((AsTokens) x).size());
        }

        /** The scale goes to the queries as a factor for each channel, which a convolution before it can take in. */
        @Override
        public Held scores(Node node, Layer.AttentionScores layer, Held queries, Held keys) {
            if (!(queries instanceof AsHeads q) || !(keys instanceof AsHeads k)) {
                throw new NoMapException(node);
            }
            int channels = channels(node.inputs().get(0));
            float[] factors = new float[channels];
            Arrays.fill(factors, layer.scale());
            String name = node.name() + ".scale";
            tensors.put(name + ".weight", Tensor.of(Shape.of(channels, 1, 1, 1), factors));
            tensors.put(name + ".bias", Tensor.of(Shape.of(channels), new float[channels]));
            String scaled = emit(name, Pointwise.perChannel(channels), q.node());
            String first = emit(q.name(), new Layer.MapToHeads(q.heads()), scaled);
            String product = emit(node.name(), new Layer.MatMul(true, false), first, heads(k));
            return new PerPair(product, q.node(), q.size());
        }

        @Override
        public Held softmax(Node node, Held x) {
            if (!(x instanceof PerPair pairs)) {
                throw new NoMapException(node);
            }
            return new PerPair(emit(node.name(), node.layer(), pairs.node()), pairs.queries(), pairs.size());
        }

        @Override
        public Held matMul(Node node, Layer.MatMul layer, Held x, Held y) {
            if (!(x instanceof PerPair shares) || !(y instanceof AsHeads values) || !layer.equals(new Layer.MatMul())) {
                throw new NoMapException(node);
            }
            String product = emit(node.name(), new Layer.MatMul(false, true), heads(values), shares.node());
            return new AsColumns(product, shares.queries(), shares.size());
        }

        @Override
        public Held dropout(Node node, Layer.Dropout layer, Held x) {
            return same(node, x);
        }

        /** The same layer, whether on a map or on the map of tokens. */
        private Held same(Node node, Held x) {
            return x instanceof AsTokens tokens
                    ? new AsTokens(emit(node.name(), node.layer(), tokens.node()), tokens.size())
                    : sameOnMap(node, x);
        }

        private Held sameOnMap(Node node, Held x) {
            return new AsMap(emit(node.name(), node.layer(), map(node, x)));
        }

        private String heads(AsHeads heads) {
            return nodes.containsKey(heads.name())
                    ? heads.name()
                    : emit(heads.name(), new Layer.MapToHeads(heads.heads()), heads.node());
        }

        private static String map(Node node, Held x) {
            if (!(x instanceof AsMap map)) {
                throw new NoMapException(node);
            }
            return map.node();
        }

        private String emit(String name, Layer layer, String... inputs) {
            if (nodes.put(name, new Node(name, layer, List.of(inputs))) != null) {
                throw new IllegalStateException("two nodes would be called " + name);
            }
            return name;
        }

        /** Gives a 1x1 convolution rows of the weight and bias of another node, which is a linear layer or also 1x1. */
        private void rowsOf(String source, String name, int from, int to) {
            Tensor weight = trained.weights().get(source + ".weight");
            Tensor bias = trained.weights().get(source + ".bias");
            int in = weight.shape().size(1);
            float[] rows = weight.slice(0, from, to).values();
            tensors.put(name + ".weight", Tensor.of(Shape.of(to - from, in, 1, 1), rows));
            tensors.put(name + ".bias", bias.slice(0, from, to));
        }

        private int channels(String heads) {
            Shape shape = Objects.requireNonNull(shapes.get(0).get(heads)); // (N, heads, L, D)
            return shape.size(1) * shape.size(3);
        }

        /** Maps of as many pixels need not have the same height. */
        private void requireOneSize(Node node, String first, String second) {
            for (Map<String, Shape> at : shapes) {
                Shape x = Objects.requireNonNull(at.get(first));
                Shape y = Objects.requireNonNull(at.get(second));
                if (x.size(2) != y.size(2) || x.size(3) != y.size(3)) {
                    throw new NoMapException(node);
                }
            }
        }
    }
}
