package dev.maskwright.exporter.rewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import dev.maskwright.exporter.Form;
import dev.maskwright.exporter.fixtures.Cards;
import dev.maskwright.exporter.fixtures.OrtGraph;
import dev.maskwright.exporter.onnx.OnnxFile;
import dev.maskwright.exporter.onnx.SegmentationGraph;
import dev.maskwright.models.fixtures.FormulaWeights;
import dev.maskwright.models.graph.Layer;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.NetworkBuilder;
import dev.maskwright.models.graph.Node;
import dev.maskwright.models.graph.Shape;
import dev.maskwright.models.graph.Value;
import dev.maskwright.models.weights.Tensor;
import dev.maskwright.models.zoo.Architectures;
import dev.maskwright.sdk.model.ModelCard;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FoldBatchNormTest {

    @Test
    void everyBatchNormOfAUnetIsFolded() {
        Trained folded = FoldBatchNorm.apply(trained(Architectures.build("unet-resnet18", 3, 4)));
        assertTrue(folded.network().nodes().stream().noneMatch(node -> node.layer() instanceof Layer.BatchNorm));
        assertFalse(folded.weights().keys().contains("encoder.bn1.num_batches_tracked"));
        assertTrue(folded.weights().keys().contains("encoder.conv1.bias"));
    }

    @Test
    void outputsStay() throws OrtException {
        NetworkBuilder net = NetworkBuilder.create();
        Value x = NetworkBuilder.input(3, 1);
        x = net.batchNorm("bn1", net.conv("conv1", x, 8, 3, 1)); // padded, without bias
        x = net.batchNorm("bn2", net.convWithBias("conv2", net.relu("relu", x), 8, 3, 2)); // with bias
        x = net.batchNorm("bn3", net.add("depthwise", Layer.Conv.depthwise(8, 3), x));
        Trained trained = trained(net.build("test", 3, 1, x));
        Trained folded = FoldBatchNorm.apply(trained);
        assertEquals(
                List.of("conv1", "relu", "conv2", "depthwise"),
                folded.network().nodes().stream().map(Node::name).toList());
        assertEquals("depthwise", folded.network().output());
        float[] expected = logits(trained);
        float[] actual = logits(folded);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], 1e-6);
        }
    }

    /** Someone else reads what the convolution gives, so it must go on giving it. */
    @Test
    void convolutionWithTwoReadersStays() {
        NetworkBuilder net = NetworkBuilder.create();
        Value conv = net.conv("conv", NetworkBuilder.input(3, 1), 3, 3, 1);
        Trained trained = trained(net.build("test", 3, 1, net.sum("add", conv, net.batchNorm("bn", conv))));
        assertEquals(trained.network(), FoldBatchNorm.apply(trained).network());
    }

    @Test
    void convolutionThatIsTheOutputStays() {
        NetworkBuilder net = NetworkBuilder.create();
        Value conv = net.conv("conv", NetworkBuilder.input(3, 1), 3, 3, 1);
        net.batchNorm("bn", conv);
        Trained trained = trained(net.build("test", 3, 1, conv));
        assertEquals(trained.network(), FoldBatchNorm.apply(trained).network());
    }

    @Test
    void batchNormAfterAnotherLayerStays() {
        NetworkBuilder net = NetworkBuilder.create();
        Value x = net.batchNorm("bn", NetworkBuilder.input(3, 1));
        Trained trained = trained(net.build("test", 3, 1, net.batchNorm("bn2", net.relu("relu", x))));
        assertEquals(trained.network(), FoldBatchNorm.apply(trained).network());
    }

    @Test
    void givenWeightsAreNotWrittenTo() {
        Trained trained = trained(Architectures.build("unet-resnet18", 3, 4));
        float before = trained.weights().get("encoder.conv1.weight").values()[0];
        Tensor tensor = trained.weights().get("encoder.conv1.weight");
        FoldBatchNorm.apply(trained);
        assertSame(tensor, trained.weights().get("encoder.conv1.weight"));
        assertEquals(before, tensor.values()[0]);
    }

    private static Trained trained(Network network) {
        return new Trained(network, FormulaWeights.of(network));
    }

    private static float[] logits(Trained trained) throws OrtException {
        Shape shape = Shape.of(1, 3, 7, 13);
        ModelCard card = Cards.dynamic(trained.network(), Form.TENSOR, 13, 7);
        try (OrtGraph graph = new OrtGraph(OnnxFile.model(SegmentationGraph.of(trained, card), card))) {
            return graph.run(Tensor.of(shape, FormulaWeights.input(shape))).values();
        }
    }
}
