package dev.maskwright.exporter.onnx;

import static ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.FLOAT;
import static ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.INT;
import static ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.INTS;
import static ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.STRING;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The table of the ONNX operators in use: name, the operator set that introduced this form, number of inputs, and
 * attributes.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/docs/Operators.md">the operators</a>; only attributes in use are
 *     listed
 */
public enum Operator {
    ADD("Add", 14, 2, 2),
    ARG_MAX("ArgMax", 13, 1, 1, optional("axis", INT), optional("keepdims", INT), optional("select_last_index", INT)),
    BATCH_NORMALIZATION("BatchNormalization", 15, 5, 5, optional("epsilon", FLOAT)),
    CAST("Cast", 13, 1, 1, required("to", INT)),
    CLIP("Clip", 13, 1, 3),
    CONCAT("Concat", 13, 1, Integer.MAX_VALUE, required("axis", INT)),
    CONV(
            "Conv",
            11,
            2,
            3,
            optional("auto_pad", STRING),
            optional("dilations", INTS),
            optional("group", INT),
            optional("kernel_shape", INTS),
            optional("pads", INTS),
            optional("strides", INTS)),
    CONV_TRANSPOSE("ConvTranspose", 11, 2, 3, optional("kernel_shape", INTS), optional("strides", INTS)),
    DEPTH_TO_SPACE("DepthToSpace", 13, 1, 1, required("blocksize", INT), optional("mode", STRING)),
    DIV("Div", 14, 2, 2),
    ERF("Erf", 13, 1, 1),
    EXP("Exp", 13, 1, 1),
    GELU("Gelu", 20, 1, 1, optional("approximate", STRING)),
    GLOBAL_AVERAGE_POOL("GlobalAveragePool", 1, 1, 1),
    GROUP_NORMALIZATION("GroupNormalization", 21, 3, 3, optional("epsilon", FLOAT), required("num_groups", INT)),
    IDENTITY("Identity", 14, 1, 1),
    INSTANCE_NORMALIZATION("InstanceNormalization", 6, 3, 3, optional("epsilon", FLOAT)),
    LAYER_NORMALIZATION("LayerNormalization", 17, 2, 3, optional("axis", INT), optional("epsilon", FLOAT)),
    MAT_MUL("MatMul", 13, 2, 2),
    MAX_POOL("MaxPool", 12, 1, 1, required("kernel_shape", INTS), optional("pads", INTS), optional("strides", INTS)),
    MUL("Mul", 14, 2, 2),
    /** The dimensions are an input since operator set 18. */
    REDUCE_MAX("ReduceMax", 18, 1, 2, optional("keepdims", INT)),
    REDUCE_MAX_13("ReduceMax", 13, 17, 1, 1, optional("axes", INTS), optional("keepdims", INT)),
    REDUCE_MEAN("ReduceMean", 18, 1, 2, optional("keepdims", INT)),
    REDUCE_MEAN_13("ReduceMean", 13, 17, 1, 1, optional("axes", INTS), optional("keepdims", INT)),
    RELU("Relu", 14, 1, 1),
    RESHAPE("Reshape", 14, 2, 2),
    RESIZE(
            "Resize",
            13,
            1,
            4,
            optional("coordinate_transformation_mode", STRING),
            optional("mode", STRING),
            optional("nearest_mode", STRING)),
    SHAPE("Shape", 15, 1, 1, optional("start", INT), optional("end", INT)),
    SLICE("Slice", 13, 3, 5),
    SOFTMAX("Softmax", 13, 1, 1, optional("axis", INT)),
    SQRT("Sqrt", 13, 1, 1),
    SQUEEZE("Squeeze", 13, 1, 2),
    SUB("Sub", 14, 2, 2),
    TRANSPOSE("Transpose", 13, 1, 1, optional("perm", INTS));

    private record Attribute(String name, AttributeType type, boolean required) {
        @Override
        public String toString() {
            return "%s (%s, %s)".formatted(name, type, required ? "required" : "optional");
        }
    }

    private final String onnxName;
    private final int sinceOpset;
    private final int lastOpset;
    private final int leastInputs;
    private final int mostInputs;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<Attribute> attributes;

    Operator(String onnxName, int sinceOpset, int leastInputs, int mostInputs, Attribute... attributes) {
        this(onnxName, sinceOpset, Integer.MAX_VALUE, leastInputs, mostInputs, attributes);
    }

    Operator(String onnxName, int sinceOpset, int lastOpset, int leastInputs, int mostInputs, Attribute... attributes) {
        this.onnxName = onnxName;
        this.sinceOpset = sinceOpset;
        this.lastOpset = lastOpset;
        this.leastInputs = leastInputs;
        this.mostInputs = mostInputs;
        this.attributes = List.of(attributes);
    }

    /** Its name in a file. */
    public String onnxName() {
        return onnxName;
    }

    /** The first operator set that has the operator in this form. */
    public int sinceOpset() {
        return sinceOpset;
    }

    /** The last operator set that has it in this form. */
    int lastOpset() {
        return lastOpset;
    }

    /**
     * Checks the inputs and attributes of a node before it is written.
     *
     * @throws IllegalArgumentException listing every fault, with the node's name
     */
    void check(String node, Opset opset, int inputs, AttributeProto... given) {
        if (opset.version() < sinceOpset) {
            throw new IllegalArgumentException(
                    "node %s: %s needs operator set %d, but the graph is written for %d; choose %d or a later one"
                            .formatted(node, onnxName, sinceOpset, opset.version(), sinceOpset));
        }
        List<String> faults = new ArrayList<>();
        if (opset.version() > lastOpset) {
            faults.add("has this form only up to operator set %d, but the graph is written for %d"
                    .formatted(lastOpset, opset.version()));
        }
        if (inputs < leastInputs || inputs > mostInputs) {
            faults.add("takes %d to %d inputs, got %d".formatted(leastInputs, mostInputs, inputs));
        }
        Set<String> names = new HashSet<>();
        for (AttributeProto attribute : given) {
            Optional<Attribute> known = attributes.stream()
                    .filter(candidate -> candidate.name().equals(attribute.getName()))
                    .findFirst();
            if (known.isEmpty()) {
                faults.add("has no attribute '%s', only %s".formatted(attribute.getName(), attributes));
            } else if (known.get().type() != attribute.getType()) {
                faults.add("wants %s, got %s".formatted(known.get(), attribute.getType()));
            }
            if (!names.add(attribute.getName())) {
                faults.add("is given '%s' twice".formatted(attribute.getName()));
            }
        }
        attributes.stream()
                .filter(attribute -> attribute.required() && !names.contains(attribute.name()))
                .forEach(attribute -> faults.add("lacks " + attribute));
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("node %s: %s %s".formatted(node, onnxName, String.join("; ", faults)));
        }
    }

    private static Attribute required(String name, AttributeType type) {
        return new Attribute(name, type, true);
    }

    private static Attribute optional(String name, AttributeType type) {
        return new Attribute(name, type, false);
    }
}
