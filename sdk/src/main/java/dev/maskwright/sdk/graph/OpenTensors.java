package dev.maskwright.sdk.graph;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Inputs as ONNX Runtime tensors, closed together. */
final class OpenTensors implements AutoCloseable {

    private final Map<String, OnnxTensor> tensors = new LinkedHashMap<>();

    private OpenTensors() {}

    static OpenTensors of(Map<String, GraphInput> inputs) throws OrtException {
        OpenTensors open = new OpenTensors();
        try {
            for (Map.Entry<String, GraphInput> input : inputs.entrySet()) {
                open.tensors.put(input.getKey(), input.getValue().open());
            }
            return open;
        } catch (OrtException | RuntimeException e) {
            open.close();
            throw e;
        }
    }

    Map<String, OnnxTensor> byName() {
        return tensors;
    }

    @Override
    public void close() {
        tensors.values().forEach(OnnxTensor::close);
        tensors.clear();
    }
}
