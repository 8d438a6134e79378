package dev.maskwright.exporter.rewrite;

import static dev.maskwright.exporter.rewrite.SameLogits.assertSame;
import static dev.maskwright.exporter.rewrite.SameLogits.assertUnchanged;
import static dev.maskwright.exporter.rewrite.SameLogits.names;
import static dev.maskwright.exporter.rewrite.SameLogits.trained;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import dev.maskwright.models.graph.Layer;
import dev.maskwright.models.graph.NetworkBuilder;
import dev.maskwright.models.graph.Value;
import dev.maskwright.models.zoo.Architectures;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CentreNormsTest {

    @Test
    void everyLayerNormOfAMixTransformerBecomesAnRmsNorm() throws OrtException {
        Trained before = TokensAsMaps.apply(trained(Architectures.build("segformer-mit_b0", 3, 4)));
        Trained after = CentreNorms.apply(before);
        assertTrue(after.network().nodes().stream().noneMatch(node -> node.layer() instanceof Layer.LayerNorm));
        assertEquals(
                30, // 26 in the encoder's stages and blocks, 4 after patch embeddings
                after.network().nodes().stream()
                        .filter(node -> node.layer() instanceof Layer.RmsNorm)
                        .count());
        assertSame(before, after, 64, 96);
    }

    @Test
    void sumsOfConvolutionsAreCentred() throws OrtException {
        NetworkBuilder net = NetworkBuilder.create();
        Value x = NetworkBuilder.input(3, 1);
        Value stream = net.sum("add", net.conv("a", x, 8, 3, 1), net.convWithBias("b", x, 8, 1, 1));
        Value norm = net.layerNorm("norm", net.sum("more", stream, net.layerNorm("inner", stream, 1e-6f)), 1e-6f);
        Trained before = trained(net, norm);
        Trained after = CentreNorms.apply(before);
        assertEquals(List.of("a", "b", "add", "inner.rms", "inner", "more", "norm.rms", "norm"), names(after));
        assertSame(before, after, 7, 13);
    }

    /** A ReLU sees the mean. */
    @Test
    void streamThatSomethingElseReadsStays() {
        NetworkBuilder net = NetworkBuilder.create();
        Value stream = net.conv("conv", NetworkBuilder.input(3, 1), 8, 3, 1);
        Value norm = net.layerNorm("norm", stream, 1e-6f);
        Trained before = trained(net, net.sum("add", norm, net.relu("relu", stream)));
        assertUnchanged(before, CentreNorms.apply(before));
    }

    @Test
    void streamThatIsTheOutputStays() {
        NetworkBuilder net = NetworkBuilder.create();
        Value stream = net.conv("conv", NetworkBuilder.input(3, 1), 8, 3, 1);
        net.layerNorm("norm", stream, 1e-6f);
        Trained before = trained(net, stream);
        assertEquals(List.of("conv"), names(CentreNorms.apply(before)));
        assertEquals(
                before.weights().get("conv.weight"),
                CentreNorms.apply(before).weights().get("conv.weight"));
    }

    /** What a depth-wise convolution writes into a channel has no say in the others. */
    @Test
    void groupedWriterStays() {
        NetworkBuilder net = NetworkBuilder.create();
        Value x = net.convWithBias("conv", NetworkBuilder.input(3, 1), 8, 3, 1);
        Value stream = net.add("depthwise", Layer.Conv.depthwise(8, 3).withBias(), x);
        Trained before = trained(net, net.layerNorm("norm", stream, 1e-6f));
        assertUnchanged(before, CentreNorms.apply(before));
    }
}
