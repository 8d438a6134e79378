package dev.maskwright.exporter.quantize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
import dev.maskwright.exporter.inspect.MeasuredShapes;
import dev.maskwright.exporter.onnx.OnnxFile;
import dev.maskwright.sdk.model.ClassIdsOutput;
import dev.maskwright.sdk.model.ForegroundOutput;
import dev.maskwright.sdk.model.ForegroundOutput.Values;
import dev.maskwright.sdk.model.ModelCard.LogitsOutput;
import dev.maskwright.sdk.model.ModelFormatException;
import dev.maskwright.sdk.model.ProbabilitiesOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Graphs whose last operator does not say what their numbers are: the numbers do. */
final class DraftedKindsTest {

    private static CardDraft draft(SmallGraph graph, int channels) {
        return draft(graph.model(channels));
    }

    private static CardDraft draft(ModelProto model) {
        return CardDraft.of(model, Path.of("small.onnx"), CardHints.none());
    }

    private static ModelProto withOutput(SmallGraph graph, DataType type, long... shape) {
        GraphProto.Builder whole = graph.builder().clone().addOutput(SmallGraph.value("logits", shape));
        whole.getOutputBuilder(0).getTypeBuilder().getTensorTypeBuilder().setElemType(type.getNumber());
        return SmallGraph.model(whole.build());
    }

    private static SmallGraph scores(int channels) {
        return new SmallGraph().conv("scores", "input", 3, channels);
    }

    @Test
    void softmaxOfExpAndDivIsMeasured() {
        SmallGraph graph = scores(3)
                .node("Exp", "e", List.of("scores"))
                .initializer(Constants.ofLongs("axes", 1))
                .node("ReduceSum", "sum", List.of("e", "axes"))
                .node("Div", "logits", List.of("e", "sum"));
        CardDraft draft = draft(graph, 3);
        assertInstanceOf(ProbabilitiesOutput.class, draft.card().outputs());
        assertTrue(
                draft.guessed().stream()
                        .anyMatch(line -> line.startsWith("form: probabilities, as the numbers of each")),
                draft.guessed()::toString);
    }

    @Test
    void clippedSoftmaxIsSoftmax() {
        SmallGraph graph = scores(3)
                .node("Softmax", "shares", List.of("scores"), Nodes.attribute("axis", 1))
                .initializer(Constants.scalar("zero", 0))
                .initializer(Constants.scalar("one", 1))
                .node("Clip", "logits", List.of("shares", "zero", "one"));
        CardDraft draft = draft(graph, 3);
        assertInstanceOf(ProbabilitiesOutput.class, draft.card().outputs());
        assertTrue(draft.guessed().stream().noneMatch(line -> line.startsWith("form")), draft.guessed()::toString);
    }

    @Test
    void scoresThatAddUpToAnythingAreLogits() {
        assertInstanceOf(
                LogitsOutput.class,
                draft(scores(3).node("Identity", "logits", List.of("scores")), 3)
                        .card()
                        .outputs());
    }

    /** Taken for a logit, each probability would be foreground. */
    @Test
    void sigmoidOfOtherOperatorsIsMeasured() {
        SmallGraph graph = scores(1)
                .node("Neg", "n", List.of("scores"))
                .node("Exp", "e", List.of("n"))
                .initializer(Constants.scalar("one", 1))
                .node("Add", "sum", List.of("e", "one"))
                .node("Div", "logits", List.of("one", "sum"));
        ForegroundOutput foreground =
                assertInstanceOf(ForegroundOutput.class, draft(graph, 1).card().outputs());
        assertEquals(Values.PROBABILITY, foreground.values());

        ForegroundOutput logit = assertInstanceOf(
                ForegroundOutput.class,
                draft(scores(1).node("Identity", "logits", List.of("scores")), 1)
                        .card()
                        .outputs());
        assertEquals(Values.LOGIT, logit.values());
    }

    @Test
    void comparisonsTellTwoClassesApart() {
        SmallGraph graph = scores(1)
                .initializer(Constants.scalar("half", 0.5f))
                .node("Greater", "logits", List.of("scores", "half"));
        CardDraft draft = draft(withOutput(graph, DataType.BOOL, 1, 1, SmallGraph.SIZE, SmallGraph.SIZE));
        assertInstanceOf(ClassIdsOutput.class, draft.card().outputs());
        assertEquals(2, draft.card().classes().size());
        assertEquals("background", draft.card().classes().get(0).name());
    }

    @Test
    void pixelsInOneRowAndPicturesWithoutANumberAreRefused() {
        int pixels = SmallGraph.SIZE * SmallGraph.SIZE;
        SmallGraph row = scores(5)
                .initializer(Constants.ofLongs("shape", 1, 5, pixels))
                .node("Reshape", "logits", List.of("scores", "shape"));
        refused(withOutput(row, DataType.FLOAT, 1, 5, pixels), "has the pixels of the picture in one row");

        SmallGraph bare = scores(5)
                .initializer(Constants.ofLongs("shape", 5, SmallGraph.SIZE, SmallGraph.SIZE))
                .node("Reshape", "logits", List.of("scores", "shape"));
        refused(
                withOutput(bare, DataType.FLOAT, 5, SmallGraph.SIZE, SmallGraph.SIZE),
                "has no batch dimension, although the graph was run on a batch of 1");
    }

    @Test
    void idsOfTrueAndFalseAreTwoClasses() {
        SmallGraph graph = scores(5)
                .node("ArgMax", "ids", List.of("scores"), Nodes.attribute("axis", 1), Nodes.attribute("keepdims", 0))
                .node("Cast", "logits", List.of("ids"), Nodes.attribute("to", DataType.BOOL.getNumber()));
        CardDraft draft = draft(withOutput(graph, DataType.BOOL, 1, SmallGraph.SIZE, SmallGraph.SIZE));
        assertInstanceOf(ClassIdsOutput.class, draft.card().outputs());
        assertEquals(2, draft.card().classes().size());
    }

    @Test
    void outputsThatJavaIsNotGivenAreNamedWithWhatToDo() {
        SmallGraph graph = scores(3)
                .node("Cast", "logits", List.of("scores"), Nodes.attribute("to", DataType.BFLOAT16.getNumber()));
        refused(
                withOutput(graph, DataType.BFLOAT16, 1, 3, SmallGraph.SIZE, SmallGraph.SIZE),
                "small.onnx: output logits bfloat16 (1, 3, 16, 16): ONNX Runtime does not pass"
                        + " numbers of this type to Java; end the graph with a Cast to float32");
        refused(SmallGraph.model(scores(3).builder().build()), "small.onnx: its graph has no outputs");
    }

    /** Enlarged to the input, such a mask would lie on its side. */
    @Test
    void sidesTheOtherWayRoundAreRefused() {
        SmallGraph graph = scores(3)
                .node("Transpose", "logits", List.of("scores"), Nodes.attribute("perm", List.of(0L, 1L, 3L, 2L)));
        graph.builder().setInput(0, SmallGraph.value("input", 1, 3, 16, 24));
        refused(
                withOutput(graph, DataType.FLOAT, 1, 3, 24, 16),
                "has width and height of the input, 24x16, swapped; export it without the last Transpose");
    }

    @Test
    void inputsWithoutSizesAreSaidToHaveNone() {
        SmallGraph graph = scores(3).node("Identity", "logits", List.of("scores"));
        graph.builder()
                .getInputBuilder(0)
                .getTypeBuilder()
                .getTensorTypeBuilder()
                .clearShape();
        ModelProto model = withOutput(graph, DataType.FLOAT, 1, 3, SmallGraph.SIZE, SmallGraph.SIZE);
        refused(model, "small.onnx: input input float32 of unknown shape: a picture is (N, 3, H, W)");
        String found = String.valueOf(
                assertThrows(ModelFormatException.class, () -> MeasuredShapes.of(model, Optional.empty(), "small.onnx"))
                        .getMessage());
        assertEquals(
                "small.onnx: the graph does not give the shape of its input input, and does not"
                        + " run with 1 for each unknown size; export the model again with sizes",
                found);
    }

    private static void refused(ModelProto model, String message) {
        String found = String.valueOf(
                assertThrows(ModelFormatException.class, () -> draft(model)).getMessage());
        assertTrue(found.contains(message), found);
    }

    @Test
    void idsAreTakenRatherThanTheirConfidences() {
        SmallGraph graph = scores(5)
                .node("Softmax", "p", List.of("scores"), Nodes.attribute("axis", 1))
                .node(
                        "ReduceMax",
                        "conf",
                        List.of("p"),
                        Nodes.attribute("axes", List.of(1L)),
                        Nodes.attribute("keepdims", 0))
                .node("ArgMax", "ids", List.of("p"), Nodes.attribute("axis", 1), Nodes.attribute("keepdims", 0));
        GraphProto.Builder whole = graph.builder()
                .clone()
                .addOutput(SmallGraph.value("conf", 1, SmallGraph.SIZE, SmallGraph.SIZE))
                .addOutput(SmallGraph.value("ids", 1, SmallGraph.SIZE, SmallGraph.SIZE));
        whole.getOutputBuilder(1).getTypeBuilder().getTensorTypeBuilder().setElemType(DataType.INT64.getNumber());
        CardDraft draft = draft(SmallGraph.model(whole.build()));
        assertEquals(
                "ids",
                assertInstanceOf(ClassIdsOutput.class, draft.card().outputs()).classIds());
    }

    /** As exporters write graphs that were traced with a batch. */
    @Test
    void graphsOfSeveralPicturesAreCalibratedOnEachAsOften() {
        Calibration one = calibration(1);
        Calibration four = calibration(4);
        assertArrayEquals(one.channelMeans("scores"), four.channelMeans("scores"), 1e-5);
        assertEquals(3, four.channelMeans("scores").length);
    }

    private static Calibration calibration(int batch) {
        GraphProto.Builder graph = scores(3).builder().clone();
        graph.setInput(0, SmallGraph.value("input", batch, 3, SmallGraph.SIZE, SmallGraph.SIZE));
        graph.addOutput(SmallGraph.value("scores", batch, 3, SmallGraph.SIZE, SmallGraph.SIZE));
        return Calibration.of(
                SmallGraph.model(graph.build()), SmallGraph.card(3), List.of("scores"), SmallGraph.pictures());
    }

    @Test
    void filesThatAreNoModelsAreNamed(@TempDir Path folder) throws IOException {
        file(folder, "<!DOCTYPE html>", "a text file, not an ONNX model");
        file(folder, "", "the file is empty");
        file(folder, "PK\3\4 and so on", "a zip archive, such as PyTorch's .pth");
        file(folder, "\b\7", "is not an ONNX file (it has no graph)");
    }

    private static void file(Path folder, String text, String message) throws IOException {
        Path file = Files.writeString(folder.resolve("x.onnx"), text, StandardCharsets.ISO_8859_1);
        String found = String.valueOf(assertThrows(ModelFormatException.class, () -> OnnxFile.read(file))
                .getMessage());
        assertTrue(found.contains(message), found);
    }
}
