package dev.maskwright.exporter.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Turns inner values of a graph into outputs. */
public final class Outputs {

    private Outputs() {}

    /** The same model with these values as further outputs, without a declared type: they have that of their node. */
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

    /** The same model with the outputs of all nodes as outputs. */
    public static ModelProto withAll(ModelProto model) {
        Set<String> values = new LinkedHashSet<>();
        for (NodeProto node : model.getGraph().getNodeList()) {
            node.getOutputList().stream().filter(output -> !output.isEmpty()).forEach(values::add);
        }
        return with(model, values);
    }
}
