package dev.maskwright.exporter.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.maskwright.exporter.card.CardDraft;
import dev.maskwright.exporter.card.CardHints;
import dev.maskwright.exporter.graph.Constants;
import dev.maskwright.exporter.graph.Nodes;
import dev.maskwright.sdk.model.ClassIdsOutput;
import dev.maskwright.sdk.model.ModelCard.Layout;
import dev.maskwright.sdk.model.ModelCard.LogitsOutput;
import dev.maskwright.sdk.model.ModelFormatException;
import dev.maskwright.sdk.model.ProbabilitiesOutput;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Graphs whose last operator goes over some axis: that of the classes, or another. */
final class DraftedAxesTest {

    private static final long SIDE = SmallGraph.SIZE;

    private static CardDraft draft(ModelProto model) {
        return CardDraft.of(model, Path.of("small.onnx"), CardHints.none());
    }

    private static void refused(ModelProto model, String words) {
        String message = String.valueOf(
                assertThrows(ModelFormatException.class, () -> draft(model)).getMessage());
        assertTrue(message.startsWith("small.onnx: ") && message.contains(words), message);
    }

    private static SmallGraph scores(int channels) {
        return new SmallGraph().conv("scores", "input", 3, channels);
    }

    private static ModelProto ids(SmallGraph graph, long... shape) {
        GraphProto.Builder whole = graph.builder().clone().addOutput(SmallGraph.value("logits", shape));
        whole.getOutputBuilder(0).getTypeBuilder().getTensorTypeBuilder().setElemType(DataType.INT64.getNumber());
        return SmallGraph.model(whole.build());
    }

    @ParameterizedTest
    @CsvSource({"2, axis 2 of", "3, axis 3 of", "-1, axis 3 of"})
    void softmaxOverRowsOrColumnsIsRefused(long axis, String words) {
        ModelProto model = scores(5)
                .node("Softmax", "logits", List.of("scores"), Nodes.attribute("axis", axis))
                .model(5);
        refused(model, "its Softmax is over %s [1, 5, 16, 16], not over the classes".formatted(words));
    }

    /** As Softmax did it up to operator set 12, whatever axis it named. */
    @Test
    void softmaxOverAllNumbersIsRefused() {
        ModelProto model = scores(5)
                .node("Softmax", "logits", List.of("scores"), Nodes.attribute("axis", 1))
                .model(5);
        ModelProto.Builder old = model.toBuilder();
        old.getOpsetImportBuilder(0).setVersion(11);
        refused(old.build(), "its Softmax is over all numbers of a picture at once");
    }

    @Test
    void softmaxOverClassesOfWhichSomeAreCutOffIsTaken() {
        SmallGraph graph = scores(5)
                .node("Softmax", "shares", List.of("scores"), Nodes.attribute("axis", 1))
                .initializer(Constants.ofLongs("from", 1))
                .initializer(Constants.ofLongs("to", 5))
                .initializer(Constants.ofLongs("axes", 1))
                .node("Slice", "logits", List.of("shares", "from", "to", "axes"));
        assertInstanceOf(ProbabilitiesOutput.class, draft(graph.model(4)).card().outputs());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, -3})
    void idsAreAsManyAsTheAxisHas(long axis) {
        SmallGraph graph = scores(100) // more than the picture has rows
                .node("ArgMax", "logits", List.of("scores"), Nodes.attribute("axis", axis));
        CardDraft draft = draft(ids(graph, 1, 1, SIDE, SIDE));
        assertInstanceOf(ClassIdsOutput.class, draft.card().outputs());
        assertEquals(100, draft.card().classes().size());
    }

    @Test
    void theBestOfTopKAndTheLowestAreIds() {
        SmallGraph best = scores(7)
                .initializer(Constants.ofLongs("one", 1))
                .node(Nodes.of("TopK", "highest", List.of("scores", "one"), Nodes.attribute("axis", 1)).toBuilder()
                        .addOutput("logits")
                        .build());
        assertEquals(7, draft(ids(best, 1, 1, SIDE, SIDE)).card().classes().size());
        SmallGraph lowest = scores(7).node("ArgMin", "logits", List.of("scores"), Nodes.attribute("axis", 1));
        assertEquals(7, draft(ids(lowest, 1, 1, SIDE, SIDE)).card().classes().size());
    }

    @ParameterizedTest
    @CsvSource({"0, 5, 16, 16", "2, 5, 1, 16", "3, 5, 16, 1"})
    void argmaxOverAnotherAxisIsRefused(long axis, long channels, long rows, long columns) {
        SmallGraph graph = scores(5).node("ArgMax", "logits", List.of("scores"), Nodes.attribute("axis", axis));
        refused(
                ids(graph, 1, channels, rows, columns),
                "its ArgMax is over axis %d of [1, 5, 16, 16], which is not the axis of the classes".formatted(axis));
    }

    @Test
    void scoresAsWholeNumbersAreRefused() {
        SmallGraph graph = scores(5).node("Cast", "logits", List.of("scores"), Nodes.attribute("to", 7));
        refused(ids(graph, 1, 5, SIDE, SIDE), "has scores as whole numbers, of which the SDK reads uint8 only");
    }

    @Test
    void auxiliaryOutputsComeLast() {
        GraphProto.Builder graph = scores(5)
                .node("Neg", "aux_out", List.of("scores"))
                .node("Identity", "logits", List.of("scores"))
                .builder()
                .addOutput(SmallGraph.value("aux_out", 1, 5, SIDE, SIDE))
                .addOutput(SmallGraph.value("logits", 1, 5, SIDE, SIDE));
        LogitsOutput output = assertInstanceOf(
                LogitsOutput.class,
                draft(SmallGraph.model(graph.build())).card().outputs());
        assertEquals("logits", output.output());
    }

    @Test
    void whereAllSizesAreFreeARunTellsTheLayout() {
        SmallGraph graph = new SmallGraph()
                .node("Transpose", "planes", List.of("input"), Nodes.attribute("perm", List.of(0L, 3L, 1L, 2L)))
                .conv("scores", "planes", 3, 5)
                .node("Transpose", "logits", List.of("scores"), Nodes.attribute("perm", List.of(0L, 2L, 3L, 1L)));
        GraphProto.Builder free = graph.builder();
        free.setInput(0, SmallGraph.value("input", -1, -1, -1, -1))
                .addOutput(SmallGraph.value("logits", -1, -1, -1, -1));
        CardDraft draft = draft(SmallGraph.model(free.build()));
        assertEquals(Layout.NHWC, draft.card().input().layout());
        LogitsOutput output = assertInstanceOf(LogitsOutput.class, draft.card().outputs());
        assertEquals(Layout.NHWC, output.layout());
        assertEquals(5, draft.card().classes().size());
    }

    @Test
    void numbersThatAreNoneAreRefused() {
        float[] broken = new float[5 * 3];
        Arrays.fill(broken, Float.NaN);
        SmallGraph scores = new SmallGraph()
                .initializer(Constants.ofFloats("w", List.of(5L, 3L, 1L, 1L), broken))
                .node("Conv", "logits", List.of("input", "w"));
        refused(scores.model(5), "all numbers of 'logits' are NaN");
        SmallGraph ids = new SmallGraph()
                .initializer(Constants.ofFloats("w", List.of(5L, 3L, 1L, 1L), broken))
                .node("Conv", "scores", List.of("input", "w"))
                .node("ArgMax", "logits", List.of("scores"), Nodes.attribute("axis", 1));
        refused(ids(ids, 1, 1, SIDE, SIDE), "all numbers of 'scores' are NaN");
    }
}
