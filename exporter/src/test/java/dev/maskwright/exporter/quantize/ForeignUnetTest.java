package dev.maskwright.exporter.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OrtException;
import dev.maskwright.exporter.Form;
import dev.maskwright.exporter.fixtures.Cards;
import dev.maskwright.exporter.fixtures.OrtGraph;
import dev.maskwright.exporter.fixtures.Pictures;
import dev.maskwright.exporter.graph.Constants;
import dev.maskwright.exporter.onnx.OnnxFile;
import dev.maskwright.exporter.onnx.SegmentationGraph;
import dev.maskwright.exporter.rewrite.Rewriting;
import dev.maskwright.exporter.rewrite.Trained;
import dev.maskwright.models.fixtures.FormulaWeights;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.Shape;
import dev.maskwright.models.weights.Tensor;
import dev.maskwright.models.zoo.Architectures;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.model.ModelCard;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A whole U-Net with all the habits of PyTorch's exporters. */
final class ForeignUnetTest {

    private static final Network NETWORK = Architectures.build("unet-resnet18", 3, 4);
    private static final int SIZE = 64;
    private static final ModelCard CARD = Cards.fixed(NETWORK, Form.TENSOR, SIZE, SIZE);

    /**
     * Layer for layer, as it was trained; every value is called by a number and nodes by operator and number, every
     * third constant is a node, every other third an input, too, and stored as floats instead of bytes.
     */
    private static ModelProto foreign() {
        GraphProto graph =
                SegmentationGraph.of(Rewriting.NONE.apply(new Trained(NETWORK, FormulaWeights.of(NETWORK))), CARD);
        Map<String, String> numbers = new HashMap<>();
        numbers.put("input", "input");
        numbers.put("logits", "logits");
        numbers.put("", "");
        GraphProto.Builder changed = graph.toBuilder().clearNode().clearInitializer();
        int at = 0;
        for (TensorProto constant : graph.getInitializerList()) {
            String name = number(numbers, constant.getName());
            TensorProto.Builder renamed = constant.toBuilder().setName(name);
            if (at % 3 == 0) {
                changed.addNode(NodeProto.newBuilder()
                        .setOpType("Constant")
                        .addOutput(name)
                        .addAttribute(AttributeProto.newBuilder()
                                .setName("value")
                                .setType(AttributeType.TENSOR)
                                .setT(constant)));
            } else if (at % 3 == 1 && Constants.isFloat32(constant) && constant.getDimsCount() != 1) {
                for (float value : Constants.floats(constant)) {
                    renamed.addFloatData(value);
                }
                changed.addInitializer(renamed.clearRawData());
                TypeProto.Tensor.Builder type = TypeProto.Tensor.newBuilder().setElemType(constant.getDataType());
                constant.getDimsList()
                        .forEach(size -> type.getShapeBuilder().addDimBuilder().setDimValue(size));
                changed.addInput(ValueInfoProto.newBuilder()
                        .setName(name)
                        .setType(TypeProto.newBuilder().setTensorType(type)));
            } else {
                changed.addInitializer(renamed);
            }
            at++;
        }
        for (NodeProto node : graph.getNodeList()) {
            node.getOutputList().forEach(value -> number(numbers, value));
            changed.addNode(Preparation.renamed(node, numbers).toBuilder().setName(node.getOpType() + "_" + at++));
        }
        return OnnxFile.model(changed.build(), CARD);
    }

    private static String number(Map<String, String> numbers, String name) {
        return numbers.computeIfAbsent(name, key -> String.valueOf(100 + numbers.size()));
    }

    @Test
    void everyConvolutionIsQuantizedAndTheChainStaysInt8() throws OrtException, IOException {
        List<Frame> pictures = new ArrayList<>();
        for (int seed = 0; seed < 8; seed++) {
            pictures.add(Pictures.of(80, 70, seed));
        }
        ModelProto model = foreign();
        assertTrue(model.getGraph().getNodeList().stream()
                .anyMatch(node -> node.getOpType().equals("BatchNormalization")));
        Quantizer quantizer = Quantizer.of(model, CARD, pictures, QuantizationOptions.defaults(), "unet.onnx");
        assertEquals(31, quantizer.layers().size());
        ModelProto quantized = quantizer.without(Set.of());
        List<String> operators = SmallGraph.optimized(quantized);
        assertEquals(31, operators.stream().filter("QLinearConv"::equals).count(), operators.toString());
        assertEquals(8, operators.stream().filter("QLinearAdd"::equals).count(), operators.toString());
        assertEquals(4, operators.stream().filter("QLinearConcat"::equals).count(), operators.toString());
        assertEquals(1, operators.stream().filter("QuantizeLinear"::equals).count(), operators.toString());
        assertEquals(1, operators.stream().filter("DequantizeLinear"::equals).count(), operators.toString());
        double decibels = Sensitivity.decibels(List.of(run(model)), List.of(run(quantized)));
        assertTrue(decibels > 15, String.valueOf(decibels));
    }

    private static float[] run(ModelProto model) throws OrtException {
        float[] numbers = new float[3 * SIZE * SIZE];
        Random random = new Random(2);
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = random.nextFloat() * 2 - 1;
        }
        try (OrtGraph session = new OrtGraph(model)) {
            return session.run(Tensor.of(Shape.of(1, 3, SIZE, SIZE), numbers)).values();
        }
    }
}
