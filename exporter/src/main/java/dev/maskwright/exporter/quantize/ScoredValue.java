package dev.maskwright.exporter.quantize;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.maskwright.exporter.graph.GraphIndex;
import dev.maskwright.exporter.graph.Nodes;
import dev.maskwright.exporter.onnx.SegmentationGraph;
import dev.maskwright.sdk.model.ClassIdsOutput;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ScoresOutput;
import java.util.Optional;
import java.util.Set;

/** The value of a graph that shows how much quantisation changes its masks. */
final class ScoredValue {

    /** Operators between scores and class ids. */
    private static final Set<String> FINISHING = Set.of(
            "ArgMax",
            "Cast",
            "Squeeze",
            "Unsqueeze",
            "Identity",
            "Reshape",
            "Transpose",
            "Greater",
            "GreaterOrEqual",
            "Mul",
            "Round",
            "Clip");

    private ScoredValue() {}

    /** Its name: the scores that the card names, or the input of the argmax that gives the class ids. */
    static String of(GraphProto graph, ModelCard card) {
        if (card.outputs() instanceof ScoresOutput scores) {
            return scores.output();
        }
        GraphIndex index = new GraphIndex(graph);
        if (card.outputs() instanceof ClassIdsOutput ids) {
            return beforeIds(ids.classIds(), index);
        }
        if (index.producer(SegmentationGraph.LOGITS).isPresent()) {
            return SegmentationGraph.LOGITS;
        }
        ModelCard.MaskOutputs masks = (ModelCard.MaskOutputs) card.outputs();
        return masks.logits().orElseGet(() -> beforeIds(masks.mask(), index));
    }

    private static String beforeIds(String ids, GraphIndex index) {
        String value = ids;
        Optional<NodeProto> maker = index.producer(value);
        boolean isFound = false;
        while (!isFound && maker.isPresent() && FINISHING.contains(maker.get().getOpType())) {
            isFound = Nodes.is(maker.get(), "ArgMax");
            value = maker.get().getInput(0);
            maker = index.producer(value);
        }
        return value;
    }
}
