package dev.maskwright.sdk.internal.session;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A tensor over a direct buffer of ours: what is put there the engine reads, what the engine writes is there.
 *
 * @param name of the graph's input or output
 */
record BoundTensor(String name, ByteBuffer bytes, OnnxTensor tensor) implements AutoCloseable {

    static BoundTensor of(OnnxSession session, String name, long[] shape, OnnxJavaType type) {
        long size = type.size;
        for (long dimension : shape) {
            size = Math.multiplyExact(size, dimension);
        }
        ByteBuffer bytes = ByteBuffer.allocateDirect(Math.toIntExact(size)).order(ByteOrder.nativeOrder());
        try {
            return new BoundTensor(name, bytes, OnnxTensor.createTensor(session.environment(), bytes, shape, type));
        } catch (OrtException e) {
            throw session.failure(e);
        }
    }

    @Override
    public void close() {
        tensor.close();
    }
}
