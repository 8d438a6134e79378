package dev.maskwright.sdk.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.maskwright.sdk.ModelSource;
import dev.maskwright.sdk.Options;
import dev.maskwright.sdk.SegmentationException;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.TinyModels;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.model.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights in separate files, in a real session. */
final class ExternalTensorTest {

    private static final String COPY = "; copy all files of the model together";
    private static final String EXPORT = "; export the model again";

    private final Path folder;
    private final Path model;
    private final Path weights;
    private String constant = "";
    private byte[] bytes = {};

    ExternalTensorTest(@TempDir Path parent) throws IOException {
        folder = Files.createDirectory(parent.resolve("model"));
        model = folder.resolve("tiny.onnx");
        weights = folder.resolve("w.bin");
    }

    @BeforeEach
    void writeBoth() throws IOException {
        write(Map.of("location", "w.bin", "offset", "0", "length", "48"));
        Files.write(weights, bytes);
    }

    /** Moves the convolution's weights into a separate file. */
    private void write(Map<String, String> entries) throws IOException {
        ModelProto.Builder changed = TinyModels.tensor(1);
        GraphProto.Builder graph = changed.getGraphBuilder();
        for (TensorProto.Builder tensor : graph.getInitializerBuilderList()) {
            if (tensor.getDimsCount() == 4) {
                constant = tensor.getName();
                bytes = raw(tensor);
                tensor.clearFloatData().clearRawData().setDataLocation(TensorProto.DataLocation.EXTERNAL);
                new LinkedHashMap<>(entries)
                        .forEach((key, value) -> tensor.addExternalData(
                                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
            }
        }
        TinyModels.write(changed, TinyModels.tensorCard(2, 2), model);
    }

    private static byte[] raw(TensorProto.Builder tensor) {
        ByteString raw = tensor.getRawData();
        if (!raw.isEmpty()) {
            return raw.toByteArray();
        }
        ByteBuffer values = ByteBuffer.allocate(4 * tensor.getFloatDataCount()).order(ByteOrder.LITTLE_ENDIAN);
        tensor.getFloatDataList().forEach(values::putFloat);
        return values.array();
    }

    private void refused(String words) {
        String expected = "%s: its constant '%s' %s".formatted(model, constant, words);
        assertEquals(
                expected,
                assertThrows(ModelFormatException.class, () -> Segmenter.open(model))
                        .getMessage());
        assertEquals(
                expected,
                assertThrows(
                                SegmentationException.class,
                                () -> GraphSession.open(model, GraphSessionOptions.onThreads(1)))
                        .getMessage());
    }

    @Test
    void filesBesideAModelAreRead() throws IOException {
        for (Map<String, String> entries :
                List.of(Map.of("location", "w.bin"), Map.of("location", "w.bin", "offset", "0"))) {
            write(entries);
            Files.write(weights, Arrays.copyOf(bytes, bytes.length + 3)); // padded, as some exporters do
            try (Segmenter segmenter = Segmenter.open(model)) {
                byte[] red = {(byte) 255, 0, 0};
                assertEquals(1, segmenter.segment(Frame.rgb(red, 1, 1)).classAt(0, 0));
            }
        }
    }

    @Test
    void whatIsNoFileIsNamed() throws IOException {
        Files.delete(weights);
        refused("lies in 'w.bin', which does not exist" + COPY);
        Files.createDirectory(weights);
        refused("lies in 'w.bin', which is a folder" + COPY);
        Files.delete(weights);
        Files.createSymbolicLink(weights, weights.getFileName());
        refused("lies in 'w.bin', which is a broken link" + COPY);
    }

    @Test
    void filesElsewhereAreNotRead() throws IOException {
        Path elsewhere = Files.write(folder.resolveSibling("other.bin"), bytes);
        String beside = ", which is not in the model's folder; copy that file into the model's folder, and let "
                + "the model name it without a path";
        for (String location : List.of("../other.bin", elsewhere.toString(), "no/../../other.bin")) {
            write(Map.of("location", location));
            refused("lies in '%s'%s".formatted(location, beside));
        }
        write(Map.of("location", "w.bin"));
        Files.delete(weights);
        Files.createSymbolicLink(weights, elsewhere);
        refused("lies in 'w.bin', which is a link to a file outside the model's folder; copy that file "
                + "itself into the model's folder");
    }

    @Test
    void linksOfACacheAreFollowed() throws IOException {
        Path links = Files.createDirectory(folder.resolveSibling("links"));
        for (Path file : List.of(model, weights)) {
            Files.createSymbolicLink(links.resolve(file.getFileName()), file);
        }
        try (Segmenter segmenter = Segmenter.open(links.resolve(model.getFileName()))) {
            assertEquals("tiny", segmenter.card().name());
        }
    }

    @Test
    void placesThatAreNoneAreSaid() throws IOException {
        write(Map.of("offset", "0"));
        refused("lies in a file that the model does not name ('location' is missing)" + EXPORT);
        write(Map.of("location", ""));
        refused("lies in a file that the model does not name ('location' is empty)" + EXPORT);
        write(Map.of("location", "w\0.bin"));
        refused("lies in 'w\0.bin', which is not a valid file name" + EXPORT);
        write(Map.of("location", "w.bin", "offset", "-4"));
        refused("has '-4' as its offset, which is not a number of bytes" + EXPORT);
        write(Map.of("location", "w.bin", "length", "9223372036854775808"));
        refused("has '9223372036854775808' as its length, which is not a number of bytes" + EXPORT);
        write(Map.of("location", "w.bin", "length", "44"));
        refused("takes 48 bytes by its shape and type, but the model says that in 'w.bin' it takes 44" + EXPORT);
        write(Map.of("location", "w.bin", "offset", "4"));
        refused("takes 48 bytes from byte 4 on of 'w.bin', which has 48; it is truncated or belongs to "
                + "another model: copy or export both again");
    }

    @Test
    void modelsInMemoryHaveNothingBeside() throws IOException {
        byte[] inMemory = Files.readAllBytes(model);
        String message = String.valueOf(assertThrows(
                        ModelFormatException.class,
                        () -> Segmenter.open(ModelSource.bytes(inMemory, "bytes"), Options.defaults()))
                .getMessage());
        assertTrue(message.endsWith("which a model in memory does not have; open the model by its path"), message);
    }

    @Test
    void sizesFollowFromShapesAndTypes() {
        assertEquals(
                48, ExternalTensor.of("w", 1, List.of(4L, 3L, 1L, 1L), Map.of()).bytes());
        assertEquals(4, ExternalTensor.of("scalar", 1, List.of(), Map.of()).bytes());
        assertEquals(3, ExternalTensor.of("int4", 22, List.of(5L), Map.of()).bytes());
        assertEquals(
                0, ExternalTensor.of("none", 7, List.of(0L, 1L << 62), Map.of()).bytes());
        assertEquals(-1, ExternalTensor.of("text", 8, List.of(2L), Map.of()).bytes());
        assertEquals(
                -1,
                ExternalTensor.of("huge", 1, List.of(1L << 40, 1L << 40), Map.of())
                        .bytes());
    }
}
