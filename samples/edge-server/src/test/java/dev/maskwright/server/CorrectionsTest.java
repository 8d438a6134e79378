package dev.maskwright.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.maskwright.folder.corrections.CorrectionSet;
import dev.maskwright.folder.corrections.Doubt;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.sdk.image.MaskImages;
import dev.maskwright.sdk.model.Resampler;
import dev.maskwright.server.corrections.CorrectionOptions;
import dev.maskwright.server.engine.Limits;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code /v1/corrections}: what is kept, in which order, and what becomes of what people say. */
final class CorrectionsTest {

    private static final String PICTURES = "/v1/corrections/pictures";
    private static final int WIDTH = 384;
    private static final int HEIGHT = 288;

    @TempDir
    Path dir = Path.of("");

    private RunningServer server;

    @BeforeEach
    void start() throws Exception {
        server = RunningServer.start(options());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private ServerOptions options() {
        return RunningServer.options().withoutGrpc().withCorrections(CorrectionOptions.of(dir));
    }

    @Test
    void aFolderIsForOneServer() {
        IOException refused = assertThrows(IOException.class, () -> RunningServer.start(options()));
        assertEquals(
                dir + ": another run is writing there; wait until it ends, or choose another folder",
                refused.getMessage());
    }

    private static byte[] picture(String name) throws IOException {
        return Files.readAllBytes(RunningServer.HOME.resolve("samples/images").resolve(name));
    }

    private HttpResponse<byte[]> keep(String name) throws IOException {
        return server.send("POST", PICTURES + "?name=" + name, picture(name), "Content-Type", "image/jpeg");
    }

    private String id(String name) throws IOException {
        return RunningServer.json(keep(name)).get("id").getAsString();
    }

    private HttpResponse<byte[]> correct(String id, byte[] png) throws IOException {
        return server.send("PUT", PICTURES + "/" + id + "/labels", png, "Content-Type", "image/png");
    }

    private HttpResponse<byte[]> addClass(String name) throws IOException {
        JsonObject body = new JsonObject();
        body.addProperty("name", name);
        return server.send(
                "POST",
                "/v1/corrections/classes",
                body.toString().getBytes(StandardCharsets.UTF_8),
                "Content-Type",
                "application/json");
    }

    /** Grey levels, as the page sends them: an id in a rectangle, 255 around it. */
    private static byte[] labels(int width, int height, int left, int top, int right, int bottom, int id) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                boolean isInside = x >= left && x < right && y >= top && y < bottom;
                image.getRaster().setSample(x, y, 0, isInside ? id : 255);
            }
        }
        return MaskImages.png(image);
    }

    private byte[] onDisk(String id) throws IOException {
        Path mask = dir.resolve("masks").resolve(id + ".png");
        return ImageFiles.decodeLabels(Files.readAllBytes(mask), "the mask").ids();
    }

    private List<String> listed(String group) throws IOException {
        JsonObject json = RunningServer.json(server.get(PICTURES));
        return StreamSupport.stream(json.getAsJsonArray(group).spliterator(), false)
                .map(picture -> picture.getAsJsonObject().get("name").getAsString())
                .toList();
    }

    @Test
    void picturesAreListedInTheOrderThatIsWorthCorrecting() throws Exception {
        List<String> names = List.of("bed.jpg", "armchair.jpg", "living-room.jpg", "potted-plant.jpg");
        List<Doubt> doubts = new ArrayList<>();
        try (Segmenter segmenter = Segmenter.open(RunningServer.MODEL)) {
            for (String name : names) {
                assertEquals(201, keep(name).statusCode());
                Frame frame = ImageFiles.decode(picture(name), name);
                doubts.add(Doubt.of(frame, segmenter.segment(frame)));
            }
            String id = id("living-room.jpg");
            assertArrayEquals(
                    segmenter.segment(RunningServer.frame()).atFrameSize().classIds(),
                    ImageFiles.decodeLabels(
                                    server.get(PICTURES + "/" + id + "/mask").body(), "the mask")
                            .ids());
            HttpResponse<byte[]> image = server.get(PICTURES + "/" + id + "/image");
            assertArrayEquals(RunningServer.picture(), image.body());
            assertEquals(
                    "image/jpeg", image.headers().firstValue("Content-Type").orElseThrow());
            HttpResponse<byte[]> small = server.get(PICTURES + "/" + id + "/small");
            assertEquals(192, ImageFiles.size(small.body(), "the small one").width());
        }
        List<String> expected =
                Doubt.order(doubts, List.of(), 9).stream().map(names::get).toList();
        assertEquals(expected, listed("waiting"));
        assertEquals(200, keep("bed.jpg").statusCode(), "it is there already");

        String first = expected.get(0);
        correct(id(first), labels(WIDTH, HEIGHT, 0, 0, 9, 9, 1));
        int corrected = names.indexOf(first);
        List<Integer> left = new ArrayList<>(List.of(0, 1, 2, 3));
        left.remove((Integer) corrected);
        List<String> after =
                Doubt.order(left.stream().map(doubts::get).toList(), List.of(doubts.get(corrected)), 9).stream()
                        .map(at -> names.get(left.get(at)))
                        .toList();
        assertEquals(after, listed("waiting"), "unlike the corrected one");
        assertEquals(List.of(first), listed("corrected"));
    }

    @Test
    void onlyWhatWasTouchedIsWritten() throws Exception {
        String id = id("living-room.jpg");
        assertEquals(404, server.get(PICTURES + "/" + id + "/labels").statusCode());
        assertEquals(200, correct(id, labels(WIDTH, HEIGHT, 10, 20, 30, 40, 5)).statusCode());
        byte[] expected = new byte[WIDTH * HEIGHT];
        Arrays.fill(expected, (byte) 255);
        fill(expected, 10, 20, 30, 40, 5);
        assertArrayEquals(expected, onDisk(id));

        assertEquals(200, correct(id, labels(WIDTH, HEIGHT, 20, 30, 60, 50, 0)).statusCode());
        fill(expected, 20, 30, 60, 50, 0);
        assertArrayEquals(expected, onDisk(id));
        HttpResponse<byte[]> said = server.get(PICTURES + "/" + id + "/labels");
        assertArrayEquals(
                expected, ImageFiles.decodeLabels(said.body(), "the labels").ids());
        assertEquals(List.of(id), CorrectionSet.names(dir));

        assertEquals(
                204,
                server.send("DELETE", PICTURES + "/" + id + "/labels", new byte[0])
                        .statusCode());
        assertEquals(List.of(), CorrectionSet.names(dir));
        assertEquals(List.of("living-room.jpg"), listed("waiting"));
        assertEquals(
                204, server.send("DELETE", PICTURES + "/" + id, new byte[0]).statusCode());
        assertEquals(
                404, server.send("DELETE", PICTURES + "/" + id, new byte[0]).statusCode());
        assertEquals(List.of(), listed("waiting"));
    }

    @Test
    void smallPicturesShowWhatWasSaid() throws Exception {
        String id = id("living-room.jpg");
        double asFound = paint(id);
        assertTrue(asFound > 10, "painted over by what the model found: " + asFound);
        correct(id, labels(WIDTH, HEIGHT, 0, 0, WIDTH, HEIGHT, 0));
        double nothing = paint(id);
        assertTrue(nothing < 3, "all of it is background: " + nothing);
        server.send("DELETE", PICTURES + "/" + id + "/labels", new byte[0]);
        assertEquals(asFound, paint(id), 1, "what the model found again");
    }

    /** By how many grey levels the small picture differs from one without a mask, in the mean. */
    private double paint(String id) throws Exception {
        Frame painted =
                ImageFiles.decode(server.get(PICTURES + "/" + id + "/small").body(), "the small one");
        Frame frame = RunningServer.frame();
        byte[] shown = painted.rgb();
        byte[] plain = Resampler.resize(
                frame.rgb(),
                frame.width(),
                frame.height(),
                3,
                Resampler.Filter.BILINEAR,
                painted.width(),
                painted.height());
        return IntStream.range(0, plain.length)
                .map(i -> Math.abs((shown[i] & 0xff) - (plain[i] & 0xff)))
                .average()
                .orElseThrow();
    }

    private static void fill(byte[] ids, int left, int top, int right, int bottom, int id) {
        for (int y = top; y < bottom; y++) {
            Arrays.fill(ids, y * WIDTH + left, y * WIDTH + right, (byte) id);
        }
    }

    @Test
    void newClassesComeBehindTheModels() throws Exception {
        String id = id("bed.jpg");
        HttpResponse<byte[]> unknown = correct(id, labels(WIDTH, HEIGHT, 0, 0, 5, 5, 23));
        assertEquals(400, unknown.statusCode());
        assertTrue(RunningServer.text(unknown).contains("there is no class 23"), RunningServer.text(unknown));
        assertEquals(23, RunningServer.json(addClass("aquarium")).get("id").getAsInt());
        assertEquals(23, RunningServer.json(addClass("aquarium")).get("id").getAsInt());
        assertEquals(200, correct(id, labels(WIDTH, HEIGHT, 0, 0, 5, 5, 23)).statusCode());
        assertEquals(23, onDisk(id)[0]);
        var classes = RunningServer.json(server.get("/v1/corrections")).getAsJsonArray("classes");
        assertEquals("aquarium", classes.get(23).getAsJsonObject().get("name").getAsString());
        for (String bad : List.of("", "Two Words", "Sofa", "a\nb", "x".repeat(61))) {
            assertEquals(400, addClass(bad).statusCode(), bad);
        }
    }

    @Test
    void whatCannotBeUsedIsRefusedAndNothingChanges() throws Exception {
        byte[] garbage = {1, 2, 3};
        assertEquals(
                422,
                server.send("POST", PICTURES, garbage, "Content-Type", "image/jpeg")
                        .statusCode());
        assertEquals(
                415,
                server.send("POST", PICTURES, garbage, "Content-Type", "text/plain")
                        .statusCode());
        String id = id("bed.jpg");
        HttpResponse<byte[]> otherSize = correct(id, labels(5, 4, 0, 0, 1, 1, 1));
        assertEquals(422, otherSize.statusCode());
        assertTrue(RunningServer.text(otherSize).contains("5x4"), RunningServer.text(otherSize));
        assertEquals(422, correct(id, garbage).statusCode());
        assertEquals(400, correct(id, labels(WIDTH, HEIGHT, 0, 0, 0, 0, 1)).statusCode(), "nothing is touched");
        assertEquals(
                404,
                correct("0123456789abcdef", labels(WIDTH, HEIGHT, 0, 0, 1, 1, 1))
                        .statusCode());
        assertEquals(404, server.get(PICTURES + "/nobody/image").statusCode());
        assertEquals(404, server.get(PICTURES + "/..%2F..%2Fclasses/image").statusCode());
        assertEquals(400, server.get(PICTURES + "?limit=x").statusCode());
        assertEquals(List.of(), CorrectionSet.names(dir));
        assertEquals(
                403,
                server.send(
                                "POST",
                                PICTURES,
                                picture("bed.jpg"),
                                "Content-Type",
                                "image/jpeg",
                                "Origin",
                                "http://elsewhere")
                        .statusCode());
    }

    @Test
    void nothingIsLostByARestart() throws Exception {
        String corrected = id("bed.jpg");
        correct(corrected, labels(WIDTH, HEIGHT, 0, 0, 5, 5, 7));
        id("armchair.jpg");
        id("living-room.jpg");
        String before = RunningServer.text(server.get(PICTURES));
        server.close();
        Path pictures = dir.resolve("server/pictures");
        Files.write(pictures.resolve("0123456789abcdef.picture"), new byte[9]); // of one that was cut off
        Files.writeString(pictures.resolve("fedcba9876543210.json"), "{");
        server = RunningServer.start(options());
        assertEquals(before, RunningServer.text(server.get(PICTURES)));
        assertFalse(Files.exists(pictures.resolve("0123456789abcdef.picture")));
        assertFalse(Files.exists(pictures.resolve("fedcba9876543210.json")));
        assertEquals(7, onDisk(corrected)[0]);
    }

    @Test
    void noMoreIsKeptThanAllowed() throws Exception {
        server.close();
        server = RunningServer.start(options()
                .withCorrections(CorrectionOptions.of(dir).withPictures(1))
                .withLimits(Limits.defaults().withPixels(200_000)));
        assertEquals(201, keep("bed.jpg").statusCode());
        HttpResponse<byte[]> full = keep("armchair.jpg");
        assertEquals(507, full.statusCode());
        assertTrue(RunningServer.text(full).contains("of at most 1 and"), RunningServer.text(full));
        assertEquals(1, listed("waiting").size());
        server.close();
        server = RunningServer.start(options().withLimits(Limits.defaults().withPixels(100_000)));
        assertEquals(413, keep("armchair.jpg").statusCode());
    }

    @Test
    void afterASwapMasksAreThoseOfTheNewModel(@TempDir Path models) throws Exception {
        server.close();
        Path model = ModelFolder.fill(models);
        server = RunningServer.start(
                ServerOptions.of(model).withPort(0).withoutGrpc().withCorrections(CorrectionOptions.of(dir)));
        String id = id("living-room.jpg");
        String version =
                RunningServer.json(server.get(PICTURES + "/" + id)).get("model").getAsString();
        server.server().models().load(ModelFolder.GOOD, ModelFolder.OTHER);
        try (Segmenter other = Segmenter.open(models.resolve(ModelFolder.OTHER + ".onnx"))) {
            assertArrayEquals(
                    other.segment(RunningServer.frame()).atFrameSize().classIds(),
                    ImageFiles.decodeLabels(
                                    server.get(PICTURES + "/" + id + "/mask").body(), "the mask")
                            .ids());
        }
        assertNotEquals(
                version,
                RunningServer.json(server.get(PICTURES + "/" + id)).get("model").getAsString());
    }

    @Test
    void itIsOffUnlessAFolderIsNamed() throws Exception {
        server.close();
        server = RunningServer.start(RunningServer.options().withoutGrpc());
        JsonObject json = RunningServer.json(server.get("/v1/corrections"));
        assertFalse(json.get("enabled").getAsBoolean());
        assertTrue(json.get("detail").getAsString().contains("--corrections"));
        assertEquals(409, keep("bed.jpg").statusCode());
        assertEquals(409, server.get("/v1/corrections/versions").statusCode());
    }

    @Test
    void aTokenIsNeededHereToo() throws Exception {
        server.close();
        server = RunningServer.start(options().withToken("secret"));
        assertEquals(401, server.get("/v1/corrections").statusCode());
        assertEquals(401, keep("bed.jpg").statusCode());
        assertEquals(
                200,
                server.get("/v1/corrections", "Authorization", "Bearer secret").statusCode());
    }
}
