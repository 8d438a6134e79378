package dev.maskwright.sdk.graph;

import ai.onnxruntime.OnnxTensor;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * Copies the numbers of a tensor.
 *
 * @param graph the graph's name in messages
 * @param value the tensor's name in the graph
 */
record TensorReader(String graph, String value, OnnxTensor tensor) {

    float[] floats() {
        return switch (tensor.getInfo().type) {
            case FLOAT, FLOAT16, BFLOAT16 -> {
                FloatBuffer buffer = tensor.getFloatBuffer(); // converted if necessary
                float[] numbers = new float[buffer.remaining()];
                buffer.get(numbers);
                yield numbers;
            }
            case DOUBLE -> {
                DoubleBuffer buffer = tensor.getDoubleBuffer();
                float[] numbers = new float[buffer.remaining()];
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] = (float) buffer.get(i);
                }
                yield numbers;
            }
            case UINT8 -> {
                int[] bytes = unsigned();
                float[] numbers = new float[bytes.length];
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] = bytes[i];
                }
                yield numbers;
            }
            default -> throw wrongType("floating-point numbers");
        };
    }

    int[] unsigned() {
        IntUnaryOperator at =
                switch (tensor.getInfo().type) {
                    case UINT8, INT8, BOOL -> {
                        ByteBuffer buffer = tensor.getByteBuffer();
                        yield i -> buffer.get(i) & 0xff;
                    }
                    case INT16 -> { // uint16, too, which ONNX Runtime shows as int16
                        ShortBuffer buffer = tensor.getShortBuffer();
                        yield i -> buffer.get(i) & 0xffff;
                    }
                    case INT32 -> tensor.getIntBuffer()::get;
                    case INT64 -> {
                        LongBuffer buffer = tensor.getLongBuffer();
                        yield i -> Math.toIntExact(buffer.get(i));
                    }
                    default -> throw wrongType("whole numbers");
                };
        int[] numbers = new int[Math.toIntExact(tensor.getInfo().getNumElements())];
        Arrays.setAll(numbers, at);
        return numbers;
    }

    boolean isWhole() {
        return switch (tensor.getInfo().type) {
            case FLOAT, FLOAT16, BFLOAT16, DOUBLE -> false;
            default -> true;
        };
    }

    long[] shape() {
        return tensor.getInfo().getShape();
    }

    private IllegalArgumentException wrongType(String wanted) {
        return new IllegalArgumentException(
                "%s: value '%s' is %s, but was requested as %s".formatted(graph, value, tensor.getInfo().type, wanted));
    }
}
