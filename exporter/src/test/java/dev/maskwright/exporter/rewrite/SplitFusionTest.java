package dev.maskwright.exporter.rewrite;

import static dev.maskwright.exporter.rewrite.SameLogits.assertSame;
import static dev.maskwright.exporter.rewrite.SameLogits.assertUnchanged;
import static dev.maskwright.exporter.rewrite.SameLogits.names;
import static dev.maskwright.exporter.rewrite.SameLogits.trained;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnxruntime.OrtException;
import dev.maskwright.models.graph.Layer;
import dev.maskwright.models.graph.Layer.Interpolation;
import dev.maskwright.models.graph.NetworkBuilder;
import dev.maskwright.models.graph.Value;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SplitFusionTest {

    /** Two maps as they are, two enlarged by factors that are not whole. */
    @ParameterizedTest
    @EnumSource(Interpolation.class)
    void enlargedMapsAreFusedBeforeTheyGrow(Interpolation interpolation) throws OrtException {
        NetworkBuilder net = NetworkBuilder.create();
        Value x = NetworkBuilder.input(3, 1);
        Value a = net.conv("a", x, 4, 3, 1);
        Value b = net.resizeLike("b.resize", net.conv("b", x, 6, 3, 2), a, interpolation);
        Value c = net.conv("c", x, 5, 3, 1);
        Value d = net.resizeLike("d.resize", net.conv("d", net.conv("d0", x, 4, 3, 2), 7, 3, 2), a, interpolation);
        Value fused = net.convWithBias("fuse", net.concat("concat", a, b, c, d), 6, 1, 1);
        Trained before = trained(net, net.relu("relu", fused));
        Trained after = SplitFusion.apply(before);
        assertEquals(
                List.of(
                        "a",
                        "b",
                        "c",
                        "d0",
                        "d",
                        "concat",
                        "fuse.part0",
                        "fuse.part0.resize",
                        "fuse.part1",
                        "fuse.part1.resize",
                        "fuse.sum1",
                        "fuse.rest",
                        "fuse.sum",
                        "relu"),
                names(after));
        assertSame(before, after, 14, 26);
    }

    @Test
    void biasIsAddedOnceWhereEverythingIsEnlarged() throws OrtException {
        NetworkBuilder net = NetworkBuilder.create();
        Value x = NetworkBuilder.input(3, 1);
        Value a = net.resize("a.resize", net.conv("a", x, 4, 3, 1), Interpolation.BILINEAR, 2);
        Value b = net.resize("b.resize", net.conv("b", x, 4, 3, 1), Interpolation.NEAREST, 2);
        Value fused = net.convWithBias("fuse", net.concat("concat", a, b), 3, 1, 1);
        Value small = net.add("pool", new Layer.MaxPool(2, 2, 0), fused);
        Trained before = trained(net, small);
        Trained after = SplitFusion.apply(before);
        assertEquals("fuse.sum1", after.network().nodes().get(6).name());
        assertSame(before, after, 7, 13);
    }

    /** Eight channels would be enlarged instead of four. */
    @Test
    void fusionThatMakesMoreChannelsStays() {
        NetworkBuilder net = NetworkBuilder.create();
        Value x = NetworkBuilder.input(3, 1);
        Value a = net.conv("a", x, 4, 3, 1);
        Value b = net.resizeLike("b.resize", net.conv("b", x, 4, 3, 2), a, Interpolation.BILINEAR);
        Trained before = trained(net, net.convWithBias("fuse", net.concat("concat", a, b), 8, 1, 1));
        assertUnchanged(before, SplitFusion.apply(before));
    }

    @Test
    void concatenationThatSomethingElseReadsStays() {
        NetworkBuilder net = NetworkBuilder.create();
        Value x = NetworkBuilder.input(3, 1);
        Value a = net.conv("a", x, 4, 3, 1);
        Value b = net.resizeLike("b.resize", net.conv("b", x, 4, 3, 2), a, Interpolation.BILINEAR);
        Value concat = net.concat("concat", a, b);
        Value fused = net.convWithBias("fuse", concat, 4, 1, 1);
        Trained before = trained(net, net.concat("both", fused, concat));
        assertUnchanged(before, SplitFusion.apply(before));
    }
}
