package dev.maskwright.models.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.Parameter;
import dev.maskwright.models.graph.Shape;
import org.junit.jupiter.api.Test;

/** The settings of the two networks that have some. */
final class PlainNetworksTest {

    @Test
    void unetOfFourLevelsHalvesFourTimes() {
        Network network = new PlainUnet(4, 8).build(1, 2);
        assertTrue(network.takes(16, 48));
        assertFalse(network.takes(24, 48));
        assertEquals(Shape.of(1, 2, 48, 16), network.outputShape(Shape.of(1, 1, 48, 16)));
        assertEquals(Shape.of(128, 64, 3, 3), shape(network, "_bottleneck_block.0.weight"));
        assertEquals(Shape.of(16, 8, 2, 2), shape(network, "_upsampling_layers.3.weight"));
    }

    @Test
    void transformerOfOtherSizesHasAPositionForEachPatch() {
        Network network = new PlainTransformer(96, 8, 24, 2, 3).build(3, 5);
        assertTrue(network.takes(96, 96));
        assertFalse(network.takes(192, 192));
        assertEquals(Shape.of(2, 5, 96, 96), network.outputShape(Shape.of(2, 3, 96, 96)));
        assertEquals(Shape.of(1, 144, 24), shape(network, "position_embedding"));
        assertEquals(Shape.of(72, 24), shape(network, "blocks.1.attention.in_proj_weight"));
    }

    @Test
    void settingsThatDoNotFitAreRefused() {
        assertEquals(
                "a plain U-Net has 1 to 8 levels and a width of at least 1, got 0 and 64",
                assertThrows(IllegalArgumentException.class, () -> new PlainUnet(0, 64))
                        .getMessage());
        assertEquals(
                "patches of 16 do not divide an image of 100",
                assertThrows(IllegalArgumentException.class, () -> new PlainTransformer(100, 16, 256, 6, 8))
                        .getMessage());
        assertEquals(
                "7 heads do not divide a width of 256, or a depth of 6 is below 1",
                assertThrows(IllegalArgumentException.class, () -> new PlainTransformer(224, 16, 256, 6, 7))
                        .getMessage());
    }

    private static Shape shape(Network network, String key) {
        return network.parameters().stream()
                .filter(parameter -> parameter.key().equals(key))
                .map(Parameter::shape)
                .findFirst()
                .orElseThrow();
    }
}
