package dev.maskwright.exporter.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes values of a graph readable that are no outputs of it. */
public final class Outputs {

    private Outputs() {}

    /** The same model with these values among its outputs; they have no type, and get the one that their node gives. */
    public static ModelProto with(ModelProto model, Collection<String> values) {
        GraphProto graph = model.getGraph();
        Set<String> there =
                graph.getOutputList().stream().map(ValueInfoProto::getName).collect(Collectors.toSet());
        GraphProto.Builder more = graph.toBuilder();
        for (String value : values) {
            if (there.add(value)) {
                more.addOutput(ValueInfoProto.newBuilder().setName(value));
            }
        }
        return model.toBuilder().setGraph(more).build();
    }

    /** The same model with every value that a node gives among its outputs. */
    public static ModelProto withAll(ModelProto model) {
        Set<String> values = new LinkedHashSet<>();
        for (NodeProto node : model.getGraph().getNodeList()) {
            node.getOutputList().stream().filter(output -> !output.isEmpty()).forEach(values::add);
        }
        return with(model, values);
    }
}
