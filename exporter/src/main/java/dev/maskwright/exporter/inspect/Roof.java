package dev.maskwright.exporter.inspect;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import dev.maskwright.sdk.SegmentationException;
import dev.maskwright.sdk.graph.BoundRun;
import dev.maskwright.sdk.graph.GraphSession;
import dev.maskwright.sdk.graph.GraphSessionOptions;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The measured peak rates of a machine: large matrix products of ONNX Runtime, and copies of blocks of several sizes,
 * since a small block stays in a cache. An operator cannot be faster than the slower of the two (the roofline model of
 * Williams, Waterman and Patterson 2009).
 *
 * @param floatRate multiply-adds a second in float32
 * @param integerRate multiply-adds a second in int8
 * @param bandwidth bytes per second, read and written, by the number of bytes touched
 */
public record Roof(double floatRate, double integerRate, NavigableMap<Long, Double> bandwidth) {

    private static final long SIDE = 512;
    private static final long PRODUCT = SIDE * SIDE * SIDE;
    private static final double SECONDS = 0.3;
    private static final int SMALLEST_BLOCK = 1 << 15;
    private static final int LARGEST_BLOCK = 1 << 26;

    public Roof {
        bandwidth = Collections.unmodifiableNavigableMap(new TreeMap<>(bandwidth));
    }

    /**
     * Measures this machine, which takes about three seconds.
     *
     * @param threads that work at once
     * @throws SegmentationException if ONNX Runtime cannot multiply
     */
    public static Roof measure(int threads) {
        double floats = PRODUCT / seconds("MatMul", DataType.FLOAT, DataType.FLOAT, Float.BYTES, threads);
        double integers = PRODUCT / seconds("MatMulInteger", DataType.UINT8, DataType.INT8, Byte.BYTES, threads);
        NavigableMap<Long, Double> bandwidth = new TreeMap<>();
        for (long block = SMALLEST_BLOCK; block <= LARGEST_BLOCK; block *= 8) {
            bandwidth.put(2 * block * threads, copyRate((int) block, threads));
        }
        return new Roof(floats, integers, bandwidth);
    }

    /** The shortest of many runs: this measures what the machine can do, not what other programs leave of it. */
    private static double seconds(String operator, DataType left, DataType right, int bytes, int threads) {
        byte[] model = product(operator, left, right, bytes).toByteArray();
        try (GraphSession session = GraphSession.open(model, operator, GraphSessionOptions.onThreads(threads));
                BoundRun run = session.bind(Map.of("a", session.zeros("a", List.of(SIDE, SIDE))))) {
            return shortest(run::run);
        }
    }

    private static ModelProto product(String operator, DataType left, DataType right, int bytes) {
        TensorProto weights = TensorProto.newBuilder()
                .setName("b")
                .setDataType(right.getNumber())
                .addDims(SIDE)
                .addDims(SIDE)
                .setRawData(ByteString.copyFrom(new byte[(int) (SIDE * SIDE * bytes)]))
                .build();
        DataType result = left == DataType.FLOAT ? DataType.FLOAT : DataType.INT32;
        GraphProto graph = GraphProto.newBuilder()
                .setName(operator)
                .addInput(matrix("a", left))
                .addOutput(matrix("c", result))
                .addInitializer(weights)
                .addNode(NodeProto.newBuilder()
                        .setName(operator)
                        .setOpType(operator)
                        .addInput("a")
                        .addInput("b")
                        .addOutput("c"))
                .build();
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .setGraph(graph)
                .build();
    }

    private static ValueInfoProto matrix(String name, DataType type) {
        TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder().setElemType(type.getNumber());
        tensor.getShapeBuilder().addDimBuilder().setDimValue(SIDE);
        tensor.getShapeBuilder().addDimBuilder().setDimValue(SIDE);
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    private static double copyRate(int block, int threads) {
        byte[][] from = new byte[threads][block];
        byte[][] to = new byte[threads][block];
        int times = Math.max(1, LARGEST_BLOCK / 8 / block); // so that the start of threads is not measured
        double seconds = shortest(() -> IntStream.range(0, threads).parallel().forEach(thread -> {
            for (int i = 0; i < times; i++) {
                System.arraycopy(from[thread], 0, to[thread], 0, block);
            }
        }));
        return 2.0 * block * times * threads / seconds;
    }

    private static double shortest(Runnable work) {
        long best = Long.MAX_VALUE;
        long end = System.nanoTime() + (long) (SECONDS * 1e9);
        do {
            long begin = System.nanoTime();
            work.run();
            best = Math.min(best, System.nanoTime() - begin);
        } while (System.nanoTime() < end);
        return best / 1e9;
    }

    /** The least time that the operator can take on this machine, in microseconds. */
    public double leastMicros(OperatorTime operator) {
        return Math.max(arithmeticMicros(operator), memoryMicros(operator));
    }

    /** Whether moving its bytes takes longer than its multiply-adds. */
    public boolean isBoundByMemory(OperatorTime operator) {
        return memoryMicros(operator) > arithmeticMicros(operator);
    }

    private double arithmeticMicros(OperatorTime operator) {
        return operator.multiplyAdds() / (operator.isInteger() ? integerRate : floatRate) * 1e6;
    }

    /** Uses the rate of the smallest block that is at least as large as what the operator touches. */
    private double memoryMicros(OperatorTime operator) {
        Map.Entry<Long, Double> block = bandwidth.ceilingEntry(operator.bytes());
        double rate = (block == null ? bandwidth.lastEntry() : block).getValue();
        return operator.bytes() / rate * 1e6;
    }
}
