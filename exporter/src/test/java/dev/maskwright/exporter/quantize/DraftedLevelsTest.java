package dev.maskwright.exporter.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.maskwright.exporter.card.CardDraft;
import dev.maskwright.exporter.card.CardHints;
import dev.maskwright.exporter.graph.Constants;
import dev.maskwright.exporter.graph.Nodes;
import dev.maskwright.sdk.model.ForegroundOutput;
import dev.maskwright.sdk.model.Levels;
import dev.maskwright.sdk.model.ModelCard.LogitsOutput;
import dev.maskwright.sdk.model.ProbabilitiesOutput;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whether the bytes of a model of another tool are logits or probabilities, its card is drafted by their scale. */
final class DraftedLevelsTest {

    private static final List<Long> SCALAR = List.of();

    private static CardDraft draft(int classes, boolean isSoftmax, float scale, int zeroPoint, String last) {
        SmallGraph small = new SmallGraph().conv("scores", "input", 3, classes);
        if (isSoftmax) {
            small.node("Softmax", "shares", List.of("scores"), Nodes.attribute("axis", 1));
        }
        small.initializer(Constants.scalar("step", scale))
                .initializer(Constants.ofBytes("zero", DataType.UINT8, SCALAR, new byte[] {(byte) zeroPoint}))
                .node("QuantizeLinear", "levels", List.of(isSoftmax ? "shares" : "scores", "step", "zero"))
                .node(last, "logits", List.of("levels"));
        GraphProto.Builder graph = small.model(classes).getGraph().toBuilder();
        graph.getOutputBuilder(0).getTypeBuilder().getTensorTypeBuilder().setElemType(DataType.UINT8.getNumber());
        return CardDraft.of(SmallGraph.model(graph.build()), Path.of("small.onnx"), CardHints.none());
    }

    @Test
    void bytesWithAScaleOfTheirOwnAreLogits() {
        CardDraft draft = draft(3, false, 0.07f, 109, "Identity");
        LogitsOutput logits = assertInstanceOf(LogitsOutput.class, draft.card().outputs());
        assertEquals(Optional.of(new Levels(0.07f, 109)), logits.levels());
        assertTrue(draft.found().contains("levels: scale 0.07, zero point 109"), draft.found()::toString);
    }

    @Test
    void bytesAfterSoftmaxAreProbabilities() {
        CardDraft draft = draft(3, true, 1 / 256f, 0, "Identity");
        assertInstanceOf(ProbabilitiesOutput.class, draft.card().outputs());
        assertTrue(draft.guessed().stream().noneMatch(line -> line.startsWith("form")), draft.guessed()::toString);
        CardDraft odd = draft(3, true, 1 / 100f, 3, "Identity");
        assertTrue(
                odd.guessed()
                        .contains("values: 0 to 255 for 0 to 1, though their scale is 0.01 and their zero point 3"),
                odd.guessed()::toString);
    }

    @Test
    void bytesWhoseScaleIsThatOfProbabilitiesAreGuessedToBeThose() {
        CardDraft draft = draft(3, false, 1 / 255f, 0, "Identity");
        assertInstanceOf(ProbabilitiesOutput.class, draft.card().outputs());
        assertTrue(
                draft.guessed().contains("form: probabilities, as 255 times the scale of the bytes is about 1"),
                draft.guessed()::toString);
    }

    @Test
    void bytesWithoutAScaleAreSaidToBeGuessed() {
        CardDraft draft = draft(3, false, 0.07f, 109, "Abs");
        assertInstanceOf(ProbabilitiesOutput.class, draft.card().outputs());
        assertTrue(
                draft.guessed().stream()
                        .anyMatch(line -> line.startsWith(
                                "form: probabilities, 0 to 255 for 0 to 1, as the graph has no scale of its bytes")),
                draft.guessed()::toString);
    }

    @Test
    void oneChannelOfBytesWithAScaleIsNoClassId() {
        CardDraft draft = draft(1, false, 1 / 255f, 0, "Identity");
        ForegroundOutput foreground =
                assertInstanceOf(ForegroundOutput.class, draft.card().outputs());
        assertEquals(ForegroundOutput.Values.PROBABILITY, foreground.values());
    }
}
