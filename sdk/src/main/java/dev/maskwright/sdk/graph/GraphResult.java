package dev.maskwright.sdk.graph;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** The outputs of a graph. The caller closes it; nothing can be read after that. */
public final class GraphResult extends GraphValues implements AutoCloseable {

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

    /** Whether a value is a tensor of floats of any width. */
    public boolean isFloating(String value) {
        return values.get(value).orElse(null) instanceof OnnxTensor tensor
                && switch (tensor.getInfo().type) {
                    case FLOAT, FLOAT16, BFLOAT16, DOUBLE -> true;
                    default -> false;
                };
    }

    @Override
    TensorReader reader(String value) {
        if (values.get(value).orElse(null) instanceof OnnxTensor tensor) {
            return new TensorReader(graph, value, tensor);
        }
        throw new IllegalArgumentException(
                "%s: no tensor is called '%s'; the tensors are %s".formatted(graph, value, shapes().keySet()));
    }

    @Override
    public void close() {
        values.close();
    }
}
