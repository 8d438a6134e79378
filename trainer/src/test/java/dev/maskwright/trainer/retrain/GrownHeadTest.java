package dev.maskwright.trainer.retrain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.weights.Initializer;
import dev.maskwright.models.weights.Weights;
import dev.maskwright.models.zoo.Architectures;
import dev.maskwright.sdk.model.Normalization;
import dev.maskwright.trainer.evaluation.NetworkPredictor;
import dev.maskwright.trainer.net.NetworkBlock;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GrownHeadTest {

    private static final int SIZE = 64;

    @ParameterizedTest
    @ValueSource(strings = {"edgefpn-efficientnet_lite0", "unet-resnet18", "segformer-mit_b0"})
    void oldLogitsStayAndNewOnesFollowTheBackground(String architecture) {
        Network network = Architectures.build(architecture, 3, 3);
        Weights weights = Initializer.fromScratch(network, 1);
        GrownHead grown = GrownHead.of(network, weights, 2);
        assertEquals(5, grown.network().classes());
        float[] before = logits(network, weights);
        float[] after = logits(grown.network(), grown.weights());
        int old = 3 * SIZE * SIZE;
        assertArrayEquals(before, Arrays.copyOf(after, old), 1e-5f);
        for (int i = 0; i < 2 * SIZE * SIZE; i++) {
            assertEquals(before[i % (SIZE * SIZE)] - 3, after[old + i], 1e-4f);
        }
    }

    @Test
    void aNetworkThatDoesNotEndWithItsHeadIsRefused() {
        Network network = Architectures.build("unet-resnet18", 3, 3);
        Network cut = network.with(
                network.nodes().subList(0, network.nodes().size() - 1),
                network.node(network.output()).inputs().get(0));
        String fault = assertThrows(
                        IllegalArgumentException.class, () -> GrownHead.of(cut, Initializer.fromScratch(cut, 1), 1))
                .getMessage();
        assertTrue(String.valueOf(fault).contains("last layer is a convolution to its 3 classes"), fault);
    }

    @Test
    void newClassesCountAsBackgroundWhereNobodyKnewThem() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.create(new float[] {0.5f, -1, 2, -3}, new Shape(1, 4, 1, 1));
            NDArray merged = RetrainLoss.merged(logits, 2);
            double background = Math.log(Math.exp(0.5) + Math.exp(2) + Math.exp(-3));
            assertArrayEquals(new float[] {(float) background, -1}, merged.toFloatArray(), 1e-5f);
        }
    }

    private static float[] logits(Network network, Weights weights) {
        Random random = new Random(4);
        float[] image = new float[3 * SIZE * SIZE];
        for (int i = 0; i < image.length; i++) {
            image[i] = random.nextFloat();
        }
        Normalization none = new Normalization(List.of(0f, 0f, 0f), List.of(1f, 1f, 1f));
        try (NDManager manager = NDManager.newBaseManager()) {
            return new NetworkPredictor(NetworkBlock.of(network, weights, manager), none, manager)
                    .logits(image, SIZE, SIZE);
        }
    }
}
