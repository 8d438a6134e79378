package dev.maskwright.exporter.quantize;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.maskwright.exporter.graph.Constants;
import dev.maskwright.exporter.graph.Nodes;
import dev.maskwright.sdk.SegmentationException;
import dev.maskwright.sdk.graph.GraphInput;
import dev.maskwright.sdk.graph.GraphResult;
import dev.maskwright.sdk.graph.GraphSession;
import dev.maskwright.sdk.graph.GraphSessionOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What ONNX Runtime's integer kernels compute on this processor.
 *
 * <p>With VNNI, four products of 8 bits are summed in 32 bits. AVX2 without VNNI has {@code vpmaddubsw} instead, which
 * adds two of them in 16 bits and saturates at 32767: 255 x 127 twice is 64770. Weights of 7 bits never reach that (255
 * x 63 twice is 32130), so a file with them computes the same everywhere.
 */
public final class IntegerKernels {

    private static final int CHANNELS = 16;
    private static final int SIZE = 8;
    private static final int LARGEST_VALUE = 255;
    private static final int LARGEST_WEIGHT = 127;
    /** The result of the convolution without saturation. */
    private static final int EXPECTED = 200;

    private IntegerKernels() {}

    /**
     * Whether sums of two products saturate at 16 bits on this machine. Tested with a convolution of the largest
     * numbers in ONNX Runtime, since it chooses the kernel; takes a few milliseconds.
     *
     * @throws SegmentationException if ONNX Runtime cannot run it
     */
    public static boolean saturate() {
        ByteBuffer values = ByteBuffer.allocateDirect(CHANNELS * SIZE * SIZE).order(ByteOrder.nativeOrder());
        while (values.hasRemaining()) {
            values.put((byte) LARGEST_VALUE);
        }
        values.flip();
        GraphInput input = GraphInput.ofBytes(values, 1, CHANNELS, SIZE, SIZE);
        try (GraphSession session = GraphSession.open(
                        model().toByteArray(), "an int8 convolution", GraphSessionOptions.onThreads(1));
                GraphResult result = session.run(Map.of("input", input))) {
            return result.unsigned("output")[0] != EXPECTED;
        }
    }

    private static ModelProto model() {
        byte[] weights = new byte[CHANNELS * CHANNELS];
        Arrays.fill(weights, (byte) LARGEST_WEIGHT);
        GraphProto graph = GraphProto.newBuilder()
                .setName("kernel")
                .addInput(value("input"))
                .addOutput(value("output"))
                .addInitializer(Constants.ofBytes(
                        "weights", DataType.INT8, List.of((long) CHANNELS, (long) CHANNELS, 1L, 1L), weights))
                .addInitializer(Constants.ofBytes("zero", DataType.UINT8, List.of(), new byte[1]))
                .addInitializer(Constants.ofBytes("weights/zero", DataType.INT8, List.of(), new byte[1]))
                .addInitializer(Constants.scalar("step", 1))
                .addInitializer(
                        Constants.scalar("output/step", (float) CHANNELS * LARGEST_VALUE * LARGEST_WEIGHT / EXPECTED))
                .addNode(Nodes.of(
                        "QLinearConv",
                        "output",
                        List.of("input", "step", "zero", "weights", "step", "weights/zero", "output/step", "zero")))
                .build();
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .setGraph(graph)
                .build();
    }

    private static ValueInfoProto value(String name) {
        TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder().setElemType(DataType.UINT8.getNumber());
        for (long size : new long[] {1, CHANNELS, SIZE, SIZE}) {
            tensor.getShapeBuilder().addDimBuilder().setDimValue(size);
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }
}
