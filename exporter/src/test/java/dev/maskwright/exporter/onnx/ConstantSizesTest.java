package dev.maskwright.exporter.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.maskwright.exporter.Form;
import dev.maskwright.exporter.fixtures.Cards;
import dev.maskwright.exporter.rewrite.Trained;
import dev.maskwright.models.fixtures.FormulaWeights;
import dev.maskwright.models.graph.Layer;
import dev.maskwright.models.graph.Layer.Interpolation;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.NetworkBuilder;
import dev.maskwright.models.graph.Value;
import dev.maskwright.models.zoo.Architectures;
import dev.maskwright.sdk.model.ModelCard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many sizes a graph computes while it runs. */
final class ConstantSizesTest {

    @ParameterizedTest
    @CsvSource({"unet-resnet18, true, 0", "segformer-mit_b0, true, 8", "segformer-mit_b0, false, 0"})
    void sizesAreConstantsWhereTheyCanBe(String architecture, boolean dynamic, long expected) {
        Network network = Architectures.build(architecture, 3, 2);
        ModelCard card =
                dynamic ? Cards.dynamic(network, Form.PIXELS, 64, 64) : Cards.fixed(network, Form.PIXELS, 64, 64);
        assertEquals(expected, shapeNodes(network, card));
    }

    /** An odd map is not half as large as the image: a factor that holds at some sizes only must not be written. */
    @Test
    void factorThatHoldsAtSomeSizesOnlyIsNotWritten() {
        NetworkBuilder net = NetworkBuilder.create();
        Value image = NetworkBuilder.input(3, 1);
        Value half = net.conv("half", image, 2, 3, 2);
        Network network = net.build("odd", 3, 1, net.resizeLike("resize", half, image, Interpolation.NEAREST));
        assertEquals(2, shapeNodes(network, Cards.dynamic(network, Form.PIXELS, 4, 4)));
    }

    @Test
    void layersThatDoNothingAreNotWritten() {
        NetworkBuilder net = NetworkBuilder.create();
        Value x = net.conv("conv", NetworkBuilder.input(3, 1), 2, 1, 1);
        Network network = net.build(
                "drop", 3, 1, net.relu("relu", net.add("drop", new Layer.Dropout(Layer.Dropout.Unit.IMAGE, 0.5f), x)));
        ModelCard card = Cards.dynamic(network, Form.TENSOR, 4, 4);
        NodeProto relu =
                SegmentationGraph.of(new Trained(network, FormulaWeights.of(network)), card).getNodeList().stream()
                        .filter(node -> node.getName().equals("relu"))
                        .findFirst()
                        .orElseThrow();
        assertEquals("conv", relu.getInput(0));
    }

    private static long shapeNodes(Network network, ModelCard card) {
        return SegmentationGraph.of(new Trained(network, FormulaWeights.of(network)), card).getNodeList().stream()
                .filter(node -> node.getOpType().equals(Operator.SHAPE.onnxName()))
                .count();
    }
}
