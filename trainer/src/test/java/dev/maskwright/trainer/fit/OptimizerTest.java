package dev.maskwright.trainer.fit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.maskwright.models.graph.Layer;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.Node;
import dev.maskwright.models.weights.Tensor;
import dev.maskwright.models.weights.Weights;
import dev.maskwright.trainer.net.NetworkBlock;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OptimizerTest {

    /** One 1x1 convolution: its gradient is the picture, if the loss is the sum of its logits. */
    private static final String KEY = "head.weight";

    @ParameterizedTest
    @CsvSource({
        "sgd, 0, 0.1",
        "sgd_mom.9, 0, 0.1",
        "sgd_mom.9_wd.01, 0.01, 0.1",
        "adam, 0, 1e-2",
        "adam_lr1e-3, 0, 1e-3",
        "adam_wd.1, 0.1, 1e-2",
        "adamw_wd.1, 0.1, 1e-2"
    })
    void stepsAreThoseOfPyTorch(String name, double weightDecay, double learningRate) throws IOException {
        JsonObject golden = golden();
        float[] start = floats(golden.getAsJsonArray("p0"));
        JsonArray gradients = golden.getAsJsonArray("grads");
        JsonArray expected = golden.getAsJsonObject("after_each_step").getAsJsonArray(name);
        try (NDManager manager = NDManager.newBaseManager()) {
            NetworkBlock block = block(start, manager);
            Optimizer optimizer = new Optimizer(block, rule(name), new Optimizer.Options(weightDecay, 0), manager);
            for (int step = 1; step <= gradients.size(); step++) {
                setGradient(block, floats(gradients.get(step - 1).getAsJsonArray()), manager);
                optimizer.step(step, learningRate, 1, manager);
                assertArrayEquals(
                        floats(expected.get(step - 1).getAsJsonArray()),
                        block.array(KEY).toFloatArray(),
                        2e-6f);
            }
        }
    }

    private static UpdateRule rule(String name) {
        if (name.startsWith("sgd")) {
            return new UpdateRule.Sgd(name.contains("mom.9") ? 0.9 : 0);
        }
        return new UpdateRule.Adam(name.startsWith("adamw"));
    }

    @Test
    void longGradientsAreShortenedToTheLargestNorm() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NetworkBlock clipped = block(new float[2], manager);
            setGradient(clipped, new float[] {3, 4}, manager);
            Optimizer optimizer =
                    new Optimizer(clipped, new UpdateRule.Adam(true), new Optimizer.Options(0, 1), manager);

            assertEquals(5, optimizer.step(1, 1e-3, 1, manager), 1e-6);

            assertArrayEquals(
                    new float[] {0.6f, 0.8f},
                    optimizer.slots().get(0).buffers().get(0).toFloatArray(),
                    1e-6f);
        }
    }

    @Test
    void theEncoderHasARateOfItsOwnAndItsFirstStepAfterItWasFrozen() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NetworkBlock block = block("encoder.conv", new float[2], manager);
            Optimizer.Options settings = new Optimizer.Options(0, 0, 0.5, 2);
            Optimizer optimizer = new Optimizer(block, new UpdateRule.Adam(true), settings, manager);
            for (int step = 1; step <= 3; step++) {
                setGradient(block, new float[] {3, -1}, manager);
                optimizer.step(step, 1e-3, 1, manager);
                // Adam's first step is as long as the rate, whatever the gradient.
                float[] expected = step <= 2 ? new float[2] : new float[] {-0.5e-3f, 0.5e-3f};
                assertArrayEquals(expected, block.array("encoder.conv.weight").toFloatArray(), 1e-8f, "step " + step);
            }
        }
    }

    @Test
    void positionsNormsAndBiasesAreNotDecayed() {
        Node tokens = new Node("tokens", new Layer.MapToTokens(), List.of(Network.INPUT));
        Node linear = new Node("linear", new Layer.Linear(2, 2), List.of("tokens"));
        Node positions = new Node("positions", new Layer.PositionEmbedding(1, 2), List.of("linear"));
        Node norm = new Node("norm", new Layer.LayerNorm(2, 1e-6f), List.of("positions"));
        Node map = new Node("map", new Layer.TokensToMap(), List.of("norm", Network.INPUT));
        Network network = new Network("decay", 2, 2, 1, List.of(tokens, linear, positions, norm, map), "map");
        Map<String, Tensor> ones = new LinkedHashMap<>();
        for (var parameter : network.parameters()) {
            float[] values = new float[(int) parameter.shape().elements()];
            Arrays.fill(values, 1);
            ones.put(parameter.key(), Tensor.of(parameter.shape(), values));
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            NetworkBlock block = NetworkBlock.of(network, Weights.of(ones), manager);
            Optimizer optimizer = new Optimizer(block, new UpdateRule.Sgd(0), new Optimizer.Options(0.5, 0), manager);
            try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
                NDArray picture = manager.zeros(new Shape(1, 2, 1, 1)); // so that no gradient reaches the linear weight
                NDArray logits = block.forward(picture, true);
                gradients.backward(logits.sub(logits).sum());
            }
            optimizer.step(1, 1, 1, manager);
            for (var parameter : network.parameters()) {
                float expected = parameter.key().equals("linear.weight") ? 0.5f : 1;
                assertEquals(expected, block.array(parameter.key()).toFloatArray()[0], parameter.key());
            }
        }
    }

    @Test
    void aStepWhoseGradientIsNoNumberMovesNothing() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NetworkBlock block = block(new float[] {1, 2}, manager);
            Optimizer optimizer = new Optimizer(block, new UpdateRule.Adam(true), new Optimizer.Options(0, 1), manager);
            setGradient(block, new float[] {Float.NaN, 1}, manager);
            assertTrue(Double.isNaN(optimizer.step(1, 1e-3, 1, manager)));
            assertArrayEquals(new float[] {1, 2}, block.array(KEY).toFloatArray());
        }
    }

    @Test
    void gradientsAreZeroAfterAStep() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NetworkBlock block = block(new float[2], manager);
            Optimizer optimizer = new Optimizer(block, new UpdateRule.Adam(true), new Optimizer.Options(0, 0), manager);
            setGradient(block, new float[] {1, 2}, manager);
            optimizer.step(1, 1e-3, 1, manager);
            assertArrayEquals(new float[2], block.array(KEY).getGradient().toFloatArray());
        }
    }

    private static NetworkBlock block(float[] parameters, NDManager manager) {
        return block("head", parameters, manager);
    }

    private static NetworkBlock block(String name, float[] parameters, NDManager manager) {
        int count = parameters.length;
        Node head = new Node(name, Layer.Conv.of(count, 1, 1), List.of(Network.INPUT));
        Network network = new Network("one convolution", count, 1, 1, List.of(head), name);
        Tensor weight = Tensor.of(dev.maskwright.models.graph.Shape.of(1, count, 1, 1), parameters);
        return NetworkBlock.of(network, Weights.of(Map.of(name + ".weight", weight)), manager);
    }

    private static void setGradient(NetworkBlock block, float[] gradient, NDManager manager) {
        NDArray picture = manager.create(gradient, new Shape(1, gradient.length, 1, 1));
        try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
            gradients.backward(block.forward(picture, true).sum());
        }
    }

    private static JsonObject golden() throws IOException {
        try (Reader reader = new InputStreamReader(
                Objects.requireNonNull(OptimizerTest.class.getResourceAsStream("/goldens/optimizers.json")),
                StandardCharsets.UTF_8)) {
            return JsonParser.parseReader(reader).getAsJsonObject();
        }
    }

    private static float[] floats(JsonArray values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i).getAsFloat();
        }
        return floats;
    }
}
