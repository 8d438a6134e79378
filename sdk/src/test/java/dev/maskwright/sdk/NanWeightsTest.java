package dev.maskwright.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A network whose weights are NaN, as after diverged training, is reported in every form of model file. */
@NullUnmarked
class NanWeightsTest {

    private static final String COLOURS = "[\"background\", \"red\", \"green\", \"blue\"]";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "pixels, SMOOTH",
        "pixels, NEAREST",
        "pixels with logits, SMOOTH",
        "pixels with logits, NEAREST",
        "logits, SMOOTH",
        "logits, NEAREST",
        "tensor, SMOOTH",
        "tensor, NEAREST",
        "probabilities, SMOOTH",
        "probabilities, NEAREST",
        "foreground, SMOOTH",
        "foreground, NEAREST"
    })
    void weightsThatAreNoNumbersAreSaid(String form, Edges edges) throws IOException {
        ModelProto.Builder model =
                switch (form) {
                    case "pixels" -> TinyModels.pixels("N");
                    case "logits" -> TinyModels.logits(2);
                    case "tensor" -> TinyModels.tensor(1);
                    case "probabilities" -> ForeignModels.probabilities(1);
                    case "foreground" -> ForeignModels.red(false);
                    default -> TinyModels.pixelsWithLogits(2);
                };
        ModelCard card =
                switch (form) {
                    case "pixels" -> TinyModels.pixelsCard(4, 4);
                    case "logits" -> TinyModels.logitsCard(4, 4, 2);
                    case "tensor" -> TinyModels.tensorCard(4, 4);
                    case "probabilities" -> card(COLOURS, "{\"probabilities\": \"shares\"}");
                    case "foreground" -> card("[\"background\", \"red\"]", "{\"foreground\": \"share\"}");
                    default -> TinyModels.pixelsWithLogitsCard(4, 4, 2);
                };
        Path file = TinyModels.write(withoutNumbers(model), card, folder.resolve("broken.onnx"));
        Frame frame = Frame.rgb(new byte[8 * 8 * 3], 8, 8);
        try (Segmenter segmenter = Segmenter.open(file, Options.defaults().withEdges(edges))) {
            assertSaid(form, assertThrows(SegmentationException.class, () -> segmenter
                    .segment(frame)
                    .atFrameSize()));
            TiledSegmenter tiled = TiledSegmenter.of(segmenter, Tiling.of(4, 2));
            assertSaid(form, assertThrows(SegmentationException.class, () -> tiled.segment(frame)));
        }
    }

    /** Argmax of NaN is the first class, so the mask does not show it. */
    @Test
    void weightsBehindClassIdsAreLookedAt() throws IOException {
        for (String place : List.of("floats", "bytes", "beside")) {
            ModelProto.Builder model = withoutNumbers(ForeignModels.classIds(DataType.INT64, true));
            for (TensorProto.Builder tensor : model.getGraphBuilder().getInitializerBuilderList()) {
                if (!place.equals("floats")) {
                    asBytes(tensor);
                }
                if (place.equals("beside") && tensor.getName().equals("weights")) {
                    moveOut(tensor, 4096);
                }
            }
            Path file = write(model, place);
            ModelFormatException refused = assertThrows(ModelFormatException.class, () -> Segmenter.open(file));
            assertEquals(
                    file
                            + ": its constant 'weights' contains NaN, so its class ids are meaningless; "
                            + "export or train it again",
                    refused.getMessage());
        }
    }

    /** The file has NaN before and after the constant. */
    @Test
    void weightsBesideAModelAreThoseOfTheConstant() throws IOException {
        ModelProto.Builder model = ForeignModels.classIds(DataType.INT64, true);
        for (TensorProto.Builder tensor : model.getGraphBuilder().getInitializerBuilderList()) {
            if (tensor.getName().equals("weights")) {
                asBytes(tensor);
                moveOut(tensor, 4096);
            }
        }
        try (Segmenter segmenter = Segmenter.open(write(model, "whole"))) {
            Mask mask = segmenter.segment(Frame.rgb(new byte[] {(byte) 255, 0, 0}, 1, 1));
            assertEquals(1, mask.classAt(0, 0));
        }
    }

    private Path write(ModelProto.Builder model, String name) throws IOException {
        return TinyModels.write(
                model, card(COLOURS, "{\"classIds\": \"ids\"}"), folder.resolve("ids of " + name + ".onnx"));
    }

    /** Moves the constant into a file of NaN, at an offset. */
    private void moveOut(TensorProto.Builder tensor, int offset) throws IOException {
        byte[] numbers = tensor.getRawData().toByteArray();
        byte[] file = new byte[offset + numbers.length + 64];
        Arrays.fill(file, (byte) 255);
        System.arraycopy(numbers, 0, file, offset, numbers.length);
        Files.write(folder.resolve("weights.bin"), file);
        tensor.clearRawData()
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(entry("location", "weights.bin"))
                .addExternalData(entry("offset", Integer.toString(offset)))
                .addExternalData(entry("length", Integer.toString(numbers.length)));
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    private static void asBytes(TensorProto.Builder tensor) {
        if (tensor.getFloatDataCount() > 0) {
            ByteBuffer bytes =
                    ByteBuffer.allocate(4 * tensor.getFloatDataCount()).order(ByteOrder.LITTLE_ENDIAN);
            tensor.getFloatDataList().forEach(bytes::putFloat);
            tensor.clearFloatData().setRawData(ByteString.copyFrom(bytes.array()));
        }
    }

    private static void assertSaid(String form, SegmentationException e) {
        assertTrue(e.getMessage().contains("broken.onnx: "), e.getMessage());
        boolean isOfProbabilities = form.equals("probabilities") || form.equals("foreground");
        String expected = isOfProbabilities
                ? ".*its probabilities are not numbers \\(NaN\\); check the model and its weights"
                : ".*(not numbers|NaN|not a number).*";
        assertTrue(e.getMessage().matches(expected), e.getMessage());
    }

    private static ModelCard card(String classes, String outputs) {
        return ModelCard.parse("""
                {"classes": %s, "input": {"name": "image", "width": 4, "height": 4},
                 "normalization": {"mean": [0, 0, 0], "std": [1, 1, 1]}, "outputs": %s}
                """.formatted(classes, outputs), "card");
    }

    private static ModelProto.Builder withoutNumbers(ModelProto.Builder model) {
        GraphProto.Builder graph = model.getGraphBuilder();
        for (TensorProto.Builder tensor : graph.getInitializerBuilderList()) {
            if (tensor.getName().equals("weights")) {
                for (int i = 0; i < tensor.getFloatDataCount(); i++) {
                    tensor.setFloatData(i, Float.NaN);
                }
            }
        }
        return model;
    }
}
