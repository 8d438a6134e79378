package dev.maskwright.exporter.rewrite;

import dev.maskwright.models.graph.Layer;
import dev.maskwright.models.graph.Node;
import dev.maskwright.models.graph.Shape;
import dev.maskwright.models.weights.Tensor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns layer norms on maps into RMS norms, by making everything that they read have mean zero.
 *
 * <p>With {@code P = I - 1 1^T / C}, which subtracts the mean over the channels, a layer norm is {@code g * rms(P x) +
 * b} where {@code rms(y) = y / sqrt(mean(y^2) + e)}: the variance of {@code x} is the mean square of {@code P x}. So a
 * layer norm ignores what is added equally to all channels of a pixel, {@code LN(x) = LN(P x)}, and neither does a sum
 * whose only readers are layer norms and such sums: the residual stream of a transformer. As {@code P (x + y) = P x + P
 * y}, it is enough that each writer into the stream writes {@code P x}. A convolution's outputs are linear in its
 * weights: {@code P (W * i + d) = (P W) * i + P d}. A layer norm that writes into the stream becomes {@code P (g * n +
 * b) = (P diag(g)) n + P b}, a 1x1 convolution of {@code n = rms(P x)}. As {@code P x} is enough for all its readers, a
 * layer norm whose input is centred is {@code g * rms(x) + b}: an RMS norm, and a factor and a bias per channel as a
 * separate convolution, which {@link MergeConvolutions} puts into the next ones.
 *
 * @see <a href="https://arxiv.org/abs/2401.15024">SliceGPT, section 3.1</a>
 */
public final class CentreNorms {

    private CentreNorms() {}

    /** Layer norms for which this does not hold stay; so do those of tokens. */
    public static Trained apply(Trained trained) {
        return new Centring(trained).result();
    }

    private static final class Centring {

        private final GraphDraft draft;
        private final Map<String, Node> byName = new HashMap<>();
        private final Set<String> indifferent = new HashSet<>();
        private final Map<String, Boolean> centrable = new HashMap<>();

        Centring(Trained trained) {
            this.draft = new GraphDraft(trained);
            List<Node> nodes = draft.nodes();
            nodes.forEach(node -> byName.put(node.name(), node));
            for (int i = nodes.size() - 1; i >= 0; i--) {
                String name = nodes.get(i).name();
                List<Node> readers = draft.readers(name);
                if (!draft.isOutput(name) && readers.stream().allMatch(this::isIndifferent)) {
                    indifferent.add(name);
                }
            }
        }

        /** Whether its output stays the same if the same number is added to all channels of its input. */
        private boolean isIndifferent(Node reader) {
            return reader.layer() instanceof Layer.LayerNorm
                    || (passesOn(reader.layer()) && indifferent.contains(reader.name()));
        }

        private static boolean passesOn(Layer layer) {
            return layer instanceof Layer.Add || layer instanceof Layer.Dropout;
        }

        Trained result() {
            Set<String> centred = new HashSet<>();
            Set<Node> norms = new HashSet<>();
            for (Node node : draft.nodes()) {
                String x = node.inputs().get(0);
                if (node.layer() instanceof Layer.LayerNorm && canBeCentred(x)) {
                    norms.add(node);
                    collect(x, centred);
                }
            }
            for (Node node : draft.nodes()) {
                if (norms.contains(node)) {
                    rewriteNorm(node, centred.contains(node.name()));
                } else if (node.layer() instanceof Layer.Conv && centred.contains(node.name())) {
                    centreConvolution(node);
                }
            }
            return draft.trained();
        }

        /** Whether a value can be given mean zero by changing its writers, without affecting its readers. */
        private boolean canBeCentred(String name) {
            Node node = byName.get(name);
            if (node == null || !indifferent.contains(name)) {
                return false;
            }
            Boolean known = centrable.get(name);
            if (known == null) {
                known = writes(node);
                centrable.put(name, known);
            }
            return known;
        }

        private boolean writes(Node node) {
            if (passesOn(node.layer())) {
                return node.inputs().stream().allMatch(this::canBeCentred);
            }
            if (node.layer() instanceof Layer.LayerNorm) {
                return canBeCentred(node.inputs().get(0)); // else it stays a layer norm, whose result is not centred
            }
            return node.layer() instanceof Layer.Conv convolution && convolution.groups() == 1;
        }

        /** The value, and those that it is the sum of. */
        private void collect(String name, Set<String> centred) {
            Node node = byName.get(name);
            if (node != null && centred.add(name) && passesOn(node.layer())) {
                node.inputs().forEach(input -> collect(input, centred));
            }
        }

        private void rewriteNorm(Node node, boolean centred) {
            Layer.LayerNorm norm = (Layer.LayerNorm) node.layer();
            int width = norm.width();
            String normalised = node.name() + ".rms";
            Layer.Conv affine = centred ? Pointwise.dense(width, width) : Pointwise.perChannel(width);
            float[] gain = draft.tensor(node.name() + ".weight").values();
            float[] shift = draft.tensor(node.name() + ".bias").values();
            if (centred) {
                float[] diagonal = new float[width * width];
                for (int i = 0; i < width; i++) {
                    diagonal[i * width + i] = gain[i];
                }
                draft.put(node.name() + ".weight", Tensor.of(affine.weightShape(), centred(diagonal, width)));
                draft.put(node.name() + ".bias", Tensor.of(Shape.of(width), centred(shift, width)));
            } else {
                draft.put(node.name() + ".weight", Tensor.of(affine.weightShape(), gain));
            }
            draft.replace(
                    node.name(),
                    node.name(),
                    new Node(normalised, new Layer.RmsNorm(width, norm.epsilon()), node.inputs()),
                    new Node(node.name(), affine, List.of(normalised)));
        }

        private void centreConvolution(Node node) {
            Layer.Conv layer = (Layer.Conv) node.layer();
            String weight = node.name() + ".weight";
            draft.put(
                    weight,
                    Tensor.of(layer.weightShape(), centred(draft.tensor(weight).values(), layer.out())));
            if (layer.bias()) {
                String bias = node.name() + ".bias";
                draft.put(
                        bias,
                        Tensor.of(
                                Shape.of(layer.out()),
                                centred(draft.tensor(bias).values(), layer.out())));
            }
        }

        /** Subtracts from each row of {@code (rows, anything)} the mean of all rows. */
        private static float[] centred(float[] values, int rows) {
            int columns = values.length / rows;
            float[] result = new float[values.length];
            for (int column = 0; column < columns; column++) {
                double sum = 0;
                for (int row = 0; row < rows; row++) {
                    sum += values[row * columns + column];
                }
                double mean = sum / rows;
                for (int row = 0; row < rows; row++) {
                    result[row * columns + column] = (float) (values[row * columns + column] - mean);
                }
            }
            return result;
        }
    }
}
