package dev.maskwright.sdk.graph;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import dev.maskwright.sdk.internal.session.OnnxEnvironment;
import dev.maskwright.sdk.model.ModelCard.PixelType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.LongStream;

/** A tensor for a graph, in the caller's buffer; the graph reads the buffer's content at the time of the run. */
public final class GraphInput {

    private final ByteBuffer data;
    private final OnnxJavaType type;
    private final long[] shape;

    GraphInput(ByteBuffer data, OnnxJavaType type, long[] shape) {
        long expected = size(type, shape);
        if (!data.isDirect() || data.order() != ByteOrder.nativeOrder() || data.capacity() != expected) {
            throw new IllegalArgumentException(
                    "a tensor of %d bytes needs a direct buffer of that size in native order, got a %s one of %d in %s"
                            .formatted(expected, data.isDirect() ? "direct" : "heap", data.capacity(), data.order()));
        }
        this.data = data;
        this.type = type;
        this.shape = shape.clone();
    }

    /**
     * A tensor of uint8.
     *
     * @param data direct, in native order, a byte for each element
     * @throws IllegalArgumentException if the buffer is not like that
     */
    public static GraphInput ofBytes(ByteBuffer data, long... shape) {
        return new GraphInput(data, OnnxJavaType.UINT8, shape);
    }

    /**
     * A tensor of float32.
     *
     * @param data direct, in native order, four bytes for each element
     * @throws IllegalArgumentException if the buffer is not like that
     */
    public static GraphInput ofFloats(ByteBuffer data, long... shape) {
        return new GraphInput(data, OnnxJavaType.FLOAT, shape);
    }

    /**
     * A tensor of the type of a card's input.
     *
     * @param data direct, in native order, with room for each element
     * @throws IllegalArgumentException if the buffer is not like that
     */
    public static GraphInput of(PixelType type, ByteBuffer data, long... shape) {
        return switch (type) {
            case UINT8 -> ofBytes(data, shape);
            case FLOAT32 -> ofFloats(data, shape);
            case FLOAT16 -> new GraphInput(data, OnnxJavaType.FLOAT16, shape);
        };
    }

    static GraphInput zeros(OnnxJavaType type, long[] shape) {
        return new GraphInput(buffer(type, shape), type, shape);
    }

    static ByteBuffer buffer(OnnxJavaType type, long[] shape) {
        return ByteBuffer.allocateDirect(Math.toIntExact(size(type, shape))).order(ByteOrder.nativeOrder());
    }

    private static long size(OnnxJavaType type, long[] shape) {
        return LongStream.of(shape).reduce(type.size, Math::multiplyExact);
    }

    /** The buffer as an ONNX Runtime tensor, without copying; the caller closes it. */
    OnnxTensor open() throws OrtException {
        return OnnxTensor.createTensor(
                OnnxEnvironment.get(),
                data.duplicate().order(ByteOrder.nativeOrder()).clear(),
                shape,
                type);
    }
}
