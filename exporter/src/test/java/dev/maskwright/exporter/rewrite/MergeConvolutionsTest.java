package dev.maskwright.exporter.rewrite;

import static dev.maskwright.exporter.rewrite.SameLogits.assertSame;
import static dev.maskwright.exporter.rewrite.SameLogits.assertUnchanged;
import static dev.maskwright.exporter.rewrite.SameLogits.names;
import static dev.maskwright.exporter.rewrite.SameLogits.trained;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnxruntime.OrtException;
import dev.maskwright.models.graph.Layer;
import dev.maskwright.models.graph.NetworkBuilder;
import dev.maskwright.models.graph.Value;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MergeConvolutionsTest {

    private static final Layer PER_CHANNEL = Pointwise.perChannel(8);

    @Test
    void factorsGoIntoTheConvolutionBefore() throws OrtException {
        NetworkBuilder net = NetworkBuilder.create();
        Value x = net.conv("conv", NetworkBuilder.input(3, 1), 8, 3, 1);
        Trained before = trained(net, net.add("factors", PER_CHANNEL, x));
        Trained after = MergeConvolutions.apply(before);
        assertEquals(List.of("conv"), names(after));
        assertSame(before, after, 7, 13);
    }

    @Test
    void factorsGoIntoAllConvolutionsAfterIfNoneIsPadded() throws OrtException {
        NetworkBuilder net = NetworkBuilder.create();
        Value x = net.relu("relu", net.conv("conv", NetworkBuilder.input(3, 4), 8, 3, 1));
        Value factors = net.add("factors", PER_CHANNEL, x);
        Value dense = net.add("dense", Layer.Conv.of(8, 4, 3).withPadding(0), factors);
        Value grouped = net.add(
                "grouped", Layer.Conv.of(8, 4, 3).withPadding(0).withGroups(2).withBias(), factors);
        Trained before = trained(net.build("test", 3, 4, net.sum("add", dense, grouped)));
        Trained after = MergeConvolutions.apply(before);
        assertEquals(List.of("conv", "relu", "dense", "grouped", "add"), names(after));
        assertSame(before, after, 8, 12);
    }

    /** Its zeros would be padded before the bias is added. */
    @Test
    void biasStaysBeforeAPaddedConvolution() {
        NetworkBuilder net = NetworkBuilder.create();
        Value x = net.relu("relu", net.conv("conv", NetworkBuilder.input(3, 1), 8, 3, 1));
        Value factors = net.add("factors", PER_CHANNEL, x);
        Trained before = trained(net, net.conv("padded", factors, 8, 3, 1));
        assertUnchanged(before, MergeConvolutions.apply(before));
    }

    @Test
    void productsThatGetSmallerAreMerged() throws OrtException {
        NetworkBuilder net = NetworkBuilder.create();
        Value x = net.convWithBias("wide", NetworkBuilder.input(3, 1), 16, 1, 1);
        x = net.convWithBias("narrow", x, 4, 1, 1);
        x = net.convWithBias("narrower", x, 3, 1, 1);
        Trained before = trained(net, x);
        Trained after = MergeConvolutions.apply(before);
        assertEquals(List.of("narrower"), names(after));
        assertSame(before, after, 7, 13);
    }

    /** Two products by way of one channel cost less than their product. */
    @Test
    void bottleneckStays() {
        NetworkBuilder net = NetworkBuilder.create();
        Value x = net.relu("relu", net.conv("conv", NetworkBuilder.input(3, 1), 8, 3, 1));
        Value narrow = net.convWithBias("narrow", x, 1, 1, 1);
        Trained before = trained(net, net.convWithBias("wide", narrow, 8, 1, 1));
        assertUnchanged(before, MergeConvolutions.apply(before));
    }
}
