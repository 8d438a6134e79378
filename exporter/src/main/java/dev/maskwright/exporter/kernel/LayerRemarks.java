package dev.maskwright.exporter.kernel;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.maskwright.exporter.graph.Nodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Remarks on each layer after its kernel is chosen. */
final class LayerRemarks {

    /** Operators that ONNX Runtime computes slowly between int8 layers. */
    private static final Map<String, String> WITHOUT_KERNEL = Map.of(
            "HardSwish", "no int8 form: its levels are converted to floats and back",
            "HardSigmoid", "no int8 form: its levels are converted to floats and back",
            "DepthToSpace", "no fast int8 form: bytes are moved one by one");

    private final KernelSubject subject;
    private final KernelChoice choice;
    private final KernelConditions conditions;
    private final KernelSearch.Times times;

    LayerRemarks(KernelSubject subject, KernelChoice choice, KernelConditions conditions, KernelSearch.Times times) {
        this.subject = subject;
        this.choice = choice;
        this.conditions = conditions;
        this.times = times;
    }

    List<LayerKernel> layers() {
        List<LayerKernel> layers = new ArrayList<>();
        for (NodeProto node : subject.graph().getNodeList()) {
            LayerShape shape = subject.shapes().get(node.getName());
            if (shape != null) {
                layers.add(layer(node.getName(), shape));
            } else {
                slow(node)
                        .ifPresent(why -> layers.add(new LayerKernel(
                                node.getName(), Map.of(), Road.SYMMETRIC, Optional.empty(), Optional.of(why))));
            }
        }
        return layers;
    }

    private LayerKernel layer(String name, LayerShape shape) {
        Optional<Integer> padded = Optional.ofNullable(choice.padded().get(name));
        Road road = choice.matrix().contains(name)
                ? Road.MATRIX
                : choice.inFloat().contains(name) ? Road.FLOAT : Road.SYMMETRIC;
        Optional<String> missed = road == Road.SYMMETRIC
                ? conditions.missed(padded.map(shape::withOutputs).orElse(shape))
                : Optional.empty();
        return new LayerKernel(name, times.of(shape), road, padded, missed);
    }

    private Optional<String> slow(NodeProto node) {
        boolean isOnLevels = subject.onLevels().contains(node.getName());
        if (isOnLevels
                && Nodes.is(node, "Resize")
                && Nodes.text(node, "mode", "nearest").equals("linear")) {
            return Optional.of("linear enlarging of int8 works one byte at a time");
        }
        return Optional.ofNullable(WITHOUT_KERNEL.get(node.getOpType()));
    }
}
