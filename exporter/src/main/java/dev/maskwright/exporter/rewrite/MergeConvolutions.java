package dev.maskwright.exporter.rewrite;

import dev.maskwright.models.graph.Layer;
import dev.maskwright.models.graph.Node;
import dev.maskwright.models.graph.Shape;
import dev.maskwright.models.weights.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Merges two consecutive convolutions into one, if the first or the second is pointwise.
 *
 * <p>With {@code A} pointwise, {@code y = A x + a} at each pixel, a convolution of {@code y} sums {@code W_k y(p + k)}
 * over the places {@code k} of its kernel: {@code sum_k W_k (A x(p + k) + a) + b = sum_k (W_k A) x(p + k) + (sum_k W_k
 * a + b)}. That holds if {@code y} is not padded, because padding is zero after {@code A}, not {@code a}; if {@code a}
 * is zero, it always holds. The other way round, a factor per channel after a convolution is {@code s (W * x + b) + c =
 * (s W) * x + (s b + c)}. Computed in double and rounded once.
 *
 * <p>It is done if only convolutions read the first one, and the merged one costs no more multiply-adds than the two.
 */
public final class MergeConvolutions {

    private MergeConvolutions() {}

    /** The later convolution of two keeps its name, unless it is a factor per channel: then the earlier one does. */
    public static Trained apply(Trained trained) {
        GraphDraft draft = new GraphDraft(trained);
        for (Node given : draft.nodes()) {
            Node node = draft.node(given.name()).orElseThrow(); // as left by the merging before
            if (node.layer() instanceof Layer.Conv convolution) {
                if (Pointwise.isPerChannel(convolution)) {
                    mergePerChannel(draft, node);
                } else if (Pointwise.isDense(convolution)) {
                    mergeDense(draft, node);
                }
            }
        }
        return draft.trained();
    }

    /** A factor and a bias per channel are merged into the convolution before, or else into all those after. */
    private static void mergePerChannel(GraphDraft draft, Node node) {
        Optional<Node> before = draft.node(node.inputs().get(0));
        List<Node> after = draft.readers(node.name());
        if (before.isPresent()
                && before.get().layer() instanceof Layer.Conv
                && draft.onlyReader(before.get().name()).isPresent()) {
            scaleOutputs(draft, before.get(), node);
            draft.replace(node.name(), before.get().name());
        } else if (!after.isEmpty()
                && !draft.isOutput(node.name())
                && after.stream().allMatch(reader -> takesIn(draft, node, reader))) {
            after.forEach(reader -> scaleInputs(draft, node, reader));
            draft.replace(node.name(), node.inputs().get(0));
        }
    }

    private static boolean takesIn(GraphDraft draft, Node first, Node reader) {
        return reader.layer() instanceof Layer.Conv convolution && (convolution.pads(0) || isZero(bias(draft, first)));
    }

    /** A matrix product at each pixel is merged into the only convolution that follows. */
    private static void mergeDense(GraphDraft draft, Node node) {
        Optional<Node> reader = draft.onlyReader(node.name());
        if (reader.isPresent() && Pointwise.isDense(reader.get().layer())) {
            Layer.Conv first = (Layer.Conv) node.layer();
            Layer.Conv second = (Layer.Conv) reader.get().layer();
            long together = (long) first.in() * second.out();
            long apart = (long) first.out() * (first.in() + second.out());
            if (together <= apart) {
                multiply(draft, node, reader.get());
                draft.replace(node.name(), node.inputs().get(0));
            }
        }
    }

    private static void scaleOutputs(GraphDraft draft, Node convolution, Node factors) {
        Layer.Conv layer = (Layer.Conv) convolution.layer();
        float[] factor = weight(draft, factors);
        float[] shift = bias(draft, factors);
        float[] weight = weight(draft, convolution).clone();
        float[] bias = bias(draft, convolution).clone();
        int perChannel = weight.length / layer.out();
        for (int i = 0; i < weight.length; i++) {
            weight[i] = (float) ((double) factor[i / perChannel] * weight[i]);
        }
        for (int i = 0; i < bias.length; i++) {
            bias[i] = (float) ((double) factor[i] * bias[i] + shift[i]);
        }
        put(draft, convolution, weight, bias);
    }

    private static void scaleInputs(GraphDraft draft, Node factors, Node convolution) {
        Layer.Conv layer = (Layer.Conv) convolution.layer();
        float[] factor = weight(draft, factors);
        float[] shift = bias(draft, factors);
        float[] weight = weight(draft, convolution).clone();
        float[] bias = bias(draft, convolution).clone();
        int area = layer.kernel() * layer.kernel();
        int inPerGroup = layer.in() / layer.groups();
        int outPerGroup = layer.out() / layer.groups();
        for (int out = 0; out < layer.out(); out++) {
            double sum = bias[out];
            for (int in = 0; in < inPerGroup; in++) {
                int channel = out / outPerGroup * inPerGroup + in;
                for (int k = 0; k < area; k++) {
                    int i = (out * inPerGroup + in) * area + k;
                    sum += (double) weight[i] * shift[channel];
                    weight[i] = (float) ((double) weight[i] * factor[channel]);
                }
            }
            bias[out] = (float) sum;
        }
        put(draft, convolution, weight, bias);
    }

    private static void multiply(GraphDraft draft, Node first, Node second) {
        Layer.Conv inner = (Layer.Conv) first.layer();
        Layer.Conv outer = (Layer.Conv) second.layer();
        float[] a = weight(draft, first);
        float[] shift = bias(draft, first);
        float[] w = weight(draft, second);
        float[] bias = bias(draft, second).clone();
        float[] product = new float[outer.out() * inner.in()];
        double[] row = new double[inner.in()];
        for (int out = 0; out < outer.out(); out++) {
            Arrays.fill(row, 0);
            double sum = bias[out];
            for (int middle = 0; middle < inner.out(); middle++) {
                double factor = w[out * inner.out() + middle];
                sum += factor * shift[middle];
                for (int in = 0; in < inner.in(); in++) {
                    row[in] += factor * a[middle * inner.in() + in];
                }
            }
            bias[out] = (float) sum;
            for (int in = 0; in < inner.in(); in++) {
                product[out * inner.in() + in] = (float) row[in];
            }
        }
        Layer.Conv merged = Pointwise.dense(inner.in(), outer.out());
        draft.replace(second.name(), second.name(), new Node(second.name(), merged, second.inputs()));
        draft.put(second.name() + ".weight", Tensor.of(merged.weightShape(), product));
        draft.put(second.name() + ".bias", Tensor.of(Shape.of(merged.out()), bias));
    }

    private static void put(GraphDraft draft, Node node, float[] weight, float[] bias) {
        Layer.Conv layer = (Layer.Conv) node.layer();
        draft.replace(node.name(), node.name(), new Node(node.name(), layer.withBias(), node.inputs()));
        draft.put(node.name() + ".weight", Tensor.of(layer.weightShape(), weight));
        draft.put(node.name() + ".bias", Tensor.of(Shape.of(layer.out()), bias));
    }

    private static float[] weight(GraphDraft draft, Node node) {
        return draft.tensor(node.name() + ".weight").values();
    }

    /** Zeros if there is none. */
    private static float[] bias(GraphDraft draft, Node node) {
        Layer.Conv layer = (Layer.Conv) node.layer();
        return layer.bias() ? draft.tensor(node.name() + ".bias").values() : new float[layer.out()];
    }

    private static boolean isZero(float[] values) {
        for (float value : values) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }
}
