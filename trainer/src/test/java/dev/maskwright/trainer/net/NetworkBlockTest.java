package dev.maskwright.trainer.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.maskwright.models.fixtures.FormulaGolden;
import dev.maskwright.models.fixtures.FormulaWeights;
import dev.maskwright.models.graph.Layer;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.Node;
import dev.maskwright.models.weights.Initializer;
import dev.maskwright.models.weights.Weights;
import dev.maskwright.models.zoo.Architectures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
            NDArray input = manager.create(golden.input(), shape(golden.inputShape()));

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

    /** DJL's toFloatArray keeps a native copy of each channels-last array for ever: here 56 MB a call. */
    @Test
    void copiesOfTheWeightsLeaveNoMemoryBehind() throws IOException {
        Path status = Path.of("/proc/self/status");
        assumeTrue(Files.exists(status), "only Linux tells how much memory a process holds");
        Network network = Architectures.build("unet-resnet18", 3, 2);
        try (NDManager manager = NDManager.newBaseManager()) {
            NetworkBlock block = NetworkBlock.of(network, Initializer.fromScratch(network, 1), manager);
            long before = 0;
            for (int i = 0; i < 20; i++) {
                if (i == 8) { // until then the heap grows to what it needs
                    before = residentKilobytes(status);
                }
                assertEquals(182, block.weights().keys().size());
            }
            long grown = residentKilobytes(status) - before;
            assertTrue(grown < 400_000, "12 copies of 56 MB left %d kB behind".formatted(grown));
        }
    }

    private static long residentKilobytes(Path status) throws IOException {
        System.gc();
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    /** Each image of a batch is kept whole, and larger, or dropped whole; evaluation drops none. */
    @Test
    void stochasticDepthDropsWholeImages() {
        Node drop = new Node("drop", new Layer.Dropout(Layer.Dropout.Unit.IMAGE, 0.5f), List.of(Network.INPUT));
        Network network = new Network("drop", 2, 2, 1, List.of(drop), "drop");
        try (NDManager manager = NDManager.newBaseManager()) {
            NetworkBlock block = NetworkBlock.of(network, Weights.of(Map.of()), manager);
            NDArray ones = manager.ones(new Shape(64, 2, 3, 3));
            int kept = 0;
            float[] values = Values.of(block.forward(ones, true));
            for (int image = 0; image < 64; image++) {
                float first = values[18 * image];
                assertTrue(first == 0 || first == 2, "value " + first);
                for (int i = 1; i < 18; i++) {
                    assertEquals(first, values[18 * image + i]);
                }
                kept += first > 0 ? 1 : 0;
            }
            assertTrue(kept > 10 && kept < 54, kept + " of 64 images kept");
            assertArrayEquals(Values.of(ones), Values.of(block.forward(ones, false)));
            block.freeze(name -> true);
            assertArrayEquals(Values.of(ones), Values.of(block.forward(ones, true)));
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
