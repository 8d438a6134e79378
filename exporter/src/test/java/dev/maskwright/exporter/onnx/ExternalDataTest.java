package dev.maskwright.exporter.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import dev.maskwright.exporter.Form;
import dev.maskwright.exporter.check.Comparison;
import dev.maskwright.exporter.fixtures.Cards;
import dev.maskwright.exporter.fixtures.Pictures;
import dev.maskwright.exporter.inspect.Inspection;
import dev.maskwright.exporter.rewrite.Trained;
import dev.maskwright.models.fixtures.FormulaWeights;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.zoo.Architectures;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelFormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models whose constants lie in a file beside them. */
final class ExternalDataTest {

    private static final Network NETWORK = Architectures.build("segformer-mit_b0", 3, 4);
    private static final ModelCard CARD = Cards.fixed(NETWORK, Form.PIXELS, 64, 64);

    private final Path folder;
    private final Path whole;
    private final Path split;
    private final Path data;

    ExternalDataTest(@TempDir Path folder) {
        this.folder = folder;
        whole = folder.resolve("whole.onnx");
        split = folder.resolve("split.onnx");
        data = folder.resolve("weights.bin");
    }

    @BeforeEach
    void writeBoth() throws IOException {
        Trained trained = new Trained(NETWORK, FormulaWeights.of(NETWORK));
        ModelProto model = OnnxFile.model(SegmentationGraph.of(trained, CARD), CARD);
        OnnxFile.write(whole, model);
        OnnxFile.write(split, split(model, "weights.bin"));
    }

    @Test
    void modelIsReadWhole() throws IOException {
        assertTrue(Files.size(split) < Files.size(whole) / 10, "the constants lie beside it");
        GraphProto expected = OnnxFile.read(whole).getGraph();
        GraphProto found = OnnxFile.read(split).getGraph();
        assertEquals(expected, found);
    }

    @Test
    void everyToolTakesIt() throws IOException {
        Comparison.Result result = Comparison.of(whole, split, List.of(Pictures.of(80, 60, 1)), 1, 1);
        assertEquals(0, result.agreement().largestDifference());
        Inspection inspection = Inspection.of(split, Optional.of(CARD));
        assertEquals(Inspection.of(whole, Optional.of(CARD)).multiplyAdds(), inspection.multiplyAdds());
        try (Segmenter segmenter = Segmenter.open(split)) {
            assertEquals(CARD.name(), segmenter.card().name());
        }
    }

    @Test
    void missingFileIsNamed() throws IOException {
        Files.delete(data);
        Exception refused = assertThrows(ModelFormatException.class, () -> OnnxFile.read(split));
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.startsWith(split + ": its constant '"), message);
        assertTrue(
                message.endsWith("lies in 'weights.bin', which does not exist; copy all files of the model together"),
                message);
    }

    @Test
    void truncatedFileIsRefused() throws IOException {
        Files.write(data, Arrays.copyOf(Files.readAllBytes(data), (int) Files.size(data) - 1));
        Exception refused = assertThrows(ModelFormatException.class, () -> OnnxFile.read(split));
        assertTrue(String.valueOf(refused.getMessage()).contains("'weights.bin', which has "), refused.getMessage());
    }

    @Test
    void filesOutsideTheFolderAreNotRead() throws IOException {
        Path inner = Files.createDirectory(folder.resolve("inner"));
        Path model = inner.resolve("model.onnx");
        OnnxFile.write(model, split(OnnxFile.read(whole), "../weights.bin"));
        Exception refused = assertThrows(ModelFormatException.class, () -> OnnxFile.read(model));
        assertTrue(
                String.valueOf(refused.getMessage())
                        .contains("lies in '../weights.bin', which is not in the model's folder"),
                refused.getMessage());
    }

    @Test
    void placesThatNoFileHasAreRefused() throws IOException {
        ModelProto model = split(OnnxFile.read(whole), "weights.bin");
        refused(changed(model, "offset", "9223372036854775800"), "from byte 9223372036854775800 on of");
        refused(changed(model, "location", "weights\0.bin"), "which is not a valid file name");
    }

    @Test
    void filesMayBeLongerThanTheirConstants() throws IOException {
        GraphProto expected = OnnxFile.read(whole).getGraph();
        ModelProto model = split(OnnxFile.read(whole), "weights.bin");
        GraphProto.Builder graph = model.getGraph().toBuilder();
        for (TensorProto.Builder constant : graph.getInitializerBuilderList()) {
            List<StringStringEntryProto> entries = constant.getExternalDataList().stream()
                    .filter(entry -> !entry.getKey().equals("length"))
                    .toList();
            constant.clearExternalData().addAllExternalData(entries);
        }
        OnnxFile.write(split, model.toBuilder().setGraph(graph).build());
        assertEquals(expected, OnnxFile.read(split).getGraph());
    }

    private void refused(ModelProto model, String words) throws IOException {
        OnnxFile.write(split, model);
        String found = String.valueOf(assertThrows(ModelFormatException.class, () -> OnnxFile.read(split))
                .getMessage());
        assertTrue(found.startsWith(split + ": ") && found.contains(words), found);
    }

    private static ModelProto changed(ModelProto model, String key, String value) {
        GraphProto.Builder graph = model.getGraph().toBuilder();
        for (TensorProto.Builder constant : graph.getInitializerBuilderList()) {
            for (StringStringEntryProto.Builder entry : constant.getExternalDataBuilderList()) {
                if (entry.getKey().equals(key)) {
                    entry.setValue(value);
                }
            }
        }
        return model.toBuilder().setGraph(graph).build();
    }

    /** Writes the constants of more than a few bytes beside the model, as exporters of large models do. */
    private ModelProto split(ModelProto model, String location) throws IOException {
        GraphProto.Builder graph = model.getGraph().toBuilder();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < graph.getInitializerCount(); i++) {
            TensorProto constant = graph.getInitializer(i);
            if (constant.getRawData().size() > 64) {
                TensorProto.Builder external = constant.toBuilder()
                        .clearRawData()
                        .setDataLocation(DataLocation.EXTERNAL)
                        .addExternalData(entry("location", location))
                        .addExternalData(entry("offset", String.valueOf(bytes.size())))
                        .addExternalData(entry(
                                "length", String.valueOf(constant.getRawData().size())));
                constant.getRawData().writeTo(bytes);
                graph.setInitializer(i, external);
            }
        }
        Files.write(data, bytes.toByteArray());
        return model.toBuilder().setGraph(graph).build();
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }
}
