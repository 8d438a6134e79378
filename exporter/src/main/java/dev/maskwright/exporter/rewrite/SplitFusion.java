package dev.maskwright.exporter.rewrite;

import dev.maskwright.models.graph.Layer;
import dev.maskwright.models.graph.Node;
import dev.maskwright.models.graph.Shape;
import dev.maskwright.models.weights.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Moves a 1x1 convolution of enlarged and concatenated maps before the enlargement: the fusion of a SegFormer head no
 * longer sees a thousand channels at the size of the largest map.
 *
 * <p>A 1x1 convolution of a concatenation is a sum, {@code W [x1; x2; ...] + b = W1 x1 + W2 x2 + ... + b} with {@code
 * Wi} the columns of {@code W} that meet {@code xi}. A resize {@code R} makes each target pixel from source pixels of
 * the same channel, {@code (R x)(p) = sum_q r(p, q) x(q)}, in every channel with the same {@code r}. A matrix product
 * over channels commutes with it: {@code Wi (R x)(p) = sum_q r(p, q) Wi x(q) = (R (Wi x))(p)}. So each enlarged map
 * gets its own small convolution before it is enlarged, and the enlarged results are added. The bias is added once,
 * where nothing is enlarged; if there were no such part, it could be added before any one resize, because {@code sum_q
 * r(p, q) = 1}.
 *
 * <p>It is done for maps that do not get more channels by it, which would cost more to enlarge.
 */
public final class SplitFusion {

    private SplitFusion() {}

    public static Trained apply(Trained trained) {
        GraphDraft draft = new GraphDraft(trained);
        for (Node node : draft.nodes()) {
            if (Pointwise.isDense(node.layer())) {
                split(draft, node);
            }
        }
        return draft.trained();
    }

    /**
     * An input of the concatenation: its position in the channels, and the resize that produces it, if it is to be
     * split off.
     */
    private record Part(String value, int from, int to, Optional<Node> resize) {}

    private static void split(GraphDraft draft, Node fusion) {
        Layer.Conv layer = (Layer.Conv) fusion.layer();
        Optional<Node> concat = draft.node(fusion.inputs().get(0))
                .filter(node -> node.layer() instanceof Layer.Concat)
                .filter(node -> draft.onlyReader(node.name()).isPresent());
        if (concat.isEmpty()) {
            return;
        }
        List<Part> parts = parts(draft, concat.get(), layer);
        List<Part> enlarged =
                parts.stream().filter(part -> part.resize().isPresent()).toList();
        if (enlarged.isEmpty()) {
            return;
        }
        List<Part> rest = parts.stream().filter(part -> part.resize().isEmpty()).toList();
        Tensor weight = draft.tensor(fusion.name() + ".weight");
        Tensor bias = layer.bias()
                ? draft.tensor(fusion.name() + ".bias")
                : Tensor.of(Shape.of(layer.out()), new float[layer.out()]);
        Split split = new Split(draft, fusion.name(), layer.out(), weight, bias, new ArrayList<>());
        String sum = "";
        for (int i = 0; i < enlarged.size(); i++) {
            String small = split.addEnlarged(i, enlarged.get(i), rest.isEmpty() && i == 0);
            sum = i == 0 ? small : split.addSum(".sum" + i, sum, small);
        }
        if (!rest.isEmpty()) {
            String others = split.addRest(rest, concat.get().name());
            sum = split.addSum(".sum", sum, others); // last, because runtimes add in the convolution before
        }
        draft.replace(concat.get().name(), concat.get().name()); // removed: only the fusion read it
        draft.replace(fusion.name(), sum, split.nodes().toArray(Node[]::new));
    }

    /**
     * The parts that replace a fusion. Each method returns the name of the last node that it added.
     *
     * @param name   of the fusion
     * @param out    its channels
     * @param weight its own
     * @param bias   zeros if it has none
     */
    private record Split(GraphDraft draft, String name, int out, Tensor weight, Tensor bias, List<Node> nodes) {

        /** A small convolution of the map before enlarging, followed by the resize. */
        String addEnlarged(int number, Part part, boolean withBias) {
            Node resize = part.resize().orElseThrow();
            String own = name + ".part" + number;
            Layer.Conv plain = Layer.Conv.of(part.to() - part.from(), out, 1);
            Layer.Conv slice = withBias ? plain.withBias() : plain;
            nodes.add(new Node(own, slice, resize.inputs().subList(0, 1)));
            put(own, List.of(part));
            List<String> inputs = new ArrayList<>(resize.inputs());
            inputs.set(0, own);
            nodes.add(new Node(own + ".resize", resize.layer(), inputs));
            return own + ".resize";
        }

        /** A convolution of the parts that have the size of the result, with the bias. */
        String addRest(List<Part> rest, String concat) {
            String input = rest.get(0).value();
            if (rest.size() > 1) {
                List<String> values = rest.stream().map(Part::value).toList();
                nodes.add(0, new Node(concat, new Layer.Concat(), values));
                input = concat;
            }
            int channels =
                    rest.stream().mapToInt(part -> part.to() - part.from()).sum();
            String own = name + ".rest";
            nodes.add(new Node(own, Pointwise.dense(channels, out), List.of(input)));
            put(own, rest);
            return own;
        }

        String addSum(String suffix, String x, String y) {
            nodes.add(new Node(name + suffix, new Layer.Add(), List.of(x, y)));
            return name + suffix;
        }

        private void put(String node, List<Part> parts) {
            draft.put(node + ".weight", columns(weight, parts));
            draft.put(node + ".bias", bias);
        }
    }

    private static List<Part> parts(GraphDraft draft, Node concat, Layer.Conv fusion) {
        List<Part> parts = new ArrayList<>();
        int from = 0;
        for (String input : concat.inputs()) {
            int channels = draft.channels(input);
            Optional<Node> resize = draft.node(input)
                    .filter(node -> node.layer() instanceof Layer.ResizeLike || node.layer() instanceof Layer.Resize)
                    .filter(node -> draft.onlyReader(node.name()).isPresent() && fusion.out() <= channels);
            parts.add(new Part(input, from, from + channels, resize));
            from += channels;
        }
        return parts;
    }

    /** The columns of a {@code (out, in, 1, 1)} weight for some parts of the input. */
    private static Tensor columns(Tensor weight, List<Part> parts) {
        return Tensor.concat(
                1,
                parts.stream()
                        .map(part -> weight.slice(1, part.from(), part.to()))
                        .toList());
    }
}
