package dev.maskwright.sdk.internal.session;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import dev.maskwright.sdk.model.ModelFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A tensor over a direct buffer of ours, which the engine reads and writes in place.
 *
 * @param name of the graph's input or output
 */
record BoundTensor(String name, ByteBuffer bytes, OnnxTensor tensor) implements AutoCloseable {

    static BoundTensor of(OnnxSession session, String name, long[] shape, OnnxJavaType type) {
        ByteBuffer bytes =
                ByteBuffer.allocateDirect(size(session, name, shape, type)).order(ByteOrder.nativeOrder());
        try {
            return new BoundTensor(name, bytes, OnnxTensor.createTensor(session.environment(), bytes, shape, type));
        } catch (OrtException e) {
            throw session.failure(e);
        }
    }

    /** This tensor alone, in a map that is iterated without garbage. */
    Map<String, OnnxTensor> byName() {
        Map<String, OnnxTensor> one = new HashMap<>();
        one.put(name, tensor);
        return one;
    }

    private static int size(OnnxSession session, String name, long[] shape, OnnxJavaType type) {
        try {
            long size = type.size;
            for (long dimension : shape) {
                size = Math.multiplyExact(size, dimension);
            }
            return Math.toIntExact(size);
        } catch (ArithmeticException e) {
            throw new ModelFormatException(
                    ("%s: '%s' would be %s of %s, and no tensor may have more than %d bytes; make the "
                                    + "input smaller, or use smaller batches")
                            .formatted(session.name(), name, Arrays.toString(shape), type, Integer.MAX_VALUE),
                    e);
        }
    }

    @Override
    public void close() {
        tensor.close();
    }
}
