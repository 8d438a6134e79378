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

/** A run of ONNX Runtime with preallocated input and output tensors. For one thread at a time. */
public final class BoundRun extends GraphValues implements AutoCloseable {

    private final GraphSession session;
    private final OpenTensors inputs;
    private final Map<String, OnnxTensor> outputs = new LinkedHashMap<>(); // as the session takes them
    private final Map<String, ByteBuffer> results = new LinkedHashMap<>(); // the memory of these

    BoundRun(GraphSession session, Map<String, GraphInput> given) throws OrtException {
        this.session = session;
        inputs = OpenTensors.of(given);
        try (OrtSession.Result once = session.runOpen(inputs.byName())) { // for the sizes of the outputs
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
            // All results are in the preallocated tensors.
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
        return named(name, results);
    }

    @Override
    TensorReader reader(String value) {
        return new TensorReader(session.name(), value, named(value, outputs));
    }

    private <T> T named(String name, Map<String, T> among) {
        T found = among.get(name);
        if (found == null) {
            throw new IllegalArgumentException(
                    "%s: no output is called '%s'; the outputs are %s".formatted(session.name(), name, among.keySet()));
        }
        return found;
    }

    @Override
    public void close() {
        inputs.close();
        outputs.values().forEach(OnnxTensor::close);
        outputs.clear();
    }
}
