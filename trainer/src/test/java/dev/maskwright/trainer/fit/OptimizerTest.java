package dev.maskwright.trainer.fit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

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
            Optimizer optimizer = new Optimizer(block, rule(name), new Optimizer.Settings(weightDecay, 0), manager);
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
            Optimizer optimizer = new Optimizer(clipped, new UpdateRule.Adam(true), new Optimizer.Settings(0, 1), manager);

            assertEquals(5, optimizer.step(1, 1e-3, 1, manager), 1e-6);

            assertArrayEquals(
                    new float[] {0.6f, 0.8f},
                    optimizer.slots().get(0).buffers().get(0).toFloatArray(),
                    1e-6f);
        }
    }

    @Test
    void gradientsAreZeroAfterAStep() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NetworkBlock block = block(new float[2], manager);
            Optimizer optimizer = new Optimizer(block, new UpdateRule.Adam(true), new Optimizer.Settings(0, 0), manager);
            setGradient(block, new float[] {1, 2}, manager);
            optimizer.step(1, 1e-3, 1, manager);
            assertArrayEquals(new float[2], block.array(KEY).getGradient().toFloatArray());
        }
    }

    private static NetworkBlock block(float[] parameters, NDManager manager) {
        int count = parameters.length;
        Node head = new Node("head", new Layer.Conv(count, 1, 1, 1, 0, 1, false), List.of(Network.INPUT));
        Network network = new Network("one convolution", count, 1, 1, List.of(head), "head");
        Tensor weight = Tensor.of(dev.maskwright.models.graph.Shape.of(1, count, 1, 1), parameters);
        return NetworkBlock.of(network, Weights.of(Map.of(KEY, weight)), manager);
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
