package dev.maskwright.exporter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import ai.onnxruntime.OrtException;
import dev.maskwright.exporter.fixtures.Cards;
import dev.maskwright.exporter.fixtures.OrtGraph;
import dev.maskwright.exporter.onnx.OnnxFile;
import dev.maskwright.exporter.onnx.SegmentationGraph;
import dev.maskwright.exporter.rewrite.Rewriting;
import dev.maskwright.exporter.rewrite.Trained;
import dev.maskwright.models.fixtures.FormulaWeights;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.Parameter;
import dev.maskwright.models.graph.Shape;
import dev.maskwright.models.weights.SafetensorsFile;
import dev.maskwright.models.weights.Tensor;
import dev.maskwright.models.weights.Weights;
import dev.maskwright.models.zoo.Architectures;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.trainer.net.NetworkBlock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every architecture must do; a new one is held to it by being in the list. */
final class ArchitectureContractTest {

    private static final int CLASSES = 3;

    /** Of the logits' range. */
    private static final double TOLERANCE = 1e-4;

    static Stream<String> ids() {
        return Architectures.ids().stream();
    }

    @ParameterizedTest
    @MethodSource("ids")
    void logitsHaveTheSizeOfTheImage(String id) {
        Network network = Architectures.build(id, 4, CLASSES);
        assertEquals(id, network.architecture());
        for (Size size : sizes(network)) {
            assertEquals(
                    Shape.of(2, CLASSES, size.height(), size.width()),
                    network.outputShape(Shape.of(2, 4, size.height(), size.width())));
        }
    }

    @ParameterizedTest
    @MethodSource("ids")
    void everyTrainedParameterGetsAFiniteGradient(String id) {
        Network network = Architectures.build(id, 3, CLASSES);
        try (NDManager manager = NDManager.newBaseManager()) {
            NetworkBlock block = NetworkBlock.of(network, FormulaWeights.of(network), manager);
            NDArray images = images(manager, 2, sizes(network).get(0));
            try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
                NDArray logits = block.forward(images, true);
                gradients.backward(logits.square().mean());
            }
            List<String> faults = new ArrayList<>();
            for (Parameter parameter : network.parameters()) {
                if (parameter.kind().trained()
                        && !isFinite(block.array(parameter.key()).getGradient())) {
                    faults.add(parameter.key());
                }
            }
            assertEquals(List.of(), faults);
        }
    }

    @ParameterizedTest
    @MethodSource("ids")
    void weightsAreReadAsTheyWereWritten(String id, @TempDir Path folder) throws IOException {
        Network network = Architectures.build(id, 3, CLASSES);
        Weights weights = FormulaWeights.of(network);
        Path file = folder.resolve("weights.safetensors");
        SafetensorsFile.write(file, weights);
        assertEquals(
                weights.asMap(),
                SafetensorsFile.read(file).requireFits(network, "weights").asMap());
    }

    @ParameterizedTest
    @MethodSource("ids")
    void exportedLogitsAreThoseOfTheTrainer(String id) throws OrtException {
        Network network = Architectures.build(id, 3, CLASSES);
        Trained trained = new Trained(network, FormulaWeights.of(network));
        Trained rewritten = Rewriting.ALL.apply(trained);
        ModelCard card = network.hasOneSize()
                ? Cards.fixed(network, Form.TENSOR, network.stride(), network.stride())
                : Cards.dynamic(network, Form.TENSOR, 64, 64);
        try (NDManager manager = NDManager.newBaseManager();
                OrtGraph graph = new OrtGraph(OnnxFile.model(SegmentationGraph.of(rewritten, card), card))) {
            NetworkBlock block = NetworkBlock.of(network, trained.weights(), manager);
            for (Size size : sizes(network)) {
                try (NDManager scratch = manager.newSubManager()) {
                    NDArray images = images(scratch, 1, size);
                    float[] expected = block.forward(images, false).toFloatArray();
                    float[] actual = graph.run(size.image()).values();
                    assertAgree(expected, actual, size);
                }
            }
        }
    }

    @Test
    void networkOfOneSizeRefusesOthers() {
        Network network = Architectures.build("vit_plain", 3, CLASSES);
        Exception refused =
                assertThrows(IllegalArgumentException.class, () -> network.outputShape(Shape.of(1, 3, 448, 448)));
        assertEquals(
                "node position_embedding: knows 196 positions of width 256, got (1x784x256); "
                        + "the image must have the size that the network was built for",
                refused.getMessage());
        Trained trained = new Trained(network, FormulaWeights.of(network));
        ModelCard card = Cards.dynamic(network, Form.TENSOR, 224, 224);
        refused = assertThrows(IllegalArgumentException.class, () -> SegmentationGraph.of(trained, card));
        assertEquals("vit_plain takes images of one size only; export it for 224x224", refused.getMessage());
    }

    private record Size(int height, int width) {
        Shape shape(int images) {
            return Shape.of(images, 3, height, width);
        }

        Tensor image() {
            return Tensor.of(shape(1), FormulaWeights.input(shape(1)));
        }
    }

    /** Two, the second with odd multiples of the stride; one where the network has only one. */
    private static List<Size> sizes(Network network) {
        int stride = network.stride();
        return network.hasOneSize()
                ? List.of(new Size(stride, stride))
                : List.of(new Size(64, 64), new Size(3 * stride, stride));
    }

    private static NDArray images(NDManager manager, int count, Size size) {
        return manager.create(
                FormulaWeights.input(size.shape(count)),
                new ai.djl.ndarray.types.Shape(count, 3, size.height(), size.width()));
    }

    private static boolean isFinite(NDArray gradient) {
        float[] values = gradient.toFloatArray();
        return IntStream.range(0, values.length).allMatch(i -> Float.isFinite(values[i]));
    }

    private static void assertAgree(float[] expected, float[] actual, Size size) {
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        double largest = 0;
        assertEquals(expected.length, actual.length);
        for (int i = 0; i < expected.length; i++) {
            least = Math.min(least, expected[i]);
            most = Math.max(most, expected[i]);
            largest = Math.max(largest, Math.abs((double) expected[i] - actual[i]));
        }
        double allowed = TOLERANCE * (most - least);
        String found = "largest difference %s at %s, allowed %s".formatted(largest, size, allowed);
        assertTrue(most > least && largest <= allowed, found);
    }
}
