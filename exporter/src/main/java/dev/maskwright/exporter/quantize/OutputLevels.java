package dev.maskwright.exporter.quantize;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.maskwright.exporter.graph.Constants;
import dev.maskwright.exporter.graph.GraphIndex;
import dev.maskwright.exporter.graph.Nodes;
import dev.maskwright.sdk.model.Levels;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Scale and zero point of a quantised value, as given in the graph. */
public final class OutputLevels {

    /** Operators that move or interpolate numbers, and keep their scale. */
    private static final Set<String> KEEPING =
            Set.of("Identity", "Transpose", "Squeeze", "Unsqueeze", "Reshape", "Slice", "Resize", "MaxPool");

    /** Which input is the scale of the result; the next one is its zero point. */
    private static final Map<String, Integer> SCALES = Map.of(
            "QuantizeLinear", 1,
            "QLinearConv", 6,
            "QLinearMatMul", 6,
            "QLinearAdd", 6,
            "QLinearMul", 6,
            "QLinearSigmoid", 3,
            "QLinearSoftmax", 3,
            "QLinearLeakyRelu", 3,
            "QLinearConcat", 0);

    private OutputLevels() {}

    /** Those of a uint8 value; empty if the graph does not give them, or has a scale for each channel. */
    public static Optional<Levels> of(String value, GraphIndex index) {
        Optional<NodeProto> maker = index.producer(index.before(value, KEEPING));
        return maker.filter(node -> SCALES.containsKey(node.getOpType())).flatMap(node -> {
            int scale = SCALES.getOrDefault(node.getOpType(), 0);
            return of(Nodes.input(node, scale), Nodes.input(node, scale + 1), index);
        });
    }

    /**
     * Those of a scale and a zero point in a graph; empty if they are not scalar constants.
     *
     * @param zeroPoint empty for 0
     */
    static Optional<Levels> of(String scale, String zeroPoint, GraphIndex index) {
        Optional<Float> step = index.constant(scale)
                .filter(tensor -> Constants.isFloat32(tensor) && Constants.size(tensor) == 1)
                .map(tensor -> Constants.floats(tensor)[0]);
        Optional<Integer> zero = zeroPoint.isEmpty()
                ? Optional.of(0)
                : index.constant(zeroPoint)
                        .filter(tensor ->
                                tensor.getDataType() == DataType.UINT8.getNumber() && Constants.size(tensor) == 1)
                        .map(OutputLevels::firstByte);
        return step.isPresent() && zero.isPresent() && step.get() > 0 && step.get() < Float.POSITIVE_INFINITY
                ? Optional.of(new Levels(step.get(), zero.get()))
                : Optional.empty();
    }

    private static int firstByte(TensorProto tensor) {
        return tensor.getRawData().isEmpty()
                ? tensor.getInt32Data(0) & 0xff
                : tensor.getRawData().byteAt(0) & 0xff;
    }
}
