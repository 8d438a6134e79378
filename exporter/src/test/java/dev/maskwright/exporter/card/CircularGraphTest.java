package dev.maskwright.exporter.card;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.maskwright.exporter.graph.GraphIndex;
import dev.maskwright.exporter.graph.Nodes;
import dev.maskwright.exporter.quantize.OutputLevels;
import dev.maskwright.sdk.model.ModelFormatException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A damaged file whose nodes feed each other is refused, and nobody follows them for ever. */
final class CircularGraphTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    private static GraphProto circle(String first, String second) {
        return GraphProto.newBuilder()
                .setName("circle")
                .addInput(picture("image"))
                .addNode(Nodes.of(first, "out", List.of("between")))
                .addNode(Nodes.of(second, "between", List.of("out")))
                .addOutput(picture("out"))
                .build();
    }

    private static ValueInfoProto picture(String name) {
        TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder().setElemType(DataType.FLOAT.getNumber());
        for (long size : new long[] {1, 3, 16, 16}) {
            tensor.getShapeBuilder().addDimBuilder().setDimValue(size);
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    @Test
    void noCardIsDrafted() {
        ModelProto model = ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .setGraph(circle("Identity", "Clip"))
                .build();
        ModelFormatException refused = assertTimeoutPreemptively(
                SOON,
                () -> assertThrows(
                        ModelFormatException.class,
                        () -> CardDraft.of(model, Path.of("circle.onnx"), CardHints.none())));
        assertTrue(String.valueOf(refused.getMessage()).startsWith("circle.onnx: "), refused.getMessage());
    }

    @Test
    void noNormalizationIsFound() {
        GraphProto entered = GraphProto.newBuilder()
                .addNode(Nodes.of("Resize", "out", List.of("image", "between")))
                .addNode(Nodes.of("Identity", "between", List.of("out")))
                .build();
        GraphIndex index = new GraphIndex(entered);
        assertFalse(assertTimeoutPreemptively(SOON, () -> GraphBegin.of("image", index))
                .normalizes());
    }

    @Test
    void noLevelsAreFound() {
        GraphIndex index = new GraphIndex(circle("Identity", "Transpose"));
        assertEquals(Optional.empty(), assertTimeoutPreemptively(SOON, () -> OutputLevels.of("out", index)));
    }
}
