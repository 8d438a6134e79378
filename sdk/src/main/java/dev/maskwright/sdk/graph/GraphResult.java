package dev.maskwright.sdk.graph;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** The outputs of a graph. The caller closes it; nothing can be read after that. */
public final class GraphResult implements AutoCloseable {

    private final String graph;
    private final OrtSession.Result values;

    GraphResult(String graph, OrtSession.Result values) {
        this.graph = graph;
        this.values = values;
    }

    /** The shape of each value that is a tensor, by its name. */
    public Map<String, List<Long>> shapes() {
        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        for (Map.Entry<String, OnnxValue> value : values) {
            if (value.getValue().getInfo() instanceof TensorInfo info) {
                shapes.put(
                        value.getKey(), LongStream.of(info.getShape()).boxed().toList());
            }
        }
        return shapes;
    }

    /**
     * The shape of a value.
     *
     * @throws IllegalArgumentException if the graph gave no such tensor
     */
    public long[] shape(String value) {
        return tensor(value).getInfo().getShape();
    }

    /**
     * A copy of a value of float32.
     *
     * @throws IllegalArgumentException if the graph gave no such value, or one of another type
     */
    public float[] floats(String value) {
        OnnxTensor tensor = tensor(value);
        requireType(value, tensor, OnnxJavaType.FLOAT);
        FloatBuffer buffer = tensor.getFloatBuffer();
        float[] numbers = new float[buffer.remaining()];
        buffer.get(numbers);
        return numbers;
    }

    /**
     * A copy of a value of uint8 or uint16, without sign.
     *
     * @throws IllegalArgumentException if the graph gave no such value, or one of another type
     */
    public int[] unsigned(String value) {
        OnnxTensor tensor = tensor(value);
        requireType(value, tensor, OnnxJavaType.UINT8, OnnxJavaType.INT16);
        if (tensor.getInfo().type == OnnxJavaType.INT16) { // uint16, which ONNX Runtime shows as int16
            ShortBuffer buffer = tensor.getShortBuffer();
            int[] numbers = new int[buffer.remaining()];
            Arrays.setAll(numbers, i -> buffer.get(i) & 0xffff);
            return numbers;
        }
        ByteBuffer buffer = tensor.getByteBuffer();
        int[] numbers = new int[buffer.remaining()];
        Arrays.setAll(numbers, i -> buffer.get(i) & 0xff);
        return numbers;
    }

    private OnnxTensor tensor(String value) {
        if (values.get(value).orElse(null) instanceof OnnxTensor tensor) {
            return tensor;
        }
        throw new IllegalArgumentException(
                "%s: no tensor is called '%s', there are %s".formatted(graph, value, shapes().keySet()));
    }

    private void requireType(String value, OnnxTensor tensor, OnnxJavaType... types) {
        if (!Arrays.asList(types).contains(tensor.getInfo().type)) {
            throw new IllegalArgumentException("%s: value '%s' is %s, asked for as %s"
                    .formatted(graph, value, tensor.getInfo().type, Arrays.toString(types)));
        }
    }

    @Override
    public void close() {
        values.close();
    }
}
