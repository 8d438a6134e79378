package dev.maskwright.exporter.quantize;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.maskwright.exporter.graph.GraphIndex;
import dev.maskwright.exporter.graph.Nodes;
import dev.maskwright.sdk.model.Levels;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelCard.LogitsOutput;
import java.util.Optional;

/**
 * A quantised model whose logits stay uint8: the {@code DequantizeLinear} at its end is left out, and its scale and
 * zero point are in the card instead. The numbers are the same.
 */
record ByteLogits(ModelProto model, ModelCard card) {

    /** The model with uint8 logits; empty if it gives no logits, or the last layer is float. */
    static Optional<ByteLogits> of(ModelProto model, ModelCard card) {
        if (!(card.outputs() instanceof LogitsOutput output) || output.levels().isPresent()) {
            return Optional.empty();
        }
        String name = output.output();
        GraphIndex index = new GraphIndex(model.getGraph());
        Optional<NodeProto> last = index.producer(name)
                .filter(node -> Nodes.is(node, "DequantizeLinear"))
                .filter(node -> index.consumers(name).isEmpty());
        Optional<Levels> levels =
                last.flatMap(node -> OutputLevels.of(Nodes.input(node, 1), Nodes.input(node, 2), index));
        return levels.map(found -> new ByteLogits(
                model.toBuilder()
                        .setGraph(without(last.orElseThrow(), model.getGraph()))
                        .build(),
                card.withOutputs(output.withLevels(found))));
    }

    /** The graph without its last node, whose input takes the name of the output. */
    private static GraphProto without(NodeProto last, GraphProto graph) {
        String from = last.getInput(0);
        String name = last.getOutput(0);
        GraphProto.Builder to = graph.toBuilder().clearNode().clearOutput();
        for (NodeProto node : graph.getNodeList()) {
            if (!node.equals(last)) {
                NodeProto.Builder renamed = node.toBuilder();
                for (int i = 0; i < node.getInputCount(); i++) {
                    renamed.setInput(i, node.getInput(i).equals(from) ? name : node.getInput(i));
                }
                for (int i = 0; i < node.getOutputCount(); i++) {
                    renamed.setOutput(i, node.getOutput(i).equals(from) ? name : node.getOutput(i));
                }
                to.addNode(renamed);
            }
        }
        for (ValueInfoProto output : graph.getOutputList()) {
            ValueInfoProto.Builder typed = output.toBuilder();
            if (output.getName().equals(name)) {
                typed.getTypeBuilder().getTensorTypeBuilder().setElemType(DataType.UINT8.getNumber());
            }
            to.addOutput(typed);
        }
        return to.build();
    }
}
