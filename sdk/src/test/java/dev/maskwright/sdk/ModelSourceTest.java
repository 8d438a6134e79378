package dev.maskwright.sdk;

import static dev.maskwright.sdk.TinyModels.pixels;
import static dev.maskwright.sdk.TinyModels.pixelsCard;
import static dev.maskwright.sdk.TinyModels.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelFormatException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked
class ModelSourceTest {

    private static final Frame RED_AND_BLUE = Frame.rgb(new byte[] {(byte) 255, 0, 0, 0, 0, (byte) 255}, 2, 1);

    @TempDir
    Path folder;

    @Test
    void modelsInMemoryAndFromStreamsSegmentAsTheirFileDoes() throws IOException {
        byte[] bytes = Files.readAllBytes(withCard(folder.resolve("tiny.onnx")));
        for (ModelSource source :
                List.of(ModelSource.bytes(bytes, "tiny"), ModelSource.read(new ByteArrayInputStream(bytes), "tiny"))) {
            requireSegments(source);
        }
    }

    @Test
    void aResourceMayHaveItsCardBesideIt() throws IOException, URISyntaxException {
        Path classes = Path.of(ModelSourceTest.class.getResource("").toURI());
        Path model = write(pixels("N"), classes.resolve("bare.onnx"));
        Path card = Files.writeString(
                classes.resolve("bare.card.json"), pixelsCard(2, 1).toJson());
        try {
            requireSegments(ModelSource.resource(ModelSourceTest.class, "bare.onnx"));
            requireSegments(ModelSource.resource(ModelSourceTest.class, "/dev/maskwright/sdk/bare.onnx"));
        } finally {
            Files.delete(model);
            Files.delete(card);
        }
        ModelFormatException e = assertThrows(
                ModelFormatException.class, () -> ModelSource.resource(ModelSourceTest.class, "none.onnx"));
        assertEquals(
                "none.onnx: no such resource beside dev.maskwright.sdk.ModelSourceTest;"
                        + " check that it is packed, and that its name begins with / if it is an absolute path",
                e.getMessage());
    }

    @Test
    void aModelInMemoryWithoutCardIsGivenOne() throws IOException {
        byte[] bare = Files.readAllBytes(write(pixels("N"), folder.resolve("bare.onnx")));
        ModelSource source = ModelSource.bytes(bare, "bare");
        ModelFormatException e =
                assertThrows(ModelFormatException.class, () -> Segmenter.open(source, Options.defaults()));
        assertEquals(
                "bare: an ONNX model without a model card; export it with maskwright or give it one with"
                        + " ModelSource.withCard",
                e.getMessage());
        requireSegments(source.withCard(pixelsCard(2, 1)));
    }

    @Test
    void whatIsNoModelIsSaidPlainly() {
        assertEquals("empty: there are no bytes; copy or export it again", refusal(new byte[0], "empty"));
        assertEquals(
                "page: a text, not an ONNX model; a download may have left a page or a pointer in its place",
                refusal("<html>".getBytes(StandardCharsets.UTF_8), "page"));
        assertEquals(
                "pointer: a Git LFS pointer, not the model; fetch it with git lfs pull or download the file itself",
                refusal("version https://git-lfs.github.com/spec/v1\n".getBytes(StandardCharsets.UTF_8), "pointer"));
    }

    @Test
    void aCacheOpensTheSameBytesOnce() throws IOException {
        Path file = withCard(folder.resolve("tiny.onnx"));
        byte[] bytes = Files.readAllBytes(file);
        ModelCard other = pixelsCard(4, 2);
        try (ModelCache cache = ModelCache.of(0);
                Segmenter fromFile = cache.open(file);
                Segmenter fromBytes = cache.open(ModelSource.bytes(bytes.clone(), "tiny"), Options.defaults());
                Segmenter withOther =
                        cache.open(ModelSource.bytes(bytes, "tiny").withCard(other), Options.defaults())) {
            assertEquals(2, cache.openModels());
            assertEquals(fromFile.card().toJson(), fromBytes.card().toJson());
            assertEquals(4, withOther.segment(RED_AND_BLUE).width());
        }
    }

    @Test
    void optionsAreTheSameAfterTheyWereSerialised() throws IOException, ClassNotFoundException {
        for (Options options : List.of(
                Options.defaults(),
                Options.defaults()
                        .withDevice(Device.cuda(1).withMemoryLimit(7).orCpu())
                        .withPreset(Preset.SHARED)
                        .withThreads(3)
                        .withFit(ModelCard.Fit.LETTERBOX)
                        .withConfidenceThreshold(0.25)
                        .withOutputSize(OutputSize.FRAME)
                        .withEdges(Edges.SMOOTH)
                        .withWarmUp(1, 4))) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(options);
            }
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
                assertEquals(options, in.readObject());
            }
        }
    }

    private static void requireSegments(ModelSource source) {
        try (Segmenter segmenter = Segmenter.open(source, Options.defaults())) {
            assertArrayEquals(new byte[] {1, 3}, segmenter.segment(RED_AND_BLUE).classIds(), source.name());
        }
    }

    private static String refusal(byte[] bytes, String name) {
        return assertThrows(
                        ModelFormatException.class,
                        () -> Segmenter.open(ModelSource.bytes(bytes, name), Options.defaults()))
                .getMessage();
    }

    private static Path withCard(Path file) throws IOException {
        return write(pixels("N"), pixelsCard(2, 1), file);
    }
}
