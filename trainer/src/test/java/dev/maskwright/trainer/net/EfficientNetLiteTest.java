package dev.maskwright.trainer.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.maskwright.models.fixtures.FormulaGolden;
import dev.maskwright.models.fixtures.FormulaWeights;
import dev.maskwright.models.fixtures.Npy;
import dev.maskwright.models.graph.Layer;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.NetworkBuilder;
import dev.maskwright.models.graph.Value;
import dev.maskwright.models.weights.Tensor;
import dev.maskwright.models.weights.WeightFile;
import dev.maskwright.models.weights.WeightImport;
import dev.maskwright.models.weights.Weights;
import dev.maskwright.models.zoo.Architectures;
import dev.maskwright.models.zoo.encoder.EfficientNetLite;
import dev.maskwright.models.zoo.encoder.ImageNetWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The encoder with the head of a classifier, against what timm and the package of its ImageNet weights give. */
final class EfficientNetLiteTest {

    private static final int CLASSES = 1000;
    private static final Path IMAGENET = Path.of("../../shared/weights");
    private static final Path FILE = IMAGENET.resolve("efficientnet-lite0-57934424.pth");

    @Test
    void classifierGivesTimmsLogitsAtAnOddSize() {
        FormulaGolden golden = FormulaGolden.classifier();
        Network network = classifier(EfficientNetLite.LITE0);
        Map<String, dev.maskwright.models.graph.Shape> keys = new LinkedHashMap<>();
        network.parameters().stream()
                .filter(parameter -> !parameter.key().endsWith(".num_batches_tracked"))
                .forEach(parameter -> keys.put(parameter.key(), parameter.shape()));
        assertEquals(golden.keys(), keys);

        float[] logits = logits(network, FormulaWeights.of(network), Tensor.of(golden.inputShape(), golden.input()));

        assertAgree(golden.logits().values(), logits, 5 * golden.logitsError());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sofa-and-palm", "bed", "armchair"})
    void imageNetWeightsClassifyPicturesAsRecorded(String picture) throws IOException {
        assumeTrue(Files.exists(FILE), "the ImageNet weights are not here: " + FILE);
        EfficientNetLite encoder = EfficientNetLite.LITE0;
        Network network = classifier(encoder);
        Tensor input = Npy.parse(Files.readAllBytes(IMAGENET.resolve(picture + "_224.npy")));
        float[] expected = Npy.parse(Files.readAllBytes(IMAGENET.resolve("lite0_" + picture + "_logits.npy")))
                .values();

        float[] logits = logits(network, weights(encoder, network, WeightFile.read(FILE)), input);

        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        for (float value : expected) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        assertAgree(expected, logits, 1e-3 * (most - least));
    }

    /** What is shipped is what was downloaded, in half the bytes. */
    @Test
    void shippedWeightsAreThoseOfTheOrigin() throws IOException {
        Network segmenter = segmenter(EfficientNetLite.LITE0);
        Path shipped = Path.of("../models/encoders")
                .resolve(ImageNetWeights.of(segmenter.architecture())
                        .orElseThrow()
                        .fileName());
        WeightImport encoder = WeightImport.encoder(WeightFile.read(shipped), segmenter, "shipped");
        assertEquals(288, encoder.weights().keys().size());
        assumeTrue(Files.exists(FILE), "the ImageNet weights are not here: " + FILE);
        WeightImport origin = WeightImport.encoder(WeightFile.read(FILE), segmenter, "origin");
        origin.weights().asMap().forEach((key, tensor) -> {
            float[] expected = tensor.values();
            float[] actual = encoder.weights().get(key).values();
            for (int i = 0; i < expected.length; i++) {
                assertEquals(expected[i], actual[i], Math.abs(expected[i]) / 2048 + 6e-8, key);
            }
        });
    }

    private static Network segmenter(EfficientNetLite encoder) {
        return Architectures.build("edgefpn-" + encoder.id(), 3, 2);
    }

    /** The encoder's part by the key map of the product; the head's keys are renamed here. */
    private static Weights weights(EfficientNetLite lite, Network classifier, Weights file) throws IOException {
        WeightImport encoder = WeightImport.encoder(file, segmenter(lite), "lite.pth");
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        encoder.weights()
                .asMap()
                .forEach((key, tensor) -> tensors.put(key.substring("encoder.model.".length()), tensor));
        tensors.put("conv_head.weight", file.get("_conv_head.weight"));
        for (String role : List.of("weight", "bias", "running_mean", "running_var", "num_batches_tracked")) {
            tensors.put("bn2." + role, file.get("_bn1." + role));
        }
        tensors.put("classifier.weight", file.get("_fc.weight"));
        tensors.put("classifier.bias", file.get("_fc.bias"));
        Map<String, Tensor> inOrder = new LinkedHashMap<>();
        classifier.parameters().forEach(parameter -> inOrder.put(parameter.key(), tensors.get(parameter.key())));
        return Weights.of(inOrder);
    }

    /** With timm's keys: the pooled features as one token, and its logits. */
    private static Network classifier(EfficientNetLite encoder) {
        NetworkBuilder net = NetworkBuilder.create();
        Value x = encoder.features(net, NetworkBuilder.input(3, 32)).coarsest();
        x = net.conv("conv_head", x, 1280, 1, 1);
        x = net.relu6("act2", net.add("bn2", new Layer.BatchNorm(1280, 1e-3f), x));
        x = net.mapToTokens("flatten", net.add("global_pool", new Layer.MeanPool(), x)); // (N, 1, 1280)
        return net.build(encoder.id(), 3, 1, net.linear("classifier", x, CLASSES));
    }

    private static float[] logits(Network network, Weights weights, Tensor input) {
        try (NDManager manager = NDManager.newBaseManager()) {
            long[] sizes =
                    input.shape().sizes().stream().mapToLong(Integer::longValue).toArray();
            NDArray images = manager.create(input.values(), new Shape(sizes));
            return NetworkBlock.of(network, weights, manager)
                    .forward(images, false)
                    .toFloatArray();
        }
    }

    private static void assertAgree(float[] expected, float[] actual, double tolerance) {
        assertEquals(expected.length, actual.length);
        double largest = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i] - actual[i]));
        }
        assertTrue(largest <= tolerance, "largest difference %s, allowed %s".formatted(largest, tolerance));
    }
}
