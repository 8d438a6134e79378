package dev.maskwright.models.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.maskwright.models.graph.Layer.Interpolation;
import dev.maskwright.models.zoo.Architectures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What does not fit together is reported by the node that notices, with the sizes. */
final class ShapeRulesTest {

    private final NetworkBuilder net = NetworkBuilder.create().scope("decoder");
    private final Value image = NetworkBuilder.input(3, 8); // (1, 3, 16, 16)

    @Test
    void concatOfTwoHeightsNamesNodeAndSizes() {
        Value half = net.conv("half", image, 4, 3, 2);
        assertRefused("node decoder.concat: heights differ, 16 and 8", () -> net.concat("concat", image, half));
    }

    @Test
    void convolutionOfOtherChannelsNamesThem() {
        assertRefused(
                "node decoder.conv: takes 4 channels, got (1x3x16x16)",
                () -> net.add("conv", Layer.Conv.of(4, 8, 3), image));
    }

    @Test
    void windowLargerThanTheMapIsRefused() {
        assertRefused(
                "node decoder.pool: a window of 17x17 with padding 0 does not fit into (1x3x16x16)",
                () -> net.add("pool", new Layer.MaxPool(17, 1, 0), image));
    }

    @Test
    void sumOfTwoShapesIsRefused() {
        Value half = net.conv("half", image, 3, 3, 2);
        assertRefused(
                "node decoder.sum: adds tensors of one shape, got (1x3x16x16) and (1x3x8x8)",
                () -> net.sum("sum", image, half));
    }

    @Test
    void tokensOfAnotherMapAreRefused() {
        Value tokens = net.mapToTokens("tokens", net.conv("half", image, 4, 3, 2));
        assertRefused(
                "node decoder.map: lays tokens out in a map of 16x16, got (1x64x4)",
                () -> net.tokensToMap("map", tokens, image));
    }

    @Test
    void mapWhereTokensAreWantedIsRefused() {
        assertRefused(
                "node decoder.heads: splits tokens (N, L, C) into 2 heads, got (1x3x16x16)",
                () -> net.add("heads", new Layer.SplitHeads(2), image));
        Value tokens = net.mapToTokens("tokens", image);
        assertRefused(
                "node decoder.conv: takes a map (N, C, H, W), got (1x256x3)",
                () -> net.add("conv", Layer.Conv.of(3, 8, 3), tokens));
    }

    @Test
    void sliceBeyondTheEndIsRefused() {
        Value tokens = net.mapToTokens("tokens", image);
        assertRefused(
                "node decoder.slice: takes elements 1 to 4 of the last dimension, got (1x256x3)",
                () -> net.add("slice", new Layer.Slice(1, 4), tokens));
    }

    @Test
    void imageOfOtherChannelsIsRefusedByTheFirstConvolution() {
        ShapeException refused = assertThrows(ShapeException.class, () -> Architectures.build("segformer-mit_b0", 3, 2)
                .outputShape(Shape.of(1, 1, 64, 64)));
        assertEquals("node encoder.patch_embed1.proj: takes 3 channels, got (1x1x64x64)", refused.getMessage());
    }

    @Test
    void resizeTakesTheSizeOfItsReference() {
        Value half = net.conv("half", image, 4, 3, 2);
        assertEquals(
                Shape.of(1, 4, 16, 16),
                net.resizeLike("resize", half, image, Interpolation.BILINEAR).shape());
    }

    private static void assertRefused(String message, Executable build) {
        assertEquals(message, assertThrows(ShapeException.class, build).getMessage());
    }
}
