package dev.maskwright.exporter.quantize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnxruntime.OrtException;
import com.google.protobuf.ByteString;
import dev.maskwright.exporter.fixtures.OrtGraph;
import dev.maskwright.exporter.graph.Constants;
import dev.maskwright.exporter.graph.GraphIndex;
import dev.maskwright.exporter.graph.Nodes;
import dev.maskwright.models.graph.Shape;
import dev.maskwright.models.weights.Tensor;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EnlargementTest {

    @ParameterizedTest(name = "{0}, {1}, {2}x{3} of {4}x{5}")
    @CsvSource({
        "asymmetric, floor, 2, 2, 7, 5",
        "asymmetric, floor, 3, 1, 4, 9",
        "half_pixel, round_prefer_floor, 2, 2, 5, 7",
        "half_pixel, round_prefer_ceil, 3, 4, 2, 3",
        "pytorch_half_pixel, round_prefer_floor, 4, 3, 3, 2",
        "asymmetric, floor, 2, 2, 1, 1"
    })
    void copiesAreWhatResizeGives(String mode, String rounding, int down, int across, int height, int width)
            throws OrtException {
        NodeProto resize = resize(mode, rounding);
        GraphProto.Builder plain = graph(height, width, down, across).addNode(resize);
        GraphProto.Builder copies = graph(height, width, down, across);
        Enlargement enlargement =
                Enlargement.of(resize, new GraphIndex(plain.build())).orElseThrow();
        assertEquals(new Enlargement(down, across), enlargement);
        copies.addAllNode(enlargement.nodes("input", "y")).addAllInitializer(enlargement.constants("y"));
        assertArrayEquals(run(plain.build(), height, width), run(copies.build(), height, width));
    }

    @Test
    void whatDoesNotRepeatWholePixelsIsLeftAlone() {
        GraphIndex index = new GraphIndex(graph(4, 4, 2, 2).build());
        assertEquals(Optional.empty(), Enlargement.of(resize("asymmetric", "ceil"), index));
        assertEquals(Optional.empty(), Enlargement.of(resize("align_corners", "floor"), index));
        NodeProto smooth = resize("half_pixel", "round_prefer_floor").toBuilder()
                .addAttribute(text("mode", "linear"))
                .build();
        assertEquals(Optional.empty(), Enlargement.of(smooth, index));
        GraphProto fractional = graph(4, 4, 2, 2)
                .clearInitializer()
                .addInitializer(Constants.ofFloats("scales", List.of(4L), new float[] {1, 1, 1.5f, 2}))
                .build();
        assertTrue(Enlargement.of(resize("asymmetric", "floor"), new GraphIndex(fractional))
                .isEmpty());
    }

    private static NodeProto resize(String mode, String rounding) {
        return Nodes.of(
                "Resize",
                "y",
                List.of("input", "", "scales"),
                text("coordinate_transformation_mode", mode),
                text("nearest_mode", rounding));
    }

    private static AttributeProto text(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    private static GraphProto.Builder graph(int height, int width, int down, int across) {
        return GraphProto.newBuilder()
                .setName("resize")
                .addInput(SmallGraph.value("input", 2, 3, height, width))
                .addOutput(SmallGraph.value("y", 2, 3, (long) height * down, (long) width * across))
                .addInitializer(Constants.ofFloats("scales", List.of(4L), new float[] {1, 1, down, across}));
    }

    private static float[] run(GraphProto graph, int height, int width) throws OrtException {
        float[] numbers = new float[2 * 3 * height * width];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i;
        }
        try (OrtGraph session = new OrtGraph(SmallGraph.model(graph))) {
            return session.run(Tensor.of(Shape.of(2, 3, height, width), numbers))
                    .values();
        }
    }
}
