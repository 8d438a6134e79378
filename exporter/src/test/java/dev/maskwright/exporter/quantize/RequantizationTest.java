package dev.maskwright.exporter.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.maskwright.exporter.graph.GraphIndex;
import dev.maskwright.exporter.onnx.OnnxFile;
import dev.maskwright.sdk.GoldenCheck;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.graph.GraphSession;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model is quantised as another was, and its card says of itself only what is true of it. */
final class RequantizationTest {

    private final Path model;
    private final Path output;

    RequantizationTest(@TempDir Path folder) throws IOException {
        model = folder.resolve("float.onnx");
        output = folder.resolve("int8.onnx");
        ModelProto small = new SmallGraph()
                .conv("first", "input", 3, 8)
                .node("Relu", "relu", List.of("first"))
                .conv("second", "relu", 8, 8)
                .conv("logits", "second", 8, 3)
                .model(3);
        JsonObject provenance = new JsonObject();
        provenance.addProperty("parity", "of the new float file");
        ModelCard card = SmallGraph.card(3).withProvenance(provenance);
        OnnxFile.write(model, OnnxFile.withCard(small, card));
    }

    private static ModelCard quantizedBy(String method) {
        JsonObject how = new JsonObject();
        how.addProperty("method", method);
        how.addProperty("speedup", 1.9);
        how.addProperty("equalPixels", 0.99);
        how.addProperty("engine", "another one");
        how.addProperty("parityOfFloat", "of the old float file");
        JsonObject provenance = new JsonObject();
        provenance.add("quantization", how);
        return SmallGraph.card(3).withProvenance(provenance);
    }

    @Test
    void theCardTellsOfTheNewModelAlone() throws IOException {
        Requantization.run(model, quantizedBy("percentile"), SmallGraph.pictures(), output);
        try (Segmenter segmenter = Segmenter.open(output)) {
            JsonObject provenance = segmenter.card().provenance();
            assertFalse(provenance.has("parity"), provenance::toString);
            JsonObject how = provenance.getAsJsonObject("quantization");
            assertEquals("of the new float file", how.get("parityOfFloat").getAsString());
            assertEquals(
                    "ONNX Runtime " + GraphSession.engineVersion(),
                    how.get("engine").getAsString());
            assertEquals("percentile", how.get("method").getAsString());
            assertFalse(how.has("speedup") || how.has("equalPixels"), how::toString);
            assertEquals(1, segmenter.verify().map(GoldenCheck::alike).orElseThrow());
        }
    }

    /** The choice was made for the box that the model is deployed on; a layer that is no longer there is no fault. */
    @Test
    void kernelsOfTheCardAreChosenAgain() throws IOException {
        ModelCard like = quantizedBy("mse");
        JsonObject padded = new JsonObject();
        padded.addProperty("first", 16);
        padded.addProperty("gone", 24);
        JsonArray matrix = new JsonArray();
        matrix.add("second");
        JsonObject kernels = new JsonObject();
        kernels.addProperty("processor", "that of the box");
        kernels.add("matrix", matrix);
        kernels.add("padded", padded);
        JsonObject provenance = like.provenance();
        provenance.getAsJsonObject("quantization").add("kernels", kernels);
        Requantization.run(model, like.withProvenance(provenance), SmallGraph.pictures(), output);
        GraphIndex index = new GraphIndex(OnnxFile.read(output).getGraph());
        assertEquals(16, index.constant("first/weight/int8").orElseThrow().getDims(0));
        assertEquals(
                1,
                index.constant("second/weight/zero").orElseThrow().getRawData().byteAt(0));
        try (Segmenter segmenter = Segmenter.open(output)) {
            assertEquals(
                    kernels,
                    segmenter
                            .card()
                            .provenance()
                            .getAsJsonObject("quantization")
                            .get("kernels"));
        }
    }

    @Test
    void aMethodThatThereIsNotIsRefused() {
        String fault = assertThrows(
                        ModelFormatException.class,
                        () -> Requantization.run(model, quantizedBy("magic"), SmallGraph.pictures(), output))
                .getMessage();
        assertTrue(String.valueOf(fault).contains("quantised by \"magic\", which is not one of ["), fault);
        assertFalse(Files.exists(output));
    }
}
