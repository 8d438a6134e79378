package dev.maskwright.exporter.quantize;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.maskwright.exporter.graph.Constants;
import dev.maskwright.exporter.graph.Nodes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Converts a graph that computes in float16 to float32, which can be quantised. Its inputs and outputs keep their
 * types.
 */
final class SinglePrecision {

    private static final int HALF = DataType.FLOAT16.getNumber();
    private static final int SINGLE = DataType.FLOAT.getNumber();

    private SinglePrecision() {}

    /** The same graph if it does not compute in float16. */
    static GraphProto of(GraphProto graph) {
        boolean computesInHalf = graph.getInputList().stream().anyMatch(SinglePrecision::isHalf)
                || graph.getOutputList().stream().anyMatch(SinglePrecision::isHalf)
                || graph.getNodeList().stream().anyMatch(SinglePrecision::castsToHalf);
        if (!computesInHalf) {
            return graph;
        }
        Map<String, String> names = new HashMap<>();
        List<NodeProto> begin = new ArrayList<>();
        List<NodeProto> end = new ArrayList<>();
        for (ValueInfoProto input : graph.getInputList()) {
            if (isHalf(input)) {
                String inside = input.getName() + "/float32";
                names.put(input.getName(), inside);
                begin.add(Nodes.of("Cast", inside, List.of(input.getName()), Nodes.attribute("to", SINGLE)));
            }
        }
        for (ValueInfoProto output : graph.getOutputList()) {
            if (isHalf(output)) {
                String inside = output.getName() + "/float32";
                names.put(output.getName(), inside);
                String name = output.getName() + "/float16"; // not the output's name, which another node may have
                end.add(Nodes.of("Cast", name, List.of(inside), Nodes.attribute("to", HALF)).toBuilder()
                        .setOutput(0, output.getName())
                        .build());
            }
        }
        GraphProto.Builder single = graph.toBuilder()
                .clearNode()
                .clearInitializer()
                .clearValueInfo()
                .addAllNode(begin);
        for (NodeProto node : graph.getNodeList()) {
            single.addNode(single(Preparation.renamed(node, names)));
        }
        for (TensorProto constant : graph.getInitializerList()) {
            single.addInitializer(single(constant));
        }
        return single.addAllNode(end).build();
    }

    private static boolean isHalf(ValueInfoProto value) {
        return value.getType().getTensorType().getElemType() == HALF;
    }

    private static boolean castsToHalf(NodeProto node) {
        return Nodes.is(node, "Cast") && Nodes.integer(node, "to", 0) == HALF;
    }

    private static NodeProto single(NodeProto node) {
        NodeProto.Builder changed = node.toBuilder().clearAttribute();
        for (AttributeProto attribute : node.getAttributeList()) {
            if (castsToHalf(node) && attribute.getName().equals("to")) {
                changed.addAttribute(Nodes.attribute("to", SINGLE));
            } else {
                changed.addAttribute(
                        attribute.hasT()
                                ? attribute.toBuilder().setT(single(attribute.getT()))
                                : attribute.toBuilder());
            }
        }
        return changed.build();
    }

    private static TensorProto single(TensorProto constant) {
        return constant.getDataType() == HALF
                ? Constants.ofFloats(constant.getName(), constant.getDimsList(), Constants.floats(constant))
                : constant;
    }
}
