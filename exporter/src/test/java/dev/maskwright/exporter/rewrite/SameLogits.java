package dev.maskwright.exporter.rewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import dev.maskwright.exporter.Form;
import dev.maskwright.exporter.fixtures.Cards;
import dev.maskwright.exporter.fixtures.OrtGraph;
import dev.maskwright.exporter.onnx.OnnxFile;
import dev.maskwright.exporter.onnx.SegmentationGraph;
import dev.maskwright.models.fixtures.FormulaWeights;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.NetworkBuilder;
import dev.maskwright.models.graph.Node;
import dev.maskwright.models.graph.Shape;
import dev.maskwright.models.graph.Value;
import dev.maskwright.models.weights.Tensor;
import dev.maskwright.sdk.model.ModelCard;
import java.util.List;

/** What the tests of rewritings share: networks with weights by formula, and their logits in ONNX Runtime. */
final class SameLogits {

    private SameLogits() {}

    static Trained trained(Network network) {
        return new Trained(network, FormulaWeights.of(network));
    }

    /** A network of three input channels and stride 1. */
    static Trained trained(NetworkBuilder net, Value result) {
        return trained(net.build("test", 3, 1, result));
    }

    static List<String> names(Trained trained) {
        return trained.network().nodes().stream().map(Node::name).toList();
    }

    /** The same network with the same weights. */
    static void assertUnchanged(Trained before, Trained after) {
        assertEquals(before.network(), after.network());
        assertEquals(before.weights().asMap(), after.weights().asMap());
    }

    /** Logits differ by at most a hundred-thousandth of their range. */
    static void assertSame(Trained before, Trained after, int height, int width) throws OrtException {
        float[] expected = logits(before, height, width);
        float[] actual = logits(after, height, width);
        assertEquals(expected.length, actual.length);
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        double largest = 0;
        for (int i = 0; i < expected.length; i++) {
            least = Math.min(least, expected[i]);
            most = Math.max(most, expected[i]);
            largest = Math.max(largest, Math.abs((double) expected[i] - actual[i]));
        }
        assertTrue(
                most > least && largest <= 1e-5 * (most - least),
                "largest difference %s in a range of %s to %s".formatted(largest, least, most));
    }

    static float[] logits(Trained trained, int height, int width) throws OrtException {
        Shape shape = Shape.of(1, 3, height, width);
        ModelCard card = Cards.dynamic(trained.network(), Form.TENSOR, width, height);
        try (OrtGraph graph = new OrtGraph(OnnxFile.model(SegmentationGraph.of(trained, card), card))) {
            return graph.run(Tensor.of(shape, FormulaWeights.input(shape))).values();
        }
    }
}
