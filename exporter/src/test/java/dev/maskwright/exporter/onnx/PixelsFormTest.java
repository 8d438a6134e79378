package dev.maskwright.exporter.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OrtException;
import dev.maskwright.exporter.Form;
import dev.maskwright.exporter.WeightStorage;
import dev.maskwright.exporter.fixtures.Cards;
import dev.maskwright.exporter.fixtures.OrtGraph;
import dev.maskwright.exporter.fixtures.Pictures;
import dev.maskwright.exporter.rewrite.Rewriting;
import dev.maskwright.exporter.rewrite.Trained;
import dev.maskwright.models.fixtures.FormulaWeights;
import dev.maskwright.models.graph.Layer;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.NetworkBuilder;
import dev.maskwright.models.graph.Shape;
import dev.maskwright.models.weights.Tensor;
import dev.maskwright.models.weights.Weights;
import dev.maskwright.models.zoo.Architectures;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.Normalization;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Masks and confidences against what the logits of the same network say. */
final class PixelsFormTest {

    private static final int CLASSES = 4;

    @ParameterizedTest
    @CsvSource({
        "unet-resnet18, 96, 64",
        "unet-resnet18, 224, 224",
        "segformer-mit_b0, 96, 64",
        "segformer-mit_b0, 224, 224"
    })
    void oneDynamicGraphGivesMaskAndConfidenceOfTheLogitsAtEachSize(String architecture, int width, int height)
            throws OrtException {
        Network network = Architectures.build(architecture, 3, CLASSES);
        Trained trained = new Trained(network, FormulaWeights.of(network));
        ModelCard card = Cards.dynamic(network, Form.PIXELS, 128, 128);
        byte[] pixels = Pictures.of(width, height, 5).rgb();
        float[] logits = logits(trained, normalized(pixels, card.normalization()), width, height);
        try (OrtGraph graph = graph(trained, card)) {
            byte[] mask = graph.run(pixels, width, height, "mask");
            byte[] confidence = graph.run(pixels, width, height, "confidence");
            int plane = width * height;
            assertEquals(plane, mask.length);
            int unequal = 0;
            for (int i = 0; i < plane; i++) {
                int best = best(logits, plane, i);
                unequal += best == mask[i] ? 0 : 1;
                assertTrue(
                        Math.abs(confidence(logits, plane, i, best) - (confidence[i] & 0xff)) <= 1,
                        "confidence of pixel " + i);
            }
            assertTrue(unequal <= plane / 1000, unequal + " pixels of another class");
        }
    }

    @Test
    void equalLogitsGiveTheLowerClassAndAnEvenConfidence() throws OrtException {
        // Classes 1 and 2 are alike and above 0; class 3 is far below.
        Network network = oneByOneConvolution();
        Weights weights = Weights.of(Map.of(
                "head.weight", Tensor.of(Shape.of(CLASSES, 3, 1, 1), 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0),
                "head.bias", Tensor.of(Shape.of(CLASSES), -200, 0, 0, -200)));
        try (OrtGraph graph = graph(new Trained(network, weights), Cards.dynamic(network, Form.PIXELS, 2, 1))) {
            byte[] pixels = {(byte) 255, 0, 7, 90, (byte) 200, 3};
            assertArrayEquals(new byte[] {1, 1}, graph.run(pixels, 2, 1, "mask"));
            assertArrayEquals(new byte[] {(byte) 128, (byte) 128}, graph.run(pixels, 2, 1, "confidence"));
        }
    }

    @Test
    void hugeLogitsDoNotOverflow() throws OrtException {
        Network network = oneByOneConvolution();
        Weights weights = Weights.of(Map.of(
                "head.weight", Tensor.of(Shape.of(CLASSES, 3, 1, 1), new float[3 * CLASSES]),
                "head.bias", Tensor.of(Shape.of(CLASSES), -1e30f, 0, 1e30f, 1e4f)));
        try (OrtGraph graph = graph(new Trained(network, weights), Cards.dynamic(network, Form.PIXELS, 1, 1))) {
            assertArrayEquals(new byte[] {2}, graph.run(new byte[3], 1, 1, "mask"));
            assertArrayEquals(new byte[] {(byte) 255}, graph.run(new byte[3], 1, 1, "confidence"));
        }
    }

    @Test
    void halfPrecisionStorageComputesWithTheRoundedWeightsInFloat32() throws OrtException {
        Network network = Architectures.build("segformer-mit_b0", 3, CLASSES);
        Trained stored = WeightStorage.FLOAT16.stored(new Trained(network, FormulaWeights.of(network)), Rewriting.ALL);
        Map<String, Tensor> asFloats = new LinkedHashMap<>(stored.weights().asMap());
        asFloats.replaceAll((key, tensor) -> Tensor.of(tensor.shape(), tensor.values()));
        float[] image = FormulaWeights.input(Shape.of(1, 3, 64, 96));
        assertArrayEquals(
                logits(new Trained(stored.network(), Weights.of(asFloats)), image, 96, 64),
                logits(stored, image, 96, 64));
        assertEquals(
                Map.of(Tensor.Type.F16, true, Tensor.Type.F32, true),
                stored.weights().asMap().values().stream()
                        .collect(Collectors.toMap(Tensor::type, tensor -> true, (a, b) -> a)));
    }

    /** Ends without a network between them but a 1x1 convolution. */
    private static Network oneByOneConvolution() {
        NetworkBuilder net = NetworkBuilder.create();
        return net.build(
                "head", 3, 1, net.add("head", Layer.Conv.of(3, CLASSES, 1).withBias(), NetworkBuilder.input(3, 1)));
    }

    private static OrtGraph graph(Trained trained, ModelCard card) throws OrtException {
        ModelProto model = OnnxFile.model(SegmentationGraph.of(trained, card), card);
        return new OrtGraph(model);
    }

    private static float[] logits(Trained trained, float[] image, int width, int height) throws OrtException {
        try (OrtGraph graph = graph(trained, Cards.dynamic(trained.network(), Form.TENSOR, width, height))) {
            return graph.run(Tensor.of(Shape.of(1, 3, height, width), image)).values();
        }
    }

    private static float[] normalized(byte[] pixels, Normalization normalization) {
        int plane = pixels.length / 3;
        float[] image = new float[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            double value = (pixels[i] & 0xff) / 255.0 - normalization.mean().get(i % 3);
            image[i % 3 * plane + i / 3] = (float) (value / normalization.std().get(i % 3));
        }
        return image;
    }

    private static int best(float[] logits, int plane, int pixel) {
        return IntStream.range(0, CLASSES)
                .reduce((a, b) -> logits[b * plane + pixel] > logits[a * plane + pixel] ? b : a)
                .orElseThrow();
    }

    private static double confidence(float[] logits, int plane, int pixel, int best) {
        double sum = IntStream.range(0, CLASSES)
                .mapToDouble(k -> Math.exp((double) logits[k * plane + pixel] - logits[best * plane + pixel]))
                .sum();
        return Math.floor(255 / sum + 0.5);
    }
}
