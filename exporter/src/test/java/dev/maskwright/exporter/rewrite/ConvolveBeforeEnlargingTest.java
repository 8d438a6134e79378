package dev.maskwright.exporter.rewrite;

import static dev.maskwright.exporter.rewrite.SameLogits.assertSame;
import static dev.maskwright.exporter.rewrite.SameLogits.assertUnchanged;
import static dev.maskwright.exporter.rewrite.SameLogits.names;
import static dev.maskwright.exporter.rewrite.SameLogits.trained;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import dev.maskwright.models.graph.Layer;
import dev.maskwright.models.graph.Layer.Interpolation;
import dev.maskwright.models.graph.MultiplyAdds;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.NetworkBuilder;
import dev.maskwright.models.graph.Shape;
import dev.maskwright.models.graph.Value;
import dev.maskwright.models.zoo.Architectures;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConvolveBeforeEnlargingTest {

    private final NetworkBuilder net = NetworkBuilder.create();
    private final Value image = NetworkBuilder.input(3, 1);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void convolutionOfAnEnlargedMapMovesToTheSmallOne(boolean bias) throws OrtException {
        Value large = net.resize("resize", image, Interpolation.NEAREST, 2);
        Value result = bias ? net.convWithBias("conv", large, 5, 3, 1) : net.conv("conv", large, 5, 3, 1);
        Trained before = trained(net, result);
        Trained after = ConvolveBeforeEnlarging.apply(before);
        assertEquals(List.of("conv"), names(after));
        for (int[] size : new int[][] {{1, 1}, {7, 13}, {32, 16}}) {
            assertSame(before, after, size[0], size[1]);
        }
    }

    @Test
    void whatLiesBesideTheEnlargedMapIsConvolvedByItself() throws OrtException {
        Value even = NetworkBuilder.input(3, 2);
        Value small = net.conv("small", even, 4, 3, 2);
        Value large = net.resize("resize", small, Interpolation.NEAREST, 2);
        Value skip = net.conv("skip", even, 2, 3, 1);
        Value all = net.concat("concat", large, skip, even);
        Trained before = trained(net.build("test", 3, 2, net.convWithBias("conv", all, 5, 3, 1)));
        Trained after = ConvolveBeforeEnlarging.apply(before);
        assertEquals(List.of("small", "skip", "concat", "conv.enlarged", "conv.rest", "conv"), names(after));
        assertSame(before, after, 8, 14);
    }

    @Test
    void unetIsTheSameWithFewerMultiplyAdds() throws OrtException {
        Network network = Architectures.build("unet-resnet18", 3, 4);
        Trained before = FoldBatchNorm.apply(trained(network));
        Trained after = ConvolveBeforeEnlarging.apply(before);
        assertSame(before, after, 96, 64);
        Shape image224 = Shape.of(1, 3, 224, 224);
        long fewer = MultiplyAdds.of(after.network(), image224);
        long more = MultiplyAdds.of(before.network(), image224);
        assertTrue(fewer < 0.85 * more, fewer + " of " + more);
    }

    @Test
    void whatElseIsEnlargedOrConvolvedStaysAsItIs() {
        Value bilinear = net.resize("bilinear", image, Interpolation.BILINEAR, 2);
        Value a = net.conv("a", bilinear, 4, 3, 1);
        Value threefold = net.resize("threefold", image, Interpolation.NEAREST, 3);
        Value b = net.conv("b", threefold, 4, 3, 1);
        Value pointwise = net.resize("pointwise", image, Interpolation.NEAREST, 2);
        Value c = net.conv("c", pointwise, 4, 1, 1);
        Value shared = net.resize("shared", image, Interpolation.NEAREST, 2);
        Value d = net.conv("d", shared, 3, 3, 1);
        Value e = net.sum("e", d, shared);
        Value dilated = net.resize("dilated", image, Interpolation.NEAREST, 2);
        Value f = net.add("f", Layer.Conv.of(3, 4, 3).withPadding(2).withDilation(2), dilated);
        Value g = net.resizeLike("g", b, a, Interpolation.NEAREST);
        Trained before = trained(net, net.concat("all", a, c, e, f, g));
        assertUnchanged(before, ConvolveBeforeEnlarging.apply(before));
    }
}
