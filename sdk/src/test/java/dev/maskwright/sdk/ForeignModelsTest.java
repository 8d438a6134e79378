package dev.maskwright.sdk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.model.ForegroundOutput;
import dev.maskwright.sdk.model.ForegroundOutput.Values;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelFormatException;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Graphs as other tools write them, with cards in separate files. */
@NullUnmarked
class ForeignModelsTest {

    private static final Options SMOOTH = Options.defaults().withEdges(Edges.SMOOTH);
    private static final String COLOURS = "[\"background\", \"red\", \"green\", \"blue\"]";
    private static final String PLANES = "{\"name\": \"image\", \"width\": 4, \"height\": 2}";
    private static final String UNIT = "{\"mean\": [0, 0, 0], \"std\": [1, 1, 1]}";

    @TempDir
    Path folder;

    private int files;

    private Path model(ModelProto.Builder model, String input, String outputs, String classes) throws IOException {
        return model(model, input, outputs, classes, UNIT);
    }

    private Path model(ModelProto.Builder model, String input, String outputs, String classes, String normalization)
            throws IOException {
        Path file = TinyModels.write(model, folder.resolve("foreign%d.onnx".formatted(files++)));
        Files.writeString(
                folder.resolve(file.getFileName().toString().replace(".onnx", ".card.json")),
                "{\"classes\": %s, \"input\": %s, \"normalization\": %s, \"outputs\": %s}"
                        .formatted(classes, input, normalization, outputs));
        return file;
    }

    /** Red, green, blue and black, twice. */
    private static Frame colours() {
        byte[] row = {-1, 0, 0, 0, -1, 0, 0, 0, -1, 0, 0, 0};
        byte[] rgb = new byte[24];
        System.arraycopy(row, 0, rgb, 0, 12);
        System.arraycopy(row, 0, rgb, 12, 12);
        return Frame.rgb(rgb, 4, 2);
    }

    private static void assertColours(Path file) {
        try (Segmenter segmenter = Segmenter.open(file)) {
            assertArrayEquals(
                    new byte[] {1, 2, 3, 0, 1, 2, 3, 0},
                    segmenter.segment(colours()).classIds());
        }
    }

    @Test
    void probabilitiesAreTheConfidences() throws IOException {
        Path file = model(ForeignModels.probabilities(1), PLANES, "{\"probabilities\": \"shares\"}", COLOURS);
        assertColours(file);
        try (Segmenter segmenter = Segmenter.open(file, SMOOTH)) {
            Mask mask = segmenter.segment(colours());
            assertEquals(1, mask.confidenceAt(0, 0), 1e-6);
            assertEquals(0.25, mask.confidenceAt(3, 0), 0.003); // black: all four classes are equal
            FloatBuffer green = FloatBuffer.allocate(8);
            mask.copyProbabilities(2, green);
            assertEquals(1, green.get(1), 1e-6);
            assertEquals(0.25, green.get(3), 1e-6);
        }
    }

    @Test
    void logitsThatComeFromSoftmaxAreRefused() throws IOException {
        Path file = model(ForeignModels.probabilities(1), PLANES, "{\"logits\": \"shares\"}", COLOURS);
        String message = refusal(file);
        assertTrue(
                message.contains("output 'shares' comes from a Softmax, so its numbers are probabilities")
                        && message.contains("write \"probabilities\": \"shares\" in its outputs"),
                message);
        Path red = model(
                ForeignModels.red(false),
                PLANES,
                "{\"foreground\": \"share\", \"values\": \"logit\"}",
                "[\"background\", \"red\"]");
        assertTrue(refusal(red).contains("comes from a Sigmoid"), refusal(red));
    }

    @Test
    void softmaxIsSeenBehindOtherOperatorsAndInBytes() throws IOException {
        Path file = model(
                ForeignModels.channelsLast(ForeignModels.probabilities(1)),
                PLANES,
                "{\"logits\": \"last\", \"layout\": \"NHWC\"}",
                COLOURS);
        ModelCard card = ModelCard.parse(Files.readString(folder.resolve("foreign0.card.json")), "card");
        ModelSource bytes = ModelSource.bytes(Files.readAllBytes(file), "bytes").withCard(card);
        assertTrue(assertThrows(ModelFormatException.class, () -> Segmenter.open(bytes, Options.defaults()))
                .getMessage()
                .contains("comes from a Softmax"));
    }

    @Test
    void logitsThatAreCalledProbabilitiesAreRefused() throws IOException {
        Path file = model(TinyModels.tensor(1), PLANES, "{\"probabilities\": \"logits\"}", COLOURS);
        try (Segmenter segmenter = Segmenter.open(file)) {
            TiledSegmenter tiled = TiledSegmenter.of(segmenter, Tiling.of(4, 2));
            List<Executable> calls = List.of(() -> segmenter.segment(colours()), () -> tiled.segment(colours()));
            for (Executable call : calls) {
                String message = assertThrows(SegmentationException.class, call).getMessage();
                assertTrue(message.startsWith(file + ": the probability of class 1 at pixel "), message);
                assertTrue(message.contains("not 0 to 1; if the network gives logits, say so"), message);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "INT64, false",
        "INT64, true",
        "INT32, false",
        "UINT8, false",
        "UINT8, true",
        "INT8, false",
        "FLOAT, true",
        "FLOAT16, false"
    })
    void classIdsOfAnyType(DataType type, boolean keepsChannel) throws IOException {
        Path file = model(ForeignModels.classIds(type, keepsChannel), PLANES, "{\"classIds\": \"ids\"}", COLOURS);
        assertColours(file);
        try (Segmenter segmenter = Segmenter.open(file)) {
            assertEquals(1, segmenter.segment(colours()).confidenceAt(0, 0));
            assertArrayEquals(
                    new byte[] {1, 2, 3, 0, 1, 2, 3, 0},
                    TiledSegmenter.of(segmenter, Tiling.of(4, 2))
                            .segment(TileSource.of(colours()))
                            .classIds());
        }
    }

    @Test
    void classIdsWithChannelsLastAndThoseBeyondTheCard() throws IOException {
        assertColours(model(
                ForeignModels.channelsLast(ForeignModels.classIds(DataType.INT32, true)),
                PLANES,
                "{\"classIds\": \"last\"}",
                COLOURS));
        Path few = model(
                ForeignModels.classIds(DataType.INT64, false),
                PLANES,
                "{\"classIds\": \"ids\"}",
                "[\"background\", \"red\", \"green\"]");
        try (Segmenter segmenter = Segmenter.open(few)) {
            String message = assertThrows(SegmentationException.class, () -> segmenter.segment(colours()))
                    .getMessage();
            assertTrue(message.contains("class id 3, but the classes of its card are 0 to 2"), message);
        }
    }

    /** They are refused before the first run, which would take 8 GB. */
    @Test
    void masksLargerThanAnyFrameAreRefused() throws IOException {
        ModelProto.Builder graph = ForeignModels.classIds(DataType.INT64, false);
        graph.getGraphBuilder()
                .addInitializer(TensorProto.newBuilder()
                        .setName("size")
                        .setDataType(DataType.INT64.getNumber())
                        .addDims(3)
                        .addAllInt64Data(List.of(1L, 32_768L, 32_768L)))
                .addNode(TinyModels.node("Expand", "huge", List.of("ids", "size")))
                .clearOutput()
                .addOutput(TinyModels.value("huge", DataType.INT64, "1", "32768", "32768"));
        Path file = model(graph, PLANES, "{\"classIds\": \"huge\"}", COLOURS);
        assertEquals(
                file + ": card and graph give masks of 32768x32768 pixels, but at most 268435456 are possible",
                assertThrows(
                                ModelFormatException.class,
                                () -> Segmenter.open(file, Options.defaults().withWarmUp(1)))
                        .getMessage());
    }

    @Test
    void logitsAsBytesAreRefused() throws IOException {
        Path file = model(
                ForeignModels.output(TinyModels.tensor(1), DataType.UINT8), PLANES, "{\"logits\": \"typed\"}", COLOURS);
        String lost = "output 'typed' has logits as uint8, which have lost their scale; ";
        assertTrue(refusal(file).contains(lost + "write \"levels\""), refusal(file));
        Path red = model(
                ForeignModels.output(ForeignModels.red(true), DataType.UINT8),
                PLANES,
                "{\"foreground\": \"typed\", \"values\": \"logit\"}",
                "[\"background\", \"red\"]");
        assertTrue(refusal(red).contains(lost + "end the graph with DequantizeLinear"), refusal(red));
    }

    @Test
    void whatTheCardShouldSayInsteadIsSaid() throws IOException {
        String unsigned = refusal(
                model(ForeignModels.classIds(DataType.UINT16, false), PLANES, "{\"classIds\": \"ids\"}", COLOURS));
        assertTrue(unsigned.contains("add a Cast to int32"), unsigned);
        String ids =
                refusal(model(ForeignModels.classIds(DataType.INT64, false), PLANES, "{\"logits\": \"ids\"}", COLOURS));
        assertTrue(ids.contains("(class ids: write \"classIds\": \"ids\")"), ids);
        String red = refusal(
                model(ForeignModels.red(false), PLANES, "{\"probabilities\": \"share\"}", "[\"background\", \"red\"]"));
        assertTrue(red.contains("(one number per pixel: write \"foreground\": \"share\")"), red);
        String last = refusal(model(
                ForeignModels.channelsLast(ForeignModels.probabilities(1)),
                PLANES,
                "{\"probabilities\": \"last\"}",
                COLOURS));
        assertTrue(last.contains("(add \"layout\": \"NHWC\" to the outputs)"), last);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oneChannelTellsForegroundFromBackground(boolean isLogit) throws IOException {
        String outputs = isLogit ? "{\"foreground\": \"logit\", \"values\": \"logit\"}" : "{\"foreground\": \"share\"}";
        Path file = model(ForeignModels.red(isLogit), PLANES, outputs, "[\"background\", \"red\"]");
        for (Options options : new Options[] {Options.defaults(), SMOOTH}) {
            try (Segmenter segmenter = Segmenter.open(file, options)) {
                Mask mask = segmenter.segment(colours());
                assertArrayEquals(new byte[] {1, 0, 0, 0, 1, 0, 0, 0}, mask.classIds());
                double sure = 1 / (1 + Math.exp(-2));
                assertEquals(sure, mask.confidenceAt(0, 0), 0.003);
                assertEquals(sure, mask.confidenceAt(1, 0), 0.003);
                if (mask.hasProbabilities()) {
                    FloatBuffer red = FloatBuffer.allocate(8);
                    mask.copyProbabilities(1, red);
                    assertEquals(sure, red.get(0), 1e-5);
                    assertEquals(1 - sure, red.get(1), 1e-5);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0.87, 1", "0.89, 0", "0.13, 1"})
    void aThresholdDecidesWhatIsForeground(float threshold, byte red) throws IOException {
        Path file = model(
                ForeignModels.red(false),
                PLANES,
                "{\"foreground\": \"share\", \"threshold\": %s}".formatted(threshold),
                "[\"background\", \"red\"]");
        try (Segmenter segmenter = Segmenter.open(file)) {
            Mask mask = segmenter.segment(colours());
            assertArrayEquals(new byte[] {red, 0, 0, 0, red, 0, 0, 0}, mask.classIds());
            double foreground = 1 / (1 + Math.exp(-2));
            assertEquals(red == 1 ? foreground : 1 - foreground, mask.confidenceAt(0, 0), 0.003);
            Mask tiled = TiledSegmenter.of(segmenter, Tiling.of(4, 2)).segment(TileSource.of(colours()));
            assertArrayEquals(mask.classIds(), tiled.classIds());
            assertEquals(mask.confidenceAt(0, 0), tiled.confidenceAt(0, 0), 0.005);
        }
        Path logit = model(
                ForeignModels.red(true),
                PLANES,
                "{\"foreground\": \"logit\", \"values\": \"logit\", \"threshold\": %s}".formatted(threshold),
                "[\"background\", \"red\"]");
        try (Segmenter segmenter = Segmenter.open(logit)) {
            assertEquals(red, segmenter.segment(colours()).classIds()[0]);
        }
        assertEquals(
                new ForegroundOutput("share", Values.PROBABILITY, threshold, 1, false, ModelCard.Layout.NCHW),
                ModelCard.parse(Files.readString(folder.resolve("foreign0.card.json")), "card")
                        .outputs());
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT16", "DOUBLE", "UINT8"})
    void scoresOfAnyTypeAndLayout(DataType type) throws IOException {
        for (boolean channelsLast : new boolean[] {false, true}) {
            ModelProto.Builder model = ForeignModels.probabilities(1);
            String layout = channelsLast ? "NHWC" : "NCHW";
            Path file = model(
                    ForeignModels.output(channelsLast ? ForeignModels.channelsLast(model) : model, type),
                    PLANES,
                    "{\"probabilities\": \"typed\", \"layout\": \"%s\"}".formatted(layout),
                    COLOURS);
            assertColours(file);
            try (Segmenter segmenter = Segmenter.open(file)) {
                Mask mask = segmenter.segment(colours());
                assertEquals(1, mask.confidenceAt(2, 1), 0.003);
                assertEquals(0.25, mask.confidenceAt(3, 0), 0.003);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "FLOAT, true, false",
        "FLOAT, false, true",
        "FLOAT, true, true",
        "FLOAT16, false, false",
        "FLOAT16, true, true",
        "UINT8, true, false",
        "UINT8, false, false",
        "UINT8, true, true",
        "UINT8, false, true"
    })
    void inputsOfAnyLayoutTypeAndOrder(DataType type, boolean channelsLast, boolean bgr) throws IOException {
        String word = Map.of(DataType.FLOAT, "float32", DataType.FLOAT16, "float16", DataType.UINT8, "uint8")
                .get(type);
        Path file = model(
                ForeignModels.input(ForeignModels.probabilities(1), type, channelsLast, bgr),
                ("{\"name\": \"given\", \"width\": 4, \"height\": 2, \"type\": \"%s\", \"layout\": "
                                + "\"%s\", \"channels\": \"%s\"}")
                        .formatted(word, channelsLast ? "NHWC" : "NCHW", bgr ? "bgr" : "rgb"),
                "{\"probabilities\": \"shares\"}",
                COLOURS);
        assertColours(file);
        try (Segmenter segmenter = Segmenter.open(file)) {
            assertEquals(
                    2, segmenter.segmentBatch(List.of(colours(), colours())).size());
        }
    }

    @Test
    void aNormalizationOfBytesIsTheSameAsOneOfShares() throws IOException {
        String bytes = "{\"mean\": [123.675, 116.28, 103.53], \"std\": [58.395, 57.12, 57.375], \"scale\": 255}";
        String shares = "{\"mean\": [0.485, 0.456, 0.406], \"std\": [0.229, 0.224, 0.225]}";
        float[][] seen = new float[2][];
        for (int i = 0; i < 2; i++) {
            Path file =
                    model(TinyModels.tensor(1), PLANES, "{\"logits\": \"logits\"}", COLOURS, i == 0 ? bytes : shares);
            try (Segmenter segmenter = Segmenter.open(file, SMOOTH)) {
                FloatBuffer red = FloatBuffer.allocate(8);
                segmenter.segment(colours()).copyProbabilities(1, red);
                seen[i] = red.array();
            }
        }
        assertArrayEquals(seen[1], seen[0], 1e-6f);
        String message = refusal(model(
                TinyModels.tensor(1),
                PLANES,
                "{\"logits\": \"logits\"}",
                COLOURS,
                "{\"mean\": [123.675, 116.28, 103.53], \"std\": [58.395, 57.12, 57.375]}"));
        assertTrue(message.contains("if they are meant for 0..255") && message.contains("\"scale\": 255"), message);
    }

    /** As in TensorFlow's DeepLab, where of 513 pixels every 16th, including the first and the last, has scores. */
    @Test
    void scoresOfAnyStrideBecomeTheSizeOfTheInput() throws IOException {
        Path file = model(
                ForeignModels.probabilities(16),
                "{\"name\": \"image\", \"width\": 65, \"height\": 33}",
                "{\"probabilities\": \"shares\", \"enlargement\": \"input\", \"alignsCorners\": true}",
                COLOURS);
        byte[] rgb = new byte[3 * 65 * 33];
        for (int i = 0; i < 65 * 33; i++) {
            rgb[3 * i + (i % 65 < 20 ? 0 : 1)] = -1;
        }
        try (Segmenter segmenter = Segmenter.open(file)) {
            Mask mask = segmenter.segment(Frame.rgb(rgb, 65, 33));
            assertEquals(65, mask.width());
            assertEquals(33, mask.height());
            assertEquals(1, mask.classAt(0, 0));
            assertEquals(1, mask.classAt(24, 32)); // halfway between the columns 16 and 32, of which one is red
            assertEquals(2, mask.classAt(25, 32));
            assertEquals(2, mask.classAt(64, 0));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "99, 13, 'its format is IR version 99, ONNX Runtime', 'model.ir_version = '",
        "8, 99, 'it uses operator set 99 of ai.onnx, ONNX Runtime', 'onnx.version_converter.convert_version(model, '"
    })
    void aModelThatIsTooNewSaysHowToConvertIt(long irVersion, long opset, String what, String how) throws IOException {
        Path file = model(ForeignModels.tooNew(irVersion, opset), PLANES, "{\"logits\": \"logits\"}", COLOURS);
        String message = refusal(file);
        assertTrue(message.startsWith(file + ": made for a newer ONNX: " + what), message);
        assertTrue(message.contains(how) && !message.contains("\n"), message);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 'it needs the operator FancyOp, which operator set '",
        "other.tool, 'it needs the operator other.tool:FancyOp, which ONNX Runtime does not have because it belongs'"
    })
    void anOperatorThatThereIsNotIsNamed(String domain, String message) throws IOException {
        ModelProto.Builder model = TinyModels.tensor(1);
        model.getGraphBuilder().getNodeBuilder(0).setOpType("FancyOp").setDomain(domain);
        Path file = model(model, PLANES, "{\"logits\": \"logits\"}", COLOURS);
        assertTrue(refusal(file).startsWith(file + ": " + message), refusal(file));
    }

    @Test
    void theExtensionCanBeInCapitals() throws IOException {
        Path lower = model(TinyModels.tensor(1), PLANES, "{\"logits\": \"logits\"}", COLOURS);
        Path upper = Files.move(lower, folder.resolve("foreign0.ONNX"));
        assertColours(upper);
    }

    @Test
    void cardsAreReadAsEditorsSaveThem() throws IOException {
        Path file = model(ForeignModels.classIds(DataType.UINT8, false), PLANES, "{\"classIds\": \"ids\"}", COLOURS);
        Path card = folder.resolve("foreign0.card.json");
        String text = Files.readString(card);
        for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            Files.writeString(card, "\uFEFF" + text, charset);
            assertColours(file);
        }
        Files.writeString(card, text.replace("red", "r\u00f6t"), StandardCharsets.ISO_8859_1);
        assertEquals(card + ": the model card is not UTF-8; save it as UTF-8", refusal(file));
    }

    @Test
    void aModelWithoutCardNamesTheCommandThatDraftsOne() throws IOException {
        Path file = TinyModels.write(TinyModels.tensor(1), folder.resolve("bare.onnx"));
        assertTrue(
                refusal(file)
                        .endsWith("put bare.card.json beside it, which \"maskwright card\" drafts, or "
                                + "export the model with maskwright"),
                refusal(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"background", "Background", "__background__", "_BACKGROUND_", "unlabeled"})
    void backgroundIsKnownByItsUsualNames(String name) throws IOException {
        Path file = model(
                ForeignModels.classIds(DataType.UINT8, false),
                PLANES,
                "{\"classIds\": \"ids\"}",
                COLOURS.replace("background", name));
        try (Segmenter segmenter = Segmenter.open(file)) {
            assertEquals(
                    2 * 3,
                    segmenter.segment(colours()).regions().stream()
                            .mapToInt(Region::area)
                            .sum());
        }
    }

    @Test
    void aCardCanSayWhatIsBackground() {
        ModelCard card = ModelCard.parse("""
                {"classes": [{"name": "background", "background": false}, {"name": "void", "background": true}],
                 "input": {"name": "x", "width": 4, "height": 2, "type": "uint8"}, "outputs": {"classIds": "y"}}
                """, "folder/void.card.json");
        assertEquals("void", card.name());
        assertEquals(false, card.classes().get(0).isBackground());
        assertEquals(true, card.classes().get(1).isBackground());
        assertEquals(card, ModelCard.parse(card.toJson(), "again"));
    }

    private static String refusal(Path file) {
        return assertThrows(ModelFormatException.class, () -> Segmenter.open(file))
                .getMessage();
    }
}
