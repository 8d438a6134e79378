package dev.maskwright.exporter.rewrite;

import static dev.maskwright.exporter.rewrite.SameLogits.assertSame;
import static dev.maskwright.exporter.rewrite.SameLogits.assertUnchanged;
import static dev.maskwright.exporter.rewrite.SameLogits.trained;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ai.onnxruntime.OrtException;
import dev.maskwright.models.graph.Layer;
import dev.maskwright.models.graph.NetworkBuilder;
import dev.maskwright.models.graph.Value;
import dev.maskwright.models.zoo.Architectures;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TokensAsMapsTest {

    @ParameterizedTest
    @ValueSource(strings = {"segformer-mit_b0", "unet-mit_b0"})
    void logitsStayAndNoTokensAreLeft(String id) throws OrtException {
        Trained before = trained(Architectures.build(id, 3, 4));
        Trained after = TokensAsMaps.apply(before);
        assertSame(before, after, 64, 96);
        Set<Class<?>> kinds = after.network().nodes().stream()
                .map(node -> node.layer().getClass())
                .collect(Collectors.toSet());
        for (Class<?> kind : Set.of(
                Layer.MapToTokens.class,
                Layer.TokensToMap.class,
                Layer.Linear.class,
                Layer.SplitHeads.class,
                Layer.MergeHeads.class,
                Layer.Slice.class,
                Layer.AttentionScores.class)) {
            assertFalse(kinds.contains(kind), "there is still a " + kind.getSimpleName());
        }
        assertFalse(after.weights().keys().contains("encoder.block1.0.attn.kv.weight"));
    }

    /** It has learned each place of its tokens, and packs three projections. */
    @Test
    void networkOfOneSizeStays() {
        Trained before = trained(Architectures.build("vit_plain", 3, 4));
        assertUnchanged(before, TokensAsMaps.apply(before));
    }

    @Test
    void networkWithoutTokensStays() {
        Trained before = trained(Architectures.build("unet-resnet18", 3, 4));
        assertUnchanged(before, TokensAsMaps.apply(before));
    }

    @Test
    void networkWithALayerThatHasNoFormOnMapsStays() {
        NetworkBuilder net = NetworkBuilder.create();
        Value x = NetworkBuilder.input(3, 4);
        Value quarter = net.add("quarter", Layer.Conv.of(3, 4, 1).withStride(2).withBias(), x);
        Value tokens = net.mapToTokens("tokens", quarter);
        Value whole = net.linear("linear", tokens, 4);
        Value heads = net.add("heads", new Layer.SplitHeads(2), whole);
        Value rows = net.add("rows", new Layer.Softmax(), heads); // over a head's channels
        Value merged = net.add("merge", new Layer.MergeHeads(), rows);
        Value map = net.resize("resize", net.tokensToMap("map", merged, quarter), Layer.Interpolation.NEAREST, 2);
        Trained before = trained(net.build("test", 3, 4, map));
        assertUnchanged(before, TokensAsMaps.apply(before));
    }
}
