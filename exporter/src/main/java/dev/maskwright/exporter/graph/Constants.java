package dev.maskwright.exporter.graph;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import dev.maskwright.models.weights.Float16;
import dev.maskwright.sdk.model.ModelFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** Reads and creates constants of ONNX graphs, in any of the format's encodings. */
public final class Constants {

    private Constants() {}

    /** Whether {@link #floats} can read it. */
    public static boolean isFloating(TensorProto tensor) {
        return switch (type(tensor)) {
            case FLOAT, FLOAT16, DOUBLE -> true;
            default -> false;
        };
    }

    /** Whether it can be the weight of a float32 convolution. */
    public static boolean isFloat32(TensorProto tensor) {
        return type(tensor) == DataType.FLOAT;
    }

    /** The values of a constant of a floating-point type, as float32. */
    public static float[] floats(TensorProto tensor) {
        requireInFile(tensor);
        float[] values = new float[size(tensor)];
        ByteBuffer raw = raw(tensor);
        boolean isRaw = tensor.hasRawData();
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (type(tensor)) {
                case FLOAT -> isRaw ? raw.getFloat() : tensor.getFloatData(i);
                case DOUBLE -> (float) (isRaw ? raw.getDouble() : tensor.getDoubleData(i));
                case FLOAT16 -> Float16.toFloat(isRaw ? raw.getShort() : (short) tensor.getInt32Data(i));
                default ->
                    throw new IllegalArgumentException("constant %s is %s, not of a floating-point type"
                            .formatted(tensor.getName(), type(tensor)));
            };
        }
        return values;
    }

    public static TensorProto ofFloats(String name, List<Long> dimensions, float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return raw(name, DataType.FLOAT, dimensions, bytes.array());
    }

    public static TensorProto ofInts(String name, List<Long> dimensions, int[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            bytes.putInt(value);
        }
        return raw(name, DataType.INT32, dimensions, bytes.array());
    }

    public static TensorProto ofLongs(String name, long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            bytes.putLong(value);
        }
        return raw(name, DataType.INT64, List.of((long) values.length), bytes.array());
    }

    public static TensorProto ofBytes(String name, DataType type, List<Long> dimensions, byte[] values) {
        return raw(name, type, dimensions, values);
    }

    public static TensorProto scalar(String name, float value) {
        return ofFloats(name, List.of(), new float[] {value});
    }

    /** The number of elements. */
    public static int size(TensorProto tensor) {
        long size = 1;
        for (long dimension : tensor.getDimsList()) {
            size = Math.multiplyExact(size, dimension);
        }
        return Math.toIntExact(size);
    }

    private static TensorProto raw(String name, DataType type, List<Long> dimensions, byte[] bytes) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.getNumber())
                .addAllDims(dimensions)
                .setRawData(ByteString.copyFrom(bytes))
                .build();
    }

    private static ByteBuffer raw(TensorProto tensor) {
        return tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static DataType type(TensorProto tensor) {
        DataType type = DataType.forNumber(tensor.getDataType());
        return type == null ? DataType.UNDEFINED : type;
    }

    private static void requireInFile(TensorProto tensor) {
        if (tensor.getDataLocation() == DataLocation.EXTERNAL) {
            throw new ModelFormatException(
                    "constant %s is in a file beside the model (%s); save the model as one file, weights included"
                            .formatted(
                                    tensor.getName(),
                                    Arrays.toString(tensor.getExternalDataList().toArray())));
        }
    }
}
