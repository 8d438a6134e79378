package dev.maskwright.exporter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.gson.JsonObject;
import dev.maskwright.exporter.fixtures.Cards;
import dev.maskwright.exporter.fixtures.Pictures;
import dev.maskwright.exporter.onnx.InputSize;
import dev.maskwright.exporter.onnx.OnnxFile;
import dev.maskwright.exporter.rewrite.Rewriting;
import dev.maskwright.exporter.rewrite.Trained;
import dev.maskwright.models.fixtures.FormulaWeights;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.zoo.Architectures;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExportTest {

    private static final Network NETWORK = Architectures.build("segformer-mit_b0", 3, 4);
    private static final Trained TRAINED = new Trained(NETWORK, FormulaWeights.of(NETWORK));

    private static final ExportOptions OPTIONS = ExportOptions.defaults();

    private final Path folder;

    ExportTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void fileGivesItsGoldenMask() throws IOException {
        Path file = folder.resolve("model.onnx");
        ModelCard card =
                Export.of(TRAINED, Cards.description(NETWORK, 96, 64), OPTIONS).write(Pictures.of(200, 150, 1), file);
        assertEquals(List.of(file), filesIn(folder));
        ModelCard.Golden golden = card.golden().orElseThrow();
        assertEquals(96, golden.width());
        assertEquals(72, golden.height());
        try (Segmenter segmenter = Segmenter.open(file)) {
            assertEquals(card.toJson(), segmenter.card().toJson());
            assertEquals(0, segmenter.verify().orElseThrow().different());
        }
    }

    @Test
    void bothFormsGiveTheSameMask() throws IOException {
        Path pixels = folder.resolve("pixels.onnx");
        Path tensor = folder.resolve("tensor.onnx");
        ExportOptions options = OPTIONS.withSize(InputSize.fixed(96, 64)).withStorage(WeightStorage.FLOAT16);
        export(options).write(Pictures.of(90, 60, 1), pixels);
        export(options.withForm(Form.TENSOR)).write(Pictures.of(90, 60, 1), tensor);
        try (Segmenter first = Segmenter.open(pixels);
                Segmenter second = Segmenter.open(tensor)) {
            Mask mask = first.segment(Pictures.of(300, 200, 2));
            Mask other = second.segment(Pictures.of(300, 200, 2));
            assertArrayEquals(mask.classIds(), other.classIds());
        }
    }

    /** The graph enlarges in other steps than the SDK, so that single pixels of a border may differ. */
    @ParameterizedTest
    @CsvSource({"segformer-mit_b0, 4, true", "edgefpn-efficientnet_lite0, 4, false", "unet-resnet18, 1, false"})
    void logitsFormGivesTheMasksOfThePixelsForm(String architecture, int stride, boolean alignsCorners)
            throws IOException {
        ModelCard.LogitsOutput expected = new ModelCard.LogitsOutput("logits", stride, alignsCorners);
        Network network = Architectures.build(architecture, 3, 5);
        Trained trained = new Trained(network, FormulaWeights.of(network));
        Path pixels = folder.resolve("pixels.onnx");
        Path logits = folder.resolve("logits.onnx");
        Export.of(trained, Cards.description(network, 96, 64), OPTIONS).write(Pictures.of(90, 60, 1), pixels);
        ModelCard card = Export.of(trained, Cards.description(network, 96, 64), OPTIONS.withForm(Form.LOGITS))
                .write(Pictures.of(90, 60, 1), logits);
        assertEquals(expected, card.outputs());
        try (Segmenter first = Segmenter.open(pixels);
                Segmenter second = Segmenter.open(logits)) {
            Mask mask = first.segment(Pictures.of(300, 200, 2));
            Mask other = second.segment(Pictures.of(300, 200, 2));
            assertEquals(96 * 64, other.classIds().length);
            int different = 0;
            for (int i = 0; i < mask.classIds().length; i++) {
                different += mask.classIds()[i] == other.classIds()[i] ? 0 : 1;
            }
            assertTrue(different <= 6, different + " pixels differ");
            assertTrue(second.segment(Pictures.of(300, 200, 2)).hasProbabilities());
            assertEquals(0, second.verify().orElseThrow().different());
        }
    }

    @Test
    void logitsAtTheNetworksOwnResolutionAreTheMask() {
        ModelCard card = export(OPTIONS.withForm(Form.LOGITS).withResolution(Resolution.NETWORK))
                .card();
        assertEquals(new ModelCard.LogitsOutput("logits", 1, true), card.outputs());
    }

    @Test
    void sameNetworkGivesSameBytes() throws IOException {
        Path first = folder.resolve("first.onnx");
        Path second = folder.resolve("second.onnx");
        for (Path file : List.of(first, second)) {
            export(OPTIONS.withStorage(WeightStorage.FLOAT16)).write(Pictures.of(64, 64, 3), file);
        }
        assertEquals(-1, Files.mismatch(first, second));
    }

    @Test
    void halfPrecisionHalvesTheFile() throws IOException {
        Path whole = folder.resolve("whole.onnx");
        Path half = folder.resolve("half.onnx");
        export(OPTIONS).write(Pictures.of(64, 64, 3), whole);
        export(OPTIONS.withStorage(WeightStorage.FLOAT16)).write(Pictures.of(64, 64, 3), half);
        assertTrue(Files.size(half) < 0.55 * Files.size(whole), Files.size(half) + " of " + Files.size(whole));
    }

    @Test
    void cardSaysWhatTheOptionsDecide() {
        ModelCard free = export(OPTIONS).card();
        assertEquals(Cards.dynamic(NETWORK, Form.PIXELS, 64, 64).input(), free.input());
        assertEquals(Form.PIXELS.outputs(), free.outputs());
        assertEquals("segformer-mit_b0", free.architecture());
        assertEquals("fp32", text(free, "precision"));
        assertEquals("fp32", text(free, "compute"));
        assertEquals("all", text(free, "rewriting"));

        ModelCard small = export(OPTIONS.withSize(InputSize.fixed(96, 32))
                        .withResolution(Resolution.NETWORK)
                        .withLogits()
                        .withRewriting(Rewriting.NONE)
                        .computingInHalf())
                .card();
        assertEquals(Cards.fixed(NETWORK, Form.PIXELS, 96, 32).input(), small.input());
        assertEquals(Form.PIXELS.outputsWithLogits(4), small.outputs());
        assertEquals("fp16", text(small, "precision"));
        assertEquals("fp16", text(small, "compute"));
        assertEquals("none", text(small, "rewriting"));
        assertEquals(
                "fp16", text(export(OPTIONS.withStorage(WeightStorage.FLOAT16)).card(), "precision"));
    }

    private static String text(ModelCard card, String key) {
        return card.provenance().get(key).getAsString();
    }

    @Test
    void networkOfOneSizeIsExportedAtThatSizeOnly() {
        Network vit = Architectures.build("vit_plain", 3, 4);
        Trained trained = new Trained(vit, FormulaWeights.of(vit));
        int side = vit.stride();
        assertFalse(Export.of(trained, Cards.description(vit, side, side), OPTIONS)
                .card()
                .input()
                .dynamic());
        Exception refused = assertThrows(
                IllegalArgumentException.class, () -> Export.of(trained, Cards.description(vit, 32, 64), OPTIONS));
        assertEquals("32x64: vit_plain takes exactly " + side, refused.getMessage());
    }

    @Test
    void descriptionOfAnotherNetworkIsRefused() {
        Network unet = Architectures.build("unet-resnet18", 3, 5);
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> Export.of(TRAINED, Cards.description(unet, 64, 64), ExportOptions.defaults()));
        assertEquals(
                "the description of 'test' does not match this network: it names 5 classes, the network has 4",
                refused.getMessage());
    }

    @Test
    void logitsBesideLogitsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> OPTIONS.withForm(Form.LOGITS)
                .withLogits());
        assertThrows(IllegalArgumentException.class, () -> OPTIONS.withForm(Form.TENSOR)
                .withLogits());
    }

    @Test
    void nothingAppearsWhenWritingFails() throws IOException {
        Path file = folder.resolve("missing").resolve("model.onnx");
        assertThrows(IOException.class, () -> export(OPTIONS).write(Pictures.of(64, 64, 3), file));
        assertEquals(List.of(), filesIn(folder));
    }

    @Test
    void replacedCardLeavesTheGraphAlone() throws IOException {
        Path file = folder.resolve("model.onnx");
        ModelCard card = export(OPTIONS).write(Pictures.of(64, 64, 3), file);
        ModelProto before = OnnxFile.read(file);
        JsonObject provenance = new JsonObject();
        provenance.addProperty("recipe", "none");
        Export.replaceCard(file, card.withProvenance(provenance));
        ModelProto after = OnnxFile.read(file);
        assertEquals(before.getGraph(), after.getGraph());
        assertEquals(provenance, OnnxFile.card(after, "model").provenance());
        assertEquals(1, after.getMetadataPropsCount());
    }

    @Test
    void fileThatIsNoModelIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("model.onnx"), "not a model");
        ModelFormatException refused = assertThrows(
                ModelFormatException.class,
                () -> Export.replaceCard(file, Cards.dynamic(NETWORK, Form.PIXELS, 64, 64)));
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.startsWith(file + ": a text file, not an ONNX model"), message);
        assertEquals("not a model", Files.readString(file));
    }

    private static Export export(ExportOptions options) {
        return Export.of(TRAINED, Cards.description(NETWORK, 64, 64), options);
    }

    private static List<Path> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
