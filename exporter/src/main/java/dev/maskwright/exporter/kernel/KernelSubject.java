package dev.maskwright.exporter.kernel;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A graph for which kernels are to be chosen.
 *
 * @param graph in float, as it will be quantised
 * @param shapes of the convolutions that would be int8, in the order of the graph
 * @param pixelReader the convolution for which pixels get a fourth channel as long as it is int8; empty if none does
 * @param onLevels the names of all nodes that would compute in int8
 * @param inputs the sizes of its inputs
 * @param quantized builds the int8 model with a choice
 */
public record KernelSubject(
        GraphProto graph,
        Map<String, LayerShape> shapes,
        Optional<String> pixelReader,
        Set<String> onLevels,
        Map<String, List<Long>> inputs,
        Function<KernelChoice, ModelProto> quantized) {

    public KernelSubject {
        shapes = Collections.unmodifiableMap(new LinkedHashMap<>(shapes));
        onLevels = Set.copyOf(onLevels);
        inputs = Map.copyOf(inputs);
    }
}
