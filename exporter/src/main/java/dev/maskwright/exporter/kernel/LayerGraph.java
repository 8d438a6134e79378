package dev.maskwright.exporter.kernel;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.maskwright.exporter.graph.Constants;
import dev.maskwright.exporter.graph.Nodes;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A convolution alone, with the conversions at its borders that it has in the whole graph. If its neighbours are int8,
 * ONNX Runtime keeps channels innermost from layer to layer; so inputs and outputs have that order here, and nothing
 * that the whole graph does not do is timed.
 */
final class LayerGraph {

    static final String INPUT = "input";
    static final String OUTPUT = "output";

    private static final List<Long> TO_PLANES = List.of(0L, 3L, 1L, 2L);
    private static final List<Long> FROM_PLANES = List.of(0L, 2L, 3L, 1L);
    private static final float STEP = 0.02f;
    private static final int WEIGHTS = 200;

    private final LayerShape layer;
    private final Road road;
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("layer");

    private LayerGraph(LayerShape layer, Road road) {
        this.layer = layer;
        this.road = road;
    }

    static ModelProto of(LayerShape layer, Road road) {
        return new LayerGraph(layer, road).model();
    }

    private ModelProto model() {
        graph.addInitializer(Constants.scalar("step", STEP));
        graph.addInitializer(Constants.ofBytes("zero", DataType.UINT8, List.of(), new byte[1]));
        graph.addInput(input());
        String x = INPUT;
        if (layer.readsLevels()) {
            add(Nodes.of("Transpose", "planes", List.of(x), Nodes.attribute("perm", TO_PLANES)));
            x = road == Road.FLOAT ? dequantizedByChannel("planes") : dequantized("planes");
        } else if (road != Road.FLOAT) {
            x = dequantized(quantized(x));
        }
        add(convolution(x));
        if (layer.givesLevels()) {
            add(Nodes.of("Transpose", OUTPUT, List.of(quantized("sums")), Nodes.attribute("perm", FROM_PLANES)));
        } else {
            String y = road == Road.FLOAT ? "sums" : dequantized(quantized("sums"));
            add(Nodes.of("Identity", OUTPUT, List.of(y)));
        }
        DataType type = layer.givesLevels() ? DataType.UINT8 : DataType.FLOAT;
        graph.addOutput(ValueInfoProto.newBuilder()
                .setName(OUTPUT)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder().setElemType(type.getNumber()))));
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .setGraph(graph)
                .build();
    }

    private void add(NodeProto node) {
        graph.addNode(node);
    }

    private String quantized(String value) {
        add(Nodes.of("QuantizeLinear", value + "/levels", List.of(value, "step", "zero")));
        return value + "/levels";
    }

    private String dequantized(String levels) {
        add(Nodes.of("DequantizeLinear", levels + "/float", List.of(levels, "step", "zero")));
        return levels + "/float";
    }

    /**
     * As in int8 files before float layers: with a single scale, ONNX Runtime would quantise their weights after all.
     */
    private String dequantizedByChannel(String levels) {
        List<Long> channels = List.of((long) layer.inputs());
        float[] steps = new float[layer.inputs()];
        Arrays.fill(steps, STEP);
        graph.addInitializer(Constants.ofFloats("steps", channels, steps));
        graph.addInitializer(Constants.ofBytes("zeros", DataType.UINT8, channels, new byte[layer.inputs()]));
        add(Nodes.of(
                "DequantizeLinear", levels + "/float", List.of(levels, "steps", "zeros"), Nodes.attribute("axis", 1)));
        return levels + "/float";
    }

    private NodeProto convolution(String x) {
        List<Long> sizes = List.of(
                (long) layer.outputs(),
                (long) layer.inputs() / layer.groups(),
                layer.kernel().get(0),
                layer.kernel().get(1));
        long count = sizes.stream().reduce(1L, (a, b) -> a * b);
        int zero = road == Road.MATRIX ? 1 : 0;
        byte[] levels = new byte[Math.toIntExact(count)];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (byte) (i * 37 % WEIGHTS - WEIGHTS / 2 + zero);
        }
        if (road == Road.FLOAT) {
            float[] weights = new float[levels.length];
            for (int i = 0; i < levels.length; i++) {
                weights[i] = STEP * levels[i];
            }
            graph.addInitializer(Constants.ofFloats("weight", sizes, weights));
            graph.addInitializer(Constants.ofFloats("bias", outputs(), new float[layer.outputs()]));
        } else {
            weights(sizes, levels, zero);
        }
        return Nodes.of(
                "Conv",
                "sums",
                List.of(x, "weight", "bias"),
                Nodes.attribute("kernel_shape", layer.kernel()),
                Nodes.attribute("strides", layer.strides()),
                Nodes.attribute("dilations", layer.dilations()),
                Nodes.attribute("pads", layer.pads()),
                Nodes.attribute("group", layer.groups()));
    }

    private void weights(List<Long> sizes, byte[] levels, int zero) {
        byte[] zeros = new byte[layer.outputs()];
        Arrays.fill(zeros, (byte) zero);
        graph.addInitializer(Constants.ofBytes("weight/int8", DataType.INT8, sizes, levels));
        graph.addInitializer(Constants.ofFloats("weight/step", outputs(), filled(STEP)));
        graph.addInitializer(Constants.ofBytes("weight/zero", DataType.INT8, outputs(), zeros));
        graph.addInitializer(Constants.ofInts("bias/int32", outputs(), new int[layer.outputs()]));
        graph.addInitializer(Constants.ofFloats("bias/step", outputs(), filled(STEP * STEP)));
        graph.addInitializer(Constants.ofInts("bias/zero", outputs(), new int[layer.outputs()]));
        for (String constant : List.of("weight", "bias")) {
            String stored = constant + (constant.equals("weight") ? "/int8" : "/int32");
            add(Nodes.of(
                    "DequantizeLinear",
                    constant,
                    List.of(stored, constant + "/step", constant + "/zero"),
                    Nodes.attribute("axis", 0)));
        }
    }

    private float[] filled(float number) {
        float[] numbers = new float[layer.outputs()];
        Arrays.fill(numbers, number);
        return numbers;
    }

    private List<Long> outputs() {
        return Collections.singletonList((long) layer.outputs());
    }

    /** {@code (1, H, W, C)} of levels, or {@code (1, C, H, W)} of floats. */
    private ValueInfoProto input() {
        boolean isLevels = layer.readsLevels();
        TypeProto.Tensor.Builder tensor =
                TypeProto.Tensor.newBuilder().setElemType((isLevels ? DataType.UINT8 : DataType.FLOAT).getNumber());
        for (long size : sizes(layer)) {
            tensor.getShapeBuilder().addDimBuilder().setDimValue(size);
        }
        return ValueInfoProto.newBuilder()
                .setName(INPUT)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    /** The sizes of its input. */
    static List<Long> sizes(LayerShape layer) {
        long channels = layer.inputs();
        long height = layer.height();
        long width = layer.width();
        return layer.readsLevels() ? List.of(1L, height, width, channels) : List.of(1L, channels, height, width);
    }
}
