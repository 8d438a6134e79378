package dev.maskwright.sdk.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Options;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.TinyModels;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.model.ModelCard.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NullUnmarked
class ModelCardTest {

    @TempDir
    Path folder;

    private static final String PIXELS = TinyModels.pixelsCard(224, 160).toJson();

    @Test
    void whatIsWrittenIsReadAgain() {
        JsonObject provenance = new JsonObject();
        provenance.addProperty("dataset", "products");
        byte[] rgb = {1, 2, 3, -1, -2, -3};
        byte[] ids = {0, 3};
        for (ModelCard card : List.of(
                TinyModels.pixelsCard(64, 32),
                TinyModels.pixelsWithLogitsCard(64, 32, 4),
                TinyModels.tensorCard(64, 32))) {
            ModelCard full = card.withProvenance(provenance).withGolden(new Golden(2, 1, rgb, 1, 2, ids));

            ModelCard read = ModelCard.parse(full.toJson(), "test");

            assertEquals(full.toJson(), read.toJson());
            assertEquals(card.input(), read.input());
            assertEquals(card.outputs(), read.outputs());
            assertEquals(provenance, read.provenance());
            assertArrayEquals(rgb, read.golden().orElseThrow().rgb());
            assertArrayEquals(ids, read.golden().orElseThrow().classIds());
        }
    }

    @Test
    void fieldsOfLaterVersionsAreIgnored() {
        JsonObject json = json();
        json.addProperty("mood", "cheerful");
        json.getAsJsonObject("input").addProperty("smell", "roses");

        assertEquals(PIXELS, ModelCard.parse(json.toString(), "test").toJson());
    }

    @Test
    void aNewerSchemaAsksForANewerSdk() {
        JsonObject json = json();
        json.addProperty("schema", 2);

        assertMessage(
                json.toString(), "road.onnx: its card has schema 2, this SDK reads up to 1; update maskwright-sdk");
    }

    @Test
    void everyFaultIsNamed() {
        JsonObject json = json();
        json.addProperty("name", 7);
        json.getAsJsonObject("input").remove("width");
        json.getAsJsonObject("input").addProperty("fit", "squeeze");
        json.getAsJsonObject("input").addProperty("height", 1.5);
        json.getAsJsonArray("classes").get(1).getAsJsonObject().addProperty("colour", "red");
        json.remove("normalization");
        json.getAsJsonObject("outputs").remove("confidence");

        assertMessage(
                json.toString(),
                "road.onnx: 7 faults in the model card: name: expected a text, found 7;"
                        + " classes[1]: the colour of class 1 (red) must be #rrggbb, got \"red\"; "
                        + "input.width is missing;"
                        + " input.height: expected a whole number, found 1.5; input.fit: expected one of [stretch,"
                        + " letterbox], found \"squeeze\"; normalization is missing; outputs.confidence is missing");
    }

    @Test
    void classIdsMustCountUp() {
        JsonObject json = json();
        json.getAsJsonArray("classes").remove(1);

        assertMessage(
                json.toString(),
                "road.onnx: 1 fault in the model card: classes: class ids must be 0..2 in order, got [0, 2, 3]");
    }

    @Test
    void partsMustFitTogether() {
        JsonObject json = json();
        json.getAsJsonObject("input").addProperty("multipleOf", 32);
        json.getAsJsonObject("input").addProperty("width", 100);
        assertTrue(message(json.toString()).contains("must be multiples of multipleOf, got 100x160 and 32"));
    }

    @Test
    void oneNumberPerPixelTellsTwoClassesApart() {
        JsonObject json = json();
        JsonObject outputs = new JsonObject();
        outputs.addProperty("foreground", "d0");
        json.add("outputs", outputs);
        assertTrue(message(json.toString()).contains("distinguishes 2 classes"), message(json.toString()));

        outputs.addProperty("threshold", 1);
        assertTrue(message(json.toString()).contains("between 0 and 1, got 1.0"), message(json.toString()));
        outputs.addProperty("logits", "d1");
        assertTrue(message(json.toString()).contains("found [logits, foreground]"), message(json.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"probabilities", "foreground", "classIds"})
    void aMaskStandsBesideNothingButLogits(String other) {
        JsonObject json = json();
        JsonObject outputs = new JsonObject();
        outputs.addProperty("mask", "m");
        outputs.addProperty("confidence", "c");
        outputs.addProperty("logits", "l");
        json.add("outputs", outputs);
        ModelCard.parse(json.toString(), "road.onnx");

        outputs.addProperty(other, "o");
        assertTrue(
                message(json.toString()).contains("found [mask, confidence, logits, " + other + "]"),
                message(json.toString()));
    }

    @Test
    void whatCanBeGuessedNeedNotBeSaid() {
        ModelCard card = ModelCard.parse("""
                {"classes": ["road", {"name": "background"}], "outputs": {"logits": "y"},
                 "input": {"name": "x", "width": 8, "height": 4},
                 "normalization": {"mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]}}
                """, "models/road.ONNX");
        assertEquals("road 1 unknown", card.name() + " " + card.version() + " " + card.architecture());
        assertEquals(
                new ModelCard.Input(
                        "x",
                        ModelCard.Layout.NCHW,
                        ModelCard.PixelType.FLOAT32,
                        8,
                        4,
                        1,
                        false,
                        Resampler.Filter.BILINEAR,
                        ModelCard.Fit.STRETCH),
                card.input());
        assertEquals(ClassLabel.of(List.of("road", "background")), card.classes());
    }

    @Test
    void strideOfTheMaskMustDivideTheInput() {
        JsonObject json = json();
        json.getAsJsonObject("outputs").addProperty("stride", 5);
        assertTrue(
                message(json.toString()).endsWith("an input of 224x160 gives no mask of stride 5; it must divide both"),
                message(json.toString()));

        json.getAsJsonObject("outputs").addProperty("stride", 0);
        assertTrue(message(json.toString()).endsWith("outputs: the stride of a mask is at least 1, got 0"));
    }

    @Test
    void aDamagedGoldenSampleIsAFault() {
        JsonObject json = JsonParser.parseString(TinyModels.pixelsCard(8, 8)
                        .withGolden(new Golden(1, 1, new byte[3], 1, 1, new byte[1]))
                        .toJson())
                .getAsJsonObject();
        json.getAsJsonObject("golden").addProperty("width", 2);
        assertTrue(message(json.toString()).endsWith("golden: a picture of 2x1 cannot have 3 bytes"));

        json.getAsJsonObject("golden").addProperty("rgb", "AAAA");
        assertTrue(message(json.toString()).contains("golden: packed bytes are damaged"), message(json.toString()));
    }

    @Test
    void whatIsNoJsonIsRefused() {
        assertMessage("[]", "road.onnx: the model card is not a JSON object");
        assertTrue(message("{\"name\": ").startsWith("road.onnx: the model card is not JSON: "));
    }

    private static JsonObject json() {
        return JsonParser.parseString(PIXELS).getAsJsonObject();
    }

    private static void assertMessage(String json, String message) {
        assertEquals(message, message(json));
    }

    @Test
    void aKeyThatIsThereTwiceIsRefused() {
        assertMessage(
                PIXELS.replaceFirst("\"width\"", "\"width\": 1, \"width\""),
                "road.onnx: the model card has the key 'width' twice, at $.input.width; remove one of them");
    }

    private static String message(String json) {
        return assertThrows(ModelFormatException.class, () -> ModelCard.parse(json, "road.onnx"))
                .getMessage();
    }

    @Test
    void aBuilderMakesTheCardOfAModelFromElsewhere() throws IOException {
        ModelCard card = ModelCard.builder("colours")
                .classes("background", "red", "green", "blue")
                .tensorInput("image", 2, 1)
                .fit(ModelCard.Fit.LETTERBOX)
                .normalization(Normalization.none())
                .logits("logits")
                .build();
        Path file = TinyModels.write(TinyModels.tensor(1), folder.resolve("other.onnx"));
        try (Segmenter segmenter = Segmenter.open(file, card, Options.defaults())) {
            Mask mask = segmenter.segment(Frame.rgb(new byte[] {0, 0, (byte) 255, (byte) 255, 0, 0}, 2, 1));
            assertEquals("blue", mask.classes().get(mask.classAt(0, 0)).toString());
            assertEquals("red", mask.classes().get(mask.classAt(1, 0)).name());
        }
        assertEquals(card, ModelCard.parse(card.toJson(), "card"));
        assertEquals(ModelCard.Fit.LETTERBOX, card.input().fit());
        ModelCard bytes = ModelCard.builder("bytes")
                .classes("a", "b")
                .pixelsInput("pixels", 4, 4)
                .mask("mask", "confidence")
                .build();
        assertEquals(ModelCard.PixelType.UINT8, bytes.input().type());
    }

    @Test
    void aBuilderNamesAllThatIsMissing() {
        ModelCardBuilder builder = ModelCard.builder("half").tensorInput("image", 2, 1);
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, builder::build);
        assertEquals(
                "the card of half still needs classes, normalization (Normalization.imageNet() suits most networks),"
                        + " logits, probabilities, classIds, mask or outputs",
                e.getMessage());
    }
}
