package dev.maskwright.trainer.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.maskwright.models.fixtures.FormulaGolden;
import dev.maskwright.models.fixtures.FormulaWeights;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.weights.Initializer;
import dev.maskwright.models.weights.Weights;
import dev.maskwright.models.zoo.Architectures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class NetworkBlockTest {

    @ParameterizedTest
    @MethodSource("dev.maskwright.models.fixtures.FormulaGolden#architectures")
    void logitsAreThePeers(String architecture) {
        FormulaGolden golden = FormulaGolden.of(architecture);
        Network network = golden.network();
        try (NDManager manager = NDManager.newBaseManager()) {
            NetworkBlock block = NetworkBlock.of(network, FormulaWeights.of(network), manager);
            NDArray input = manager.create(FormulaWeights.input(golden.inputShape()), shape(golden.inputShape()));

            float[] logits = golden.stored(block.forward(input, false).toFloatArray());

            // Five times what separates the peer from itself in double precision.
            double tolerance = 5 * golden.logitsError();
            float[] expected = golden.logits().values();
            assertEquals(expected.length, logits.length);
            for (int i = 0; i < logits.length; i++) {
                assertEquals(expected[i], logits[i], tolerance, "element " + i);
            }
        }
    }

    @Test
    void weightsComeBackAsTheyWereGiven() {
        Network network = Architectures.build("segformer-mit_b0", 3, 4);
        Weights weights = FormulaWeights.of(network);
        try (NDManager manager = NDManager.newBaseManager()) {
            Weights returned = NetworkBlock.of(network, weights, manager).weights();
            assertEquals(weights.asMap(), returned.asMap());
        }
    }

    @Test
    void trainingMovesRunningStatisticsAsPyTorchDoes() {
        Network network = Architectures.build("unet-resnet18", 3, 2);
        try (NDManager manager = NDManager.newBaseManager()) {
            NetworkBlock block = NetworkBlock.of(network, FormulaWeights.of(network), manager);
            float before = block.array("encoder.bn1.running_mean").toFloatArray()[0];
            NDArray input = manager.zeros(new Shape(2, 3, 64, 64));

            block.forward(input, true);

            // Zeros through a convolution without bias have mean 0: 0.9 of the old mean stays.
            assertEquals(0.9f * before, block.array("encoder.bn1.running_mean").toFloatArray()[0], 1e-6f);
            assertEquals(1, block.array("encoder.bn1.num_batches_tracked").toLongArray()[0]);
        }
    }

    @Test
    void servesAsABlockOfDjl() {
        Network network = Architectures.build("unet-resnet18", 3, 2);
        try (NDManager manager = NDManager.newBaseManager()) {
            NetworkBlock block = NetworkBlock.of(network, Initializer.fromScratch(network, 1), manager);
            NDArray input = manager.ones(new Shape(1, 3, 32, 64));

            NDArray logits = block.forward(new ParameterStore(manager, false), new NDList(input), false)
                    .singletonOrThrow();

            assertEquals(block.getOutputShapes(new Shape[] {input.getShape()})[0], logits.getShape());
            assertArrayEquals(block.forward(input, false).toFloatArray(), logits.toFloatArray());
        }
    }

    @Test
    void refusesWeightsOfAnotherNetwork() {
        Network network = Architectures.build("unet-resnet18", 3, 2);
        Weights others = FormulaWeights.of(Architectures.build("unet-resnet18", 3, 5));
        try (NDManager manager = NDManager.newBaseManager()) {
            Exception refused =
                    assertThrows(IllegalArgumentException.class, () -> NetworkBlock.of(network, others, manager));
            assertEquals(
                    "weights: 2 of 182 keys do not fit unet-resnet18 with 3 input channels and 2 classes: "
                            + "segmentation_head.0.weight is (5x16x3x3), network has (2x16x3x3); "
                            + "segmentation_head.0.bias is (5), network has (2)",
                    refused.getMessage());
        }
    }

    private static Shape shape(dev.maskwright.models.graph.Shape shape) {
        return new Shape(shape.sizes().stream().mapToLong(Integer::longValue).toArray());
    }
}
