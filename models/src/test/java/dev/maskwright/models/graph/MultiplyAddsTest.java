package dev.maskwright.models.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class MultiplyAddsTest {

    private static final Shape IMAGE = Shape.of(1, 4, 8, 6);

    private final NetworkBuilder net = NetworkBuilder.create();
    private final Value image = NetworkBuilder.input(4, 2);

    @Test
    void convolutionCountsItsWindowForEachOutput() {
        assertCount(10 * 4 * 3 * 4 * 9, net.conv("conv", image, 10, 3, 2));
    }

    @Test
    void depthWiseConvolutionSeesOneChannel() {
        assertCount(4 * 8 * 6 * 9, net.add("conv", Layer.Conv.depthwise(4, 3).withBias(), image));
    }

    @Test
    void transposedConvolutionReadsOnePixelForEachOutput() {
        assertCount(5 * 16 * 12 * 4, net.add("up", new Layer.ConvTranspose(4, 5, 2), image));
    }

    @Test
    void attentionCountsProjectionScoresAndContext() {
        Value tokens = net.mapToTokens("tokens", image); // (1, 48, 4)
        Value packed = net.add("in_proj", new Layer.PackedProjection(4), tokens, tokens);
        Layer split = new Layer.SplitHeads(2);
        Value heads = net.add("heads", split, net.add("part", new Layer.Slice(0, 4), packed));
        Value scores = net.add("scores", new Layer.AttentionScores(1), heads, heads); // (1, 2, 48, 48)
        Value context = net.add("context", new Layer.MatMul(), scores, heads);
        assertCount(48 * 12 * 4 + 2 * 48 * 48 * 2 + 2 * 48 * 2 * 48, context);
    }

    private void assertCount(long expected, Value result) {
        assertEquals(expected, MultiplyAdds.of(net.build("test", 4, 2, result), IMAGE));
    }
}
