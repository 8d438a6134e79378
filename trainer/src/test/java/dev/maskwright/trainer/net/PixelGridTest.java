package dev.maskwright.trainer.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.maskwright.models.fixtures.FormulaWeights;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.zoo.Architectures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PixelGridTest {

    private static final int SIDE = 64;

    /** Networks that end in an enlargement, of both kinds, and one that does not. */
    @ParameterizedTest
    @CsvSource({
        "edgefpn-efficientnet_lite0, 2, 1, 0",
        "edgefpn-efficientnet_lite0, 3, 2, 1",
        "segformer-mit_b0, 2, 0, 1",
        "unet-resnet18, 2, 1, 1"
    })
    void logitsOfAGridAreThoseAmongAllOthers(String architecture, int stride, int row, int column) {
        PixelGrid grid = new PixelGrid(stride, row, column);
        Network network = Architectures.build(architecture, 3, 4);
        try (NDManager manager = NDManager.newBaseManager()) {
            NetworkBlock block = NetworkBlock.of(network, FormulaWeights.of(network), manager);
            // Twice in training mode: what batch norms use of a batch does not depend on the grid.
            NDArray all = forward(block, manager, PixelGrid.ALL);
            NDArray some = forward(block, manager, grid);
            float[] expected = grid.of(all).toFloatArray();
            float[] actual = some.toFloatArray();
            long rows = grid.count(SIDE, row);
            long columns = grid.count(SIDE, column);
            assertEquals(new Shape(2, 4, rows, columns), some.getShape());
            assertArrayEquals(expected, actual, 1e-5f);
            NDArray images = images(manager);
            assertArrayEquals(
                    Values.of(grid.of(block.forward(images, false))), Values.of(block.evaluate(images, grid)), 1e-5f);
        }
    }

    private static NDArray forward(NetworkBlock block, NDManager manager, PixelGrid grid) {
        Engine.getInstance().setRandomSeed(7); // dropout draws the same
        return block.forward(images(manager), grid);
    }

    private static NDArray images(NDManager manager) {
        var shape = dev.maskwright.models.graph.Shape.of(2, 3, SIDE, SIDE);
        return manager.create(FormulaWeights.input(shape), new Shape(2, 3, SIDE, SIDE));
    }

    @Test
    void gradientsReachTheFirstLayer() {
        Network network = Architectures.build("edgefpn-efficientnet_lite0", 3, 4);
        try (NDManager manager = NDManager.newBaseManager()) {
            NetworkBlock block = NetworkBlock.of(network, FormulaWeights.of(network), manager);
            try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
                gradients.backward(
                        forward(block, manager, new PixelGrid(2, 0, 1)).square().mean());
            }
            float norm = block.array("encoder.model.conv_stem.weight")
                    .getGradient()
                    .abs()
                    .sum()
                    .getFloat();
            assertTrue(norm > 0 && Float.isFinite(norm), "gradient " + norm);
        }
    }

    @Test
    void targetsAreTakenFromTheSamePlaces() {
        byte[] maps = new byte[2 * 12]; // two of 4x3
        for (int i = 0; i < maps.length; i++) {
            maps[i] = (byte) i;
        }
        assertArrayEquals(new byte[] {5, 7, 17, 19}, new PixelGrid(2, 1, 1).of(maps, 4, 3));
        assertArrayEquals(new byte[] {0, 3, 12, 15}, new PixelGrid(3, 0, 0).of(maps, 4, 3));
        assertArrayEquals(maps, PixelGrid.ALL.of(maps, 4, 3));
    }

    @Test
    void aGridBeginsWithinItsStride() {
        assertThrows(IllegalArgumentException.class, () -> new PixelGrid(2, 2, 0));
        assertThrows(IllegalArgumentException.class, () -> new PixelGrid(0, 0, 0));
    }
}
