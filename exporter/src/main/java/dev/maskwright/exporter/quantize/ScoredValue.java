package dev.maskwright.exporter.quantize;

import ai.onnx.proto.OnnxMl.GraphProto;
import dev.maskwright.exporter.graph.GraphIndex;
import dev.maskwright.exporter.graph.Nodes;
import dev.maskwright.exporter.onnx.SegmentationGraph;
import dev.maskwright.sdk.model.ClassIdsOutput;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ScoresOutput;
import java.util.Set;

/** The value of a graph that shows how much quantisation changes its masks. */
final class ScoredValue {

    /** Operators between scores and class ids, besides the choice of one. */
    private static final Set<String> FINISHING = Set.of(
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
        String value = index.before(ids, FINISHING);
        return index.producer(value)
                .filter(maker -> Nodes.is(maker, "ArgMax"))
                .map(maker -> maker.getInput(0))
                .orElse(value);
    }
}
