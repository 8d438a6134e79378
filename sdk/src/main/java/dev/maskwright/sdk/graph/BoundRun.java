package dev.maskwright.sdk.graph;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.maskwright.sdk.internal.session.OnnxEnvironment;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One run of ONNX Runtime from tensors into tensors that were made before, and nothing else. For one thread at a time.
 */
public final class BoundRun extends GraphValues implements AutoCloseable {

    private final GraphSession session;
    private final OpenTensors inputs;
    private final Map<String, OnnxTensor> outputs = new LinkedHashMap<>();
    private final Map<String, ByteBuffer> results = new LinkedHashMap<>();

    BoundRun(GraphSession session, Map<String, GraphInput> given) throws OrtException {
        this.session = session;
        inputs = OpenTensors.of(given);
        try (OrtSession.Result once = session.runOpen(inputs.byName())) { // tells the sizes of the outputs
            for (Map.Entry<String, OnnxValue> output : once) {
                TensorInfo info = (TensorInfo) output.getValue().getInfo();
                ByteBuffer result = GraphInput.buffer(info.type, info.getShape());
                results.put(output.getKey(), result);
                outputs.put(
                        output.getKey(),
                        OnnxTensor.createTensor(OnnxEnvironment.get(), result, info.getShape(), info.type));
            }
        } catch (OrtException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Runs the graph on the current content of the inputs. */
    public void run() {
        try (OrtSession.Result result = session.run(inputs.byName(), outputs)) {
            // Everything lies in the tensors made before.
        } catch (OrtException e) {
            throw session.failure(e);
        }
    }

    /**
     * The buffer into which each run writes an output.
     *
     * @throws IllegalArgumentException if the graph has no such output
     */
    public ByteBuffer output(String name) {
        ByteBuffer result = results.get(name);
        if (result == null) {
            throw new IllegalArgumentException(
                    "%s: no output is called '%s', there are %s".formatted(session.name(), name, results.keySet()));
        }
        return result;
    }

    @Override
    TensorReader reader(String value) {
        OnnxTensor tensor = outputs.get(value);
        if (tensor == null) {
            throw new IllegalArgumentException(
                    "%s: no output is called '%s', there are %s".formatted(session.name(), value, outputs.keySet()));
        }
        return new TensorReader(session.name(), value, tensor);
    }

    @Override
    public void close() {
        inputs.close();
        outputs.values().forEach(OnnxTensor::close);
        outputs.clear();
    }
}
