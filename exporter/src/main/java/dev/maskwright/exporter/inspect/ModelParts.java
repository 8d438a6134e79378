package dev.maskwright.exporter.inspect;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The sizes of the parts of a model file.
 *
 * @param constants bytes of the constants, by type
 * @param metadata bytes of the metadata, the card among them
 * @param graph bytes of nodes, names and everything else
 */
public record ModelParts(SortedMap<String, Long> constants, long metadata, long graph) {

    private static final Set<Integer> WEIGHTS = Set.of(
            DataType.FLOAT_VALUE,
            DataType.FLOAT16_VALUE,
            DataType.BFLOAT16_VALUE,
            DataType.DOUBLE_VALUE,
            DataType.INT8_VALUE,
            DataType.UINT8_VALUE);

    public ModelParts {
        constants = Collections.unmodifiableSortedMap(new TreeMap<>(constants));
    }

    public static ModelParts of(ModelProto model) {
        GraphProto graph = model.getGraph();
        SortedMap<String, Long> constants = new TreeMap<>();
        long all = 0;
        for (TensorProto constant : graph.getInitializerList()) {
            long bytes = constant.getSerializedSize();
            DataType type = DataType.forNumber(constant.getDataType());
            constants.merge(type == null ? "unknown" : type.name().toLowerCase(Locale.ROOT), bytes, Long::sum);
            all += bytes;
        }
        long metadata = model.getMetadataPropsList().stream()
                .mapToLong(entry -> entry.getSerializedSize())
                .sum();
        return new ModelParts(constants, metadata, model.getSerializedSize() - all - metadata);
    }

    /** Whether a constant has a type of weights, including quantised ones. */
    static boolean isWeight(TensorProto constant) {
        return WEIGHTS.contains(constant.getDataType());
    }
}
