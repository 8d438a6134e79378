package dev.maskwright.exporter.inspect;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;
import java.util.Optional;

/**
 * The multiply-adds of ONNX nodes: those of convolutions and matrix products, in float or quantised. Norms, activations
 * and resizes are not counted, as is the custom.
 */
final class NodeCost {

    private NodeCost() {}

    /** The multiply-adds of a node; 0 if its kind is not counted or a shape is unknown. */
    static long of(NodeProto node, MeasuredShapes shapes) {
        return switch (node.getOpType()) {
            case "Conv", "FusedConv", "ConvInteger" -> convolution(node, 1, shapes);
            case "QLinearConv" -> convolution(node, 3, shapes);
            case "ConvTranspose" -> transposedConvolution(node, shapes);
            case "MatMul", "MatMulInteger", "FusedMatMul", "Gemm", "QLinearMatMul" -> product(node, shapes);
            default -> 0;
        };
    }

    /** Each output takes one row of the weights {@code (out, in / groups, ...)}. */
    private static long convolution(NodeProto node, int weightInput, MeasuredShapes shapes) {
        Optional<List<Long>> output = shapes.of(node.getOutput(0));
        Optional<List<Long>> weight = shapes.of(node.getInput(weightInput));
        return output.isPresent() && weight.isPresent()
                ? elements(output.get()) * elements(weight.get()) / weight.get().get(0)
                : 0;
    }

    /** Each input contributes through one row of the weights {@code (in, out / groups, ...)}. */
    private static long transposedConvolution(NodeProto node, MeasuredShapes shapes) {
        Optional<List<Long>> input = shapes.of(node.getInput(0));
        Optional<List<Long>> weight = shapes.of(node.getInput(1));
        return input.isPresent() && weight.isPresent()
                ? elements(input.get()) * elements(weight.get()) / weight.get().get(0)
                : 0;
    }

    private static long product(NodeProto node, MeasuredShapes shapes) {
        Optional<List<Long>> output = shapes.of(node.getOutput(0));
        Optional<List<Long>> first = shapes.of(node.getInput(0));
        if (output.isEmpty() || first.isEmpty() || first.get().isEmpty()) {
            return 0;
        }
        int rank = first.get().size();
        boolean transposed = rank > 1 && node.getAttributeList().stream().anyMatch(NodeCost::transposesFirst);
        return elements(output.get()) * first.get().get(transposed ? rank - 2 : rank - 1);
    }

    private static boolean transposesFirst(AttributeProto attribute) {
        return attribute.getName().equals("transA") && attribute.getI() != 0;
    }

    static long elements(List<Long> shape) {
        return shape.stream().reduce(1L, (a, b) -> a * b);
    }
}
