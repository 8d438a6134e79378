package dev.maskwright.cli.export;

import static dev.maskwright.cli.export.ForeignGraph.integer;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.maskwright.cli.Run;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.image.ImageFrames;
import dev.maskwright.sdk.image.MaskImages;
import dev.maskwright.sdk.model.ModelCard;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The recipes of docs/how-to/models-of-others.md, each on a graph of the shape that the tool writes. */
@NullUnmarked
class CardCommandTest {

    private static final int SIDE = 32;

    @TempDir
    Path folder;

    private Path classes;

    @BeforeEach
    void nameClasses() throws IOException {
        classes = Files.writeString(folder.resolve("classes.txt"), "\uFEFF__background__\nred\n\ngreen\nblue\n");
    }

    /** A graph of a tool, and the options of {@code card} that its recipe names. */
    private record Recipe(String tool, ForeignGraph graph, List<String> options, String outputs) {

        @Override
        public String toString() {
            return tool;
        }
    }

    static Stream<Recipe> recipes() {
        List<String> half = List.of("--mean", "0.5,0.5,0.5", "--std", "0.5,0.5,0.5");
        return Stream.of(
                new Recipe(
                        "torchvision",
                        torchvision(),
                        List.of("--size", "32x32", "--mean", "0.25,0.25,0.25", "--std", "0.5,0.5,0.5"),
                        "{\"logits\":\"out\"}"),
                new Recipe("smp", smp(), half, "{\"logits\":\"output\"}"),
                new Recipe(
                        "SegFormer",
                        segformer(),
                        List.of("--size", "32x32", "--mean", "0.5,0.5,0.5", "--std", "0.25,0.25,0.25"),
                        "{\"logits\":\"logits\",\"enlargement\":\"input\",\"alignsCorners\":false}"),
                new Recipe(
                        "MMSegmentation",
                        mmsegmentation(),
                        List.of("--mean", "127.5,127.5,127.5", "--std", "63.75,63.75,63.75", "--scale", "255"),
                        "{\"classIds\":\"output\"}"),
                new Recipe("PaddleSeg", paddle(true), half, "{\"classIds\":\"argmax_0.tmp_0\"}"),
                new Recipe("PaddleSeg softmax", paddle(false), half, "{\"probabilities\":\"softmax_0.tmp_0\"}"),
                new Recipe("DeepLab", deeplab(), List.of(), "{\"classIds\":\"SemanticPredictions:0\"}"),
                new Recipe(
                        "DeepLab NHWC",
                        deeplabMobile(),
                        half,
                        "{\"logits\":\"ResizeBilinear_3:0\",\"layout\":\"NHWC\",\"enlargement\":\"input\",\"alignsCorners\":false}"),
                new Recipe(
                        "Keras",
                        keras(),
                        List.of("--mean", "0,0,0", "--std", "1,1,1"),
                        "{\"probabilities\":\"softmax\",\"layout\":\"NHWC\"}"),
                new Recipe("float16", halves(), half, "{\"logits\":\"output\"}"),
                new Recipe(
                        "Caffe",
                        caffe(),
                        List.of("--bgr", "--mean", "0,0,0", "--std", "1,1,1", "--scale", "255"),
                        "{\"logits\":\"score\"}"));
    }

    private static ForeignGraph torchvision() {
        ForeignGraph graph = new ForeignGraph();
        String scores = graph.colours(graph.input("input", DataType.FLOAT, "N", 3, "H", "W"), 0.25f, 0.5f, 1);
        graph.output("out", scores, DataType.FLOAT, "N", 4, "H", "W");
        graph.output("aux", graph.node("Neg", scores), DataType.FLOAT, "N", 4, "H", "W");
        return graph;
    }

    private static ForeignGraph smp() {
        ForeignGraph graph = new ForeignGraph();
        String scores = graph.colours(graph.input("input", DataType.FLOAT, 1, 3, SIDE, SIDE), 0.5f, 0.5f, 1);
        graph.output("output", scores, DataType.FLOAT, 1, 4, SIDE, SIDE);
        return graph;
    }

    private static ForeignGraph segformer() {
        ForeignGraph graph = new ForeignGraph();
        String input = graph.input("pixel_values", DataType.FLOAT, "batch", 3, "height", "width");
        graph.output("logits", graph.colours(input, 0.5f, 0.25f, 4), DataType.FLOAT, "batch", 4, "h", "w");
        return graph;
    }

    private static ForeignGraph mmsegmentation() {
        ForeignGraph graph = new ForeignGraph();
        String scores = graph.colours(graph.input("input", DataType.FLOAT, 1, 3, SIDE, SIDE), 0.5f, 0.25f, 1);
        graph.output("output", graph.argmax(scores, true), DataType.INT64, 1, 1, SIDE, SIDE);
        return graph;
    }

    private static ForeignGraph paddle(boolean choosesClass) {
        ForeignGraph graph = new ForeignGraph();
        String scores = graph.colours(graph.input("x", DataType.FLOAT, 1, 3, SIDE, SIDE), 0.5f, 0.5f, 1);
        if (choosesClass) {
            String ids = graph.cast(graph.argmax(scores, false), DataType.INT32);
            graph.output("argmax_0.tmp_0", ids, DataType.INT32, 1, SIDE, SIDE);
        } else {
            String shares = graph.node("Softmax", scores, integer("axis", 1));
            graph.output("softmax_0.tmp_0", shares, DataType.FLOAT, 1, 4, SIDE, SIDE);
        }
        return graph;
    }

    /** Takes bytes and normalises inside. */
    private static ForeignGraph deeplab() {
        ForeignGraph graph = new ForeignGraph();
        String pixels = graph.input("ImageTensor:0", DataType.UINT8, 1, SIDE, SIDE, 3);
        String unit = graph.node(
                "Mul", List.of(graph.cast(pixels, DataType.FLOAT), graph.constant(new float[] {1 / 127.5f})));
        String centred = graph.node("Sub", List.of(unit, graph.constant(new float[] {1})));
        String scores = graph.colours(graph.channelsFirst(centred), 0.5f, 0.5f, 1);
        graph.output("SemanticPredictions:0", graph.argmax(scores, false), DataType.INT64, 1, SIDE, SIDE);
        return graph;
    }

    private static ForeignGraph deeplabMobile() {
        ForeignGraph graph = new ForeignGraph();
        String pixels = graph.input("MobilenetV2/MobilenetV2/input:0", DataType.FLOAT, 1, SIDE, SIDE, 3);
        String scores = graph.channelsLast(graph.colours(graph.channelsFirst(pixels), 0.5f, 0.5f, 4));
        graph.output("ResizeBilinear_3:0", scores, DataType.FLOAT, 1, SIDE / 4, SIDE / 4, 4);
        return graph;
    }

    private static ForeignGraph keras() {
        ForeignGraph graph = new ForeignGraph();
        String pixels = graph.input("input_1", DataType.FLOAT, "N", SIDE, SIDE, 3);
        String scores = graph.channelsLast(graph.colours(graph.channelsFirst(pixels), 0, 1, 1));
        graph.output("softmax", graph.node("Softmax", scores, integer("axis", -1)), DataType.FLOAT, "N", SIDE, SIDE, 4);
        return graph;
    }

    private static ForeignGraph halves() {
        ForeignGraph graph = new ForeignGraph();
        String planes = graph.cast(graph.input("input", DataType.FLOAT16, 1, 3, SIDE, SIDE), DataType.FLOAT);
        String scores = graph.cast(graph.colours(planes, 0.5f, 0.5f, 1), DataType.FLOAT16);
        graph.output("output", scores, DataType.FLOAT16, 1, 4, SIDE, SIDE);
        return graph;
    }

    /** Blue first, 0..255. */
    private static ForeignGraph caffe() {
        ForeignGraph graph = new ForeignGraph();
        String data = graph.input("data", DataType.FLOAT, 1, 3, SIDE, SIDE);
        String exchanged = graph.node(
                "Concat",
                List.of(channel(graph, data, 2), channel(graph, data, 1), channel(graph, data, 0)),
                integer("axis", 1));
        graph.output("score", graph.colours(exchanged, 0, 1 / 255f, 1), DataType.FLOAT, 1, 4, SIDE, SIDE);
        return graph;
    }

    /** One of three planes, by a convolution. */
    private static String channel(ForeignGraph graph, String planes, int channel) {
        float[] weights = new float[3];
        weights[channel] = 1;
        return graph.node("Conv", List.of(planes, graph.constant(weights, 1, 3, 1, 1)));
    }

    private static ForeignGraph u2net() {
        ForeignGraph graph = new ForeignGraph();
        String red = graph.node("Sigmoid", graph.red(graph.input("input.1", DataType.FLOAT, 1, 3, SIDE, SIDE)));
        for (int i = 0; i < 7; i++) {
            graph.output(String.valueOf(1959 + i), red, DataType.FLOAT, 1, 1, SIDE, SIDE);
        }
        return graph;
    }

    /** Quarters: red, green, blue and black. */
    private static Frame quarters() {
        byte[] rgb = new byte[3 * SIDE * SIDE];
        for (int i = 0; i < SIDE * SIDE; i++) {
            int quarter = (i / SIDE < SIDE / 2 ? 0 : 2) + (i % SIDE < SIDE / 2 ? 0 : 1);
            if (quarter < 3) {
                rgb[3 * i + quarter] = -1;
            }
        }
        return Frame.rgb(rgb, SIDE, SIDE);
    }

    private static byte[] corners(Mask mask) {
        int last = mask.width() - 1;
        return new byte[] {
            (byte) mask.classAt(0, 0),
            (byte) mask.classAt(last, 0),
            (byte) mask.classAt(0, last),
            (byte) mask.classAt(last, last)
        };
    }

    private Path picture(String name, Frame frame) throws IOException {
        Path file = folder.resolve("pictures").resolve(name);
        Files.createDirectories(file.getParent());
        BufferedImage image = new BufferedImage(frame.width(), frame.height(), BufferedImage.TYPE_3BYTE_BGR);
        ImageFrames.draw(frame, image);
        MaskImages.writePng(image, file);
        return file;
    }

    private Run card(Path model, List<String> options) {
        List<Object> arguments = new ArrayList<>(List.of("card", "--model", model, "--json"));
        arguments.addAll(options);
        return Run.of(arguments.toArray());
    }

    private List<String> withClasses(List<String> options) {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of("--classes", classes.toString()));
        return all;
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void theDraftedCardOpensTheModelAndEveryCommandTakesIt(Recipe recipe) throws IOException {
        Path model = recipe.graph().writeWithExternalData(folder.resolve("model.onnx"));
        Path picture = picture("quarters.png", quarters());
        List<String> options = withClasses(recipe.options());
        options.addAll(List.of("--picture", picture.toString()));
        Run drafted = card(model, options);
        assertEquals(ExitCode.DONE, drafted.exitCode(), drafted.toString());
        JsonObject document = JsonParser.parseString(drafted.out()).getAsJsonObject();
        assertEquals(
                JsonParser.parseString(recipe.outputs()),
                document.getAsJsonObject("card").get("outputs"),
                drafted.toString());
        assertTrue(Files.size(folder.resolve("model.card.jpg")) > 0);
        try (Segmenter segmenter = Segmenter.open(model)) {
            assertArrayEquals(new byte[] {1, 2, 3, 0}, corners(segmenter.segment(quarters())));
            assertEquals(SIDE, segmenter.segment(quarters()).width());
            assertTrue(segmenter.card().classes().get(0).isBackground());
        }
        Run compared = Run.of("compare", "--model", model, "--with", model, "--rounds", "1", "--json", picture);
        assertEquals(ExitCode.DONE, compared.exitCode(), compared.toString());
        JsonObject agreement =
                JsonParser.parseString(compared.out()).getAsJsonObject().getAsJsonObject("agreement");
        assertEquals(1, agreement.get("equalPixels").getAsDouble());
        assertEquals(
                SIDE * SIDE / 4.0,
                agreement
                                .getAsJsonArray("classes")
                                .get(1)
                                .getAsJsonObject()
                                .get("both")
                                .getAsDouble()
                        * (SIDE * SIDE)
                        / pixels(agreement),
                1);
        Run inspected = Run.of("inspect", "--model", model, "--json");
        assertEquals(ExitCode.DONE, inspected.exitCode(), inspected.toString());
        assertTrue(inspected.out().contains("multiplyAdds"), inspected.toString());
    }

    private static double pixels(JsonObject agreement) {
        double all = 0;
        for (var one : agreement.getAsJsonArray("classes")) {
            all += one.getAsJsonObject().get("a").getAsDouble();
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void theModelCanBeQuantized(Recipe recipe) throws IOException {
        Path model = recipe.graph().writeWithExternalData(folder.resolve("model.onnx"));
        assertEquals(ExitCode.DONE, card(model, withClasses(recipe.options())).exitCode());
        Random random = new Random(1);
        for (int i = 0; i < 8; i++) {
            byte[] rgb = new byte[3 * SIDE * SIDE];
            random.nextBytes(rgb);
            picture(i + ".png", Frame.rgb(rgb, SIDE, SIDE));
        }
        Run run = Run.of(
                "quantize",
                "--model",
                model,
                "--calibration",
                folder.resolve("pictures"),
                "--output",
                folder.resolve("int8.onnx"),
                "--rounds",
                "1",
                "--json");
        JsonObject document =
                JsonParser.parseString(run.out()).getAsJsonObject(); // whether it pays depends on the machine
        JsonObject trial = document.getAsJsonArray("trials").get(0).getAsJsonObject();
        assertTrue(trial.get("equalPixels").getAsDouble() > 0.9, run.toString());
        assertTrue(
                document.getAsJsonArray("layers")
                                .get(0)
                                .getAsJsonObject()
                                .get("signalToNoise")
                                .getAsDouble()
                        > 15,
                run.toString());
    }

    @Test
    void oneChannelOfSeveralOutputsIsForeground() throws IOException {
        Path model = u2net().write(folder.resolve("u2net.onnx"));
        Run run = card(model, List.of("--mean", "0,0,0", "--std", "1,1,1", "--graph-output", "1960"));
        assertEquals(ExitCode.DONE, run.exitCode(), run.toString());
        try (Segmenter segmenter = Segmenter.open(model)) {
            Mask mask = segmenter.segment(quarters());
            assertArrayEquals(new byte[] {1, 0, 0, 0}, corners(mask));
            assertEquals(1 / (1 + Math.exp(-6)), mask.confidenceAt(0, 0), 0.005);
            assertEquals("foreground", segmenter.card().classes().get(1).name());
        }
        Run first = card(model, List.of("--overwrite"));
        assertTrue(
                first.err().contains("guessed  output: 1959, the first of the largest among [1959, 1960"),
                first.toString());
        Run twice = card(model, List.of());
        assertEquals(ExitCode.COULD_NOT_RUN, twice.exitCode());
        assertTrue(twice.err().contains("already exists; replace it with --overwrite"), twice.toString());
    }

    @Test
    void whatTheGraphCannotSayIsCalledGuessed() throws IOException {
        Path model = torchvision().write(folder.resolve("torch.onnx"));
        Run run = card(model, List.of("--picture", picture("a.png", quarters()).toString()));
        assertEquals(ExitCode.DONE, run.exitCode(), run.toString());
        assertTrue(
                run.err().contains("guessed  normalization: that of ImageNet; a graph does not say"), run.toString());
        assertTrue(run.err().contains("guessed  size: the graph accepts any, so 512x512 was chosen"), run.toString());
        assertTrue(run.err().contains("guessed  classes: 4, called class_0 to class_3"), run.toString());
        assertTrue(
                run.err().contains("guessed  output: out, the first of the largest among [out, aux]"), run.toString());
        assertTrue(run.err().contains("the graph is given"), run.toString());
        assertTrue(run.err().contains("0 to 255, bgr"), run.toString());
    }

    @Test
    void aGraphThatNormalizesIsGivenWhatItExpects() throws IOException {
        ForeignGraph graph = new ForeignGraph();
        String pixels = graph.input("input", DataType.FLOAT, 1, 3, SIDE, SIDE);
        String centred = graph.node("Sub", List.of(pixels, graph.constant(new float[] {127.5f})));
        String scaled = graph.node("Div", List.of(centred, graph.constant(new float[] {127.5f})));
        graph.output("output", graph.colours(scaled, 0.5f, 0.5f, 1), DataType.FLOAT, 1, 4, SIDE, SIDE);
        Path model = graph.write(folder.resolve("inside.onnx"));
        Run run = card(model, withClasses(List.of()));
        assertTrue(run.err().contains("its own normalization, of pixels of 0..255"), run.toString());
        try (Segmenter segmenter = Segmenter.open(model)) {
            assertArrayEquals(new byte[] {1, 2, 3, 0}, corners(segmenter.segment(quarters())));
        }
    }

    /** Without --overlay it has a name that a picture may have, too. */
    @Test
    void aPictureIsNotReplacedByItsOverlay() throws IOException {
        Path model = smp().write(folder.resolve("smp.onnx"));
        Path picture = Files.copy(Run.ROOT.resolve("samples/images/bed.jpg"), folder.resolve("smp.card.jpg"));
        Run run = card(model, withClasses(List.of("--picture", picture.toString())));
        assertEquals(ExitCode.WRONG_USAGE, run.exitCode(), run.toString());
        assertTrue(run.err().contains(picture + ": the overlay would replace it"), run.err());
        assertEquals(-1, Files.mismatch(picture, Run.ROOT.resolve("samples/images/bed.jpg")));
    }

    @Test
    void namesThatDoNotFitAndModelsWithCardsAreRefused() throws IOException {
        Path model = smp().write(folder.resolve("smp.onnx"));
        Path few = Files.writeString(
                folder.resolve("few.json"), "{\"id2label\": {\"1\": \"green\", \"0\": \"red\", \"2\": \"blue\"}}");
        Run run = card(model, List.of("--classes", few.toString()));
        assertEquals(ExitCode.WRONG_USAGE, run.exitCode(), run.toString());
        assertTrue(
                run.err().contains("3 classes are named, but the output distinguishes 4; most likely the background"),
                run.toString());
        Run mean = card(model, List.of("--mean", "123.675,116.28,103.53", "--std", "58.395,57.12,57.375"));
        assertTrue(mean.err().contains("if they are meant for 0..255"), mean.toString());
        Run shipped = card(Run.ROOT.resolve("models/trained/interiors-edgefpn-lite0.onnx"), List.of());
        assertTrue(shipped.err().contains("has a card in its metadata"), shipped.toString());
    }

    @Test
    void otherKindsOfModelsAreRefusedAsWhatTheyAre() throws IOException {
        ForeignGraph yolo = new ForeignGraph();
        String images = yolo.input("images", DataType.FLOAT, 1, 3, 64, 64);
        String features = yolo.node(
                "Conv", List.of(images, yolo.constant(new float[96], 32, 3, 1, 1)), ForeignGraph.ints("strides", 4, 4));
        yolo.output("output1", features, DataType.FLOAT, 1, 32, 16, 16);
        String rows = yolo.node("Flatten", features, integer("axis", 2));
        yolo.output("output0", yolo.node("Unsqueeze", List.of(rows, axes(yolo))), DataType.FLOAT, 1, 32, 256);
        ForeignGraph sam = new ForeignGraph();
        sam.input("image_embeddings", DataType.FLOAT, 1, 256, 64, 64);
        sam.output("masks", sam.input("point_coords", DataType.FLOAT, 1, "points", 2), DataType.FLOAT, 1, "points", 2);
        refused(yolo.model(), "yolo.onnx", "an instance segmentation of the YOLO family");
        refused(sam.model(), "sam.onnx", "the mask decoder of Segment Anything");
    }

    @Test
    void sizesThatNoPictureHasAreSaidInWords() throws IOException {
        assertNoPicture(0, "one of its sizes is 0");
        assertNoPicture(100_000, "it takes more than");
    }

    private void assertNoPicture(int height, String fault) throws IOException {
        ForeignGraph graph = new ForeignGraph();
        String image = graph.input("image", DataType.FLOAT, 1, 3, height, 100_000);
        graph.output("output", graph.colours(image, 0, 1, 1), DataType.FLOAT, 1, 4, null, null);
        Path model = graph.write(folder.resolve("sizes%d.onnx".formatted(height)));
        Run card = card(model, List.of());
        assertEquals(ExitCode.COULD_NOT_RUN, card.exitCode(), card.toString());
        assertTrue(card.err().contains(fault), card.toString());
        assertFalse(card.err().contains("ORT_"), card.toString());
        Run inspect = Run.of("inspect", "--model", model);
        assertEquals(ExitCode.DONE, inspect.exitCode(), inspect.toString());
        assertTrue(inspect.err().contains(fault), inspect.toString());
    }

    private static String axes(ForeignGraph graph) {
        return graph.cast(graph.constant(new float[] {0}, 1), DataType.INT64);
    }

    private void refused(ModelProto model, String name, String kind) throws IOException {
        Path file = Files.write(folder.resolve(name), model.toByteArray());
        Run run = card(file, List.of());
        assertEquals(ExitCode.COULD_NOT_RUN, run.exitCode(), run.toString());
        assertTrue(run.err().contains(file + ": " + kind), run.toString());
        assertFalse(Files.exists(folder.resolve(name.replace(".onnx", ".card.json"))));
        Run inspected = Run.of("inspect", "--model", file);
        assertEquals(ExitCode.DONE, inspected.exitCode(), inspected.toString());
        assertTrue(inspected.out().contains("no card can be written, because this is " + kind), inspected.toString());
    }

    @Test
    void inspectShowsTheGraphWhateverTheCardIs() throws IOException {
        Path model = smp().write(folder.resolve("smp.onnx"));
        Files.writeString(folder.resolve("smp.card.json"), "{\"classes\": 7}");
        Run run = Run.of("inspect", "--model", model);
        assertEquals(ExitCode.DONE, run.exitCode(), run.toString());
        assertTrue(run.out().contains("input: float (1, 3, 32, 32)"), run.toString());
        assertTrue(run.err().contains("in the model card: classes: expected an array, found 7"), run.toString());
        Path tooNew = Files.write(
                folder.resolve("new.onnx"),
                smp().model().toBuilder().setIrVersion(99).build().toByteArray());
        Run newer = Run.of("inspect", "--model", tooNew);
        assertEquals(ExitCode.DONE, newer.exitCode(), newer.toString());
        assertTrue(newer.out().contains("IR version 99"), newer.toString());
        assertTrue(newer.err().contains("made for a newer ONNX"), newer.toString());
    }

    @Test
    void whatTheDraftSaysIsACard() throws IOException {
        Path model = smp().write(folder.resolve("X.ONNX"));
        Run run = card(model, withClasses(List.of("--letterbox")));
        Path card = folder.resolve("X.card.json");
        assertEquals(
                ModelCard.parse(Files.readString(card), "card"),
                ModelCard.parse(
                        JsonParser.parseString(run.out())
                                .getAsJsonObject()
                                .get("card")
                                .toString(),
                        "document"));
        assertEquals(
                ModelCard.Fit.LETTERBOX,
                ModelCard.parse(Files.readString(card), "card").input().fit());
    }
}
