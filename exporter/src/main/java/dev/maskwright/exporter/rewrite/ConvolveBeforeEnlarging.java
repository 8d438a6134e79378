package dev.maskwright.exporter.rewrite;

import dev.maskwright.models.graph.Layer;
import dev.maskwright.models.graph.Layer.Interpolation;
import dev.maskwright.models.graph.Node;
import dev.maskwright.models.weights.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Moves a 3x3 convolution of a map that was enlarged twice, as in the decoder of a U-Net, to the small map.
 *
 * <p>An enlarged map {@code e} has {@code e(2i + r, 2j + s) = x(i, j)} for {@code r, s} in 0..1. In one direction, a
 * kernel {@code w} of three gives at {@code 2i} the sum {@code w0 e(2i - 1) + w1 e(2i) + w2 e(2i + 1) = w0 x(i - 1) +
 * (w1 + w2) x(i)}, and at {@code 2i + 1} the sum {@code w0 e(2i) + w1 e(2i + 1) + w2 e(2i + 2) = (w0 + w1) x(i) + w2
 * x(i + 1)}. Outside values are zero in both: {@code e(-1)} as {@code x(-1)}, {@code e(2H)} as {@code x(H)}. In two
 * directions that makes four kernels of 2x2 on the small map, 16 products where there were 36, for targets at even and
 * odd rows and columns ({@link Layer.EnlargedConv}). A convolution of a concatenation is the sum of the convolutions of
 * its parts: the other parts are convolved separately and added. Sums of weights are computed in double and rounded
 * once.
 */
public final class ConvolveBeforeEnlarging {

    private ConvolveBeforeEnlarging() {}

    public static Trained apply(Trained trained) {
        GraphDraft draft = new GraphDraft(trained);
        for (Node node : draft.nodes()) {
            if (node.layer() instanceof Layer.Conv conv && isPlain3x3(conv)) {
                rewrite(draft, node, conv);
            }
        }
        return draft.trained();
    }

    private static boolean isPlain3x3(Layer.Conv conv) {
        return conv.kernel() == 3 && conv.stride() == 1 && conv.pads(1) && conv.dilation() == 1 && conv.groups() == 1;
    }

    private static void rewrite(GraphDraft draft, Node node, Layer.Conv conv) {
        Optional<Node> input = draft.node(node.inputs().get(0))
                .filter(before -> draft.onlyReader(before.name()).isPresent());
        if (input.isPresent() && isEnlarging(input.get())) {
            enlarged(draft, node.name(), node.name(), conv, 0, conv.in(), conv.bias());
            draft.replace(
                    node.name(), node.name(), enlargedNode(node.name(), conv, conv.in(), conv.bias(), input.get()));
        } else if (input.isPresent() && input.get().layer() instanceof Layer.Concat) {
            Node concat = input.get();
            Optional<Node> first = draft.node(concat.inputs().get(0))
                    .filter(ConvolveBeforeEnlarging::isEnlarging)
                    .filter(resize -> draft.onlyReader(resize.name()).isPresent());
            if (first.isPresent() && concat.inputs().size() > 1) {
                split(draft, node, conv, concat, first.get());
            }
        }
    }

    private static boolean isEnlarging(Node node) {
        return node.layer() instanceof Layer.Resize resize
                && resize.interpolation() == Interpolation.NEAREST
                && resize.factor() == 2;
    }

    /** The first part of the concatenation apart from the rest. */
    private static void split(GraphDraft draft, Node node, Layer.Conv conv, Node concat, Node resize) {
        int channels = draft.channels(resize.name());
        String name = node.name();
        String small = name + ".enlarged";
        String rest = name + ".rest";
        List<Node> nodes = new ArrayList<>();
        List<String> others = concat.inputs().subList(1, concat.inputs().size());
        String beside = others.get(0);
        if (others.size() > 1) {
            nodes.add(new Node(concat.name(), new Layer.Concat(), others));
            beside = concat.name();
        }
        enlarged(draft, name, small, conv, 0, channels, false);
        nodes.add(enlargedNode(small, conv, channels, false, resize));
        Layer.Conv plain = Layer.Conv.of(conv.in() - channels, conv.out(), 3);
        Layer.Conv restLayer = conv.bias() ? plain.withBias() : plain;
        draft.put(rest + ".weight", draft.tensor(name + ".weight").slice(1, channels, conv.in()));
        if (conv.bias()) {
            draft.put(rest + ".bias", draft.tensor(name + ".bias"));
        }
        nodes.add(new Node(rest, restLayer, List.of(beside)));
        nodes.add(new Node(name, new Layer.Add(), List.of(small, rest)));
        draft.replace(concat.name(), concat.name()); // removed: only the convolution read it
        draft.replace(name, name, nodes.toArray(Node[]::new));
    }

    private static Node enlargedNode(String name, Layer.Conv conv, int in, boolean bias, Node resize) {
        return new Node(name, new Layer.EnlargedConv(in, conv.out(), bias), resize.inputs());
    }

    /** Stores the weights of an enlarged convolution for some input channels of another. */
    private static void enlarged(
            GraphDraft draft, String from, String name, Layer.Conv conv, int first, int last, boolean bias) {
        Layer.EnlargedConv layer = new Layer.EnlargedConv(last - first, conv.out(), bias);
        float[] weight = draft.tensor(from + ".weight").values();
        float[] parts = new float[(int) layer.weightShape().elements()];
        int at = 0;
        for (int part = 0; part < 4; part++) {
            for (int out = 0; out < conv.out(); out++) {
                for (int in = first; in < last; in++) {
                    int kernel = (out * conv.in() + in) * 9;
                    for (int i = 0; i < 4; i++) {
                        parts[at++] = (float) sum(weight, kernel, part / 2, part % 2, i / 2, i % 2);
                    }
                }
            }
        }
        draft.put(name + ".weight", Tensor.of(layer.weightShape(), parts));
    }

    /**
     * The weights of a 3x3 kernel that meet one source pixel: those at {@code (y, x)} of the 2x2 kernel for odd or even
     * targets.
     */
    private static double sum(float[] weight, int kernel, int oddRow, int oddColumn, int y, int x) {
        double sum = 0;
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 3; column++) {
                if (source(row, oddRow) == y && source(column, oddColumn) == x) {
                    sum += weight[kernel + row * 3 + column];
                }
            }
        }
        return sum;
    }

    /**
     * Which of two source pixels an element of three meets: for even targets the first is alone, for odd ones the last.
     */
    private static int source(int element, int odd) {
        return (element + 1 + odd) / 2 - odd;
    }
}
