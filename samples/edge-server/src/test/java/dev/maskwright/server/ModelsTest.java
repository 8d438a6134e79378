package dev.maskwright.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.server.engine.ModelSlot;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code /v1/models}: what is swapped, what is refused, and what goes on meanwhile. */
final class ModelsTest {

    /** How many times a model is swapped under load; 1000 is the long form. */
    private static final int SWAPS = Integer.getInteger("maskwright.swaps", 12);

    /** Until then Java and its compiler take memory. */
    private static final int SETTLED = 200;

    /** Over how many swaps medians are taken. */
    private static final int WINDOW = 50;

    private static Path folder;
    private static RunningServer server;

    @BeforeAll
    static void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        Path model = ModelFolder.fill(folder);
        server = RunningServer.start(ServerOptions.of(model).withPort(0).withoutGrpc());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void goodModel() throws IOException {
        assertEquals(200, put(ModelFolder.GOOD, ModelFolder.GOOD).statusCode());
    }

    private static HttpResponse<byte[]> put(String name, String file) throws IOException {
        JsonObject body = new JsonObject();
        body.addProperty("file", file);
        return server.send(
                "PUT",
                "/v1/models/" + name,
                body.toString().getBytes(StandardCharsets.UTF_8),
                "Content-Type",
                "application/json");
    }

    private static HttpResponse<byte[]> mask() throws IOException {
        return server.segment(RunningServer.picture(), "Content-Type", "image/jpeg", "Accept", "image/png");
    }

    private static String version(HttpResponse<byte[]> response) {
        return response.headers().firstValue("Maskwright-Model-Version").orElseThrow();
    }

    private static byte[] expected(String file) throws IOException {
        try (Segmenter segmenter = Segmenter.open(folder.resolve(file + ".onnx"))) {
            return segmenter.segment(RunningServer.frame()).atFrameSize().classIds();
        }
    }

    @Test
    void whatThereIs() throws Exception {
        JsonObject json = RunningServer.json(server.get("/v1/models"));
        assertEquals(ModelFolder.GOOD, json.get("standard").getAsString());
        assertEquals(
                "[\"changed\",\"cut\",\"good\",\"other\"]",
                json.get("available").toString());
        JsonObject one = RunningServer.json(server.get("/v1/models/good"));
        assertEquals("good.onnx", one.get("file").getAsString());
        assertEquals(23, one.getAsJsonArray("classes").size());
        assertTrue(one.get("proved").getAsBoolean());
        assertEquals(404, server.get("/v1/models/nobody").statusCode());
    }

    @Test
    void swapsAndRollsBack() throws Exception {
        String first = version(mask());
        assertEquals(200, put(ModelFolder.GOOD, ModelFolder.OTHER).statusCode());
        HttpResponse<byte[]> swapped = mask();
        assertNotEquals(first, version(swapped));
        assertArrayEquals(
                expected(ModelFolder.OTHER),
                ImageFiles.decodeLabels(swapped.body(), "the mask").ids());
        JsonObject back = RunningServer.json(server.send("POST", "/v1/models/good/rollback", new byte[0]));
        assertEquals(first, back.get("version").getAsString());
        assertEquals(first, version(mask()));
        assertEquals(
                409,
                server.send("POST", "/v1/models/good/rollback", new byte[0]).statusCode());
    }

    @Test
    void modelThatFailsHereIsRefusedAndNothingChanges() throws Exception {
        String before = version(mask());
        HttpResponse<byte[]> changed = put(ModelFolder.GOOD, ModelFolder.CHANGED);
        assertEquals(422, changed.statusCode());
        assertTrue(
                RunningServer.text(changed).contains("pixels of its golden mask differ"), RunningServer.text(changed));
        HttpResponse<byte[]> cut = put(ModelFolder.GOOD, ModelFolder.CUT);
        assertEquals(422, cut.statusCode(), RunningServer.text(cut));
        assertEquals(before, version(mask()));
        assertTrue(server.log().stream().anyMatch(line -> line.contains("model-refused")));
        assertTrue(RunningServer.text(server.get("/metrics")).contains("maskwright_swaps_total{outcome=\"refused\"}"));
    }

    @Test
    void onlyFilesOfTheFolderCanBeNamed() throws Exception {
        for (String file : List.of("../good", "/etc/passwd", "nobody", "..", "good.onnx/../cut", "")) {
            HttpResponse<byte[]> refused = put("other-name", file);
            assertEquals(404, refused.statusCode(), () -> RunningServer.text(refused));
        }
        assertEquals(400, put(".hidden", ModelFolder.GOOD).statusCode());
        assertEquals(
                415,
                server.send(
                                "PUT",
                                "/v1/models/x",
                                "{\"file\":\"good\"}".getBytes(StandardCharsets.UTF_8),
                                "Content-Type",
                                "text/plain")
                        .statusCode());
        assertEquals(
                400,
                server.send(
                                "PUT",
                                "/v1/models/x",
                                "{".getBytes(StandardCharsets.UTF_8),
                                "Content-Type",
                                "application/json")
                        .statusCode());
        assertEquals(
                400,
                server.send(
                                "PUT",
                                "/v1/models/x",
                                "{}".getBytes(StandardCharsets.UTF_8),
                                "Content-Type",
                                "application/json")
                        .statusCode());
    }

    @Test
    void severalModelsAtOnce() throws Exception {
        assertEquals(200, put("second", ModelFolder.OTHER).statusCode());
        HttpResponse<byte[]> response = server.send(
                "POST",
                "/v1/segment?model=second",
                RunningServer.picture(),
                "Content-Type",
                "image/jpeg",
                "Accept",
                "image/png");
        assertArrayEquals(
                expected(ModelFolder.OTHER),
                ImageFiles.decodeLabels(response.body(), "the mask").ids());
        assertEquals(
                204, server.send("DELETE", "/v1/models/second", new byte[0]).statusCode());
        assertEquals(
                404, server.send("DELETE", "/v1/models/second", new byte[0]).statusCode());
        assertEquals(409, server.send("DELETE", "/v1/models/good", new byte[0]).statusCode());
    }

    /** Every request is answered by one model or the other, with that model's own mask. */
    @Test
    void swapsUnderLoad() throws Exception {
        byte[] good = expected(ModelFolder.GOOD);
        byte[] other = expected(ModelFolder.OTHER);
        String goodVersion = version(mask());
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger answered = new AtomicInteger();
        List<Throwable> faults = new ArrayList<>();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Thread client = new Thread(() -> {
                try {
                    while (!done.get()) {
                        HttpResponse<byte[]> response = mask();
                        byte[] ids = ImageFiles.decodeLabels(response.body(), "the mask")
                                .ids();
                        assertArrayEquals(version(response).equals(goodVersion) ? good : other, ids);
                        answered.incrementAndGet();
                    }
                } catch (Throwable e) {
                    synchronized (faults) {
                        faults.add(e);
                    }
                }
            });
            client.start();
            clients.add(client);
        }
        double[] resident = new double[SWAPS];
        for (int i = 0; i < SWAPS; i++) {
            server.server().models().load(ModelFolder.GOOD, i % 2 == 0 ? ModelFolder.OTHER : ModelFolder.GOOD);
            resident[i] = residentMegabytes();
        }
        done.set(true);
        for (Thread client : clients) {
            client.join();
        }
        assertEquals(List.of(), faults);
        assertTrue(answered.get() > 0);
        System.out.printf("%d swaps, %d requests answered meanwhile%n", SWAPS, answered.get());
        if (SWAPS >= 2 * SETTLED) {
            assertMemoryIsFlat(resident);
        }
    }

    /** What is resident is medians over tens of swaps: two or three models are open in any one moment. */
    private static void assertMemoryIsFlat(double[] resident) {
        assertEquals(
                Runtime.getRuntime().maxMemory(),
                Runtime.getRuntime().totalMemory(),
                "Java's heap must neither grow nor be touched late; run with -Xms512m -Xmx512m -XX:+AlwaysPreTouch");
        for (int i = WINDOW; i <= resident.length; i += WINDOW) {
            System.out.printf("after %d swaps: %.0f MB resident%n", i, median(resident, i - WINDOW, i));
        }
        double settled = median(resident, SETTLED, SETTLED + WINDOW);
        double end = median(resident, resident.length - WINDOW, resident.length);
        assertTrue(end <= 1.05 * settled, "memory grew from %.0f to %.0f MB".formatted(settled, end));
    }

    private static double median(double[] values, int from, int to) {
        double[] sorted = Arrays.copyOfRange(values, from, to);
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** What the process holds, Java's heap included. */
    private static double residentMegabytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return Double.NaN; // only Linux says so
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) * 1024 / 1e6)
                .findFirst()
                .orElse(Double.NaN);
    }

    @Test
    void unloadedModelsAreClosed() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertEquals(200, put("passing", ModelFolder.GOOD).statusCode());
            ModelSlot slot = server.server().models().slot("passing");
            assertEquals("passing", slot.version().name());
            assertEquals(
                    204,
                    server.send("DELETE", "/v1/models/passing", new byte[0]).statusCode());
            assertThrows(IllegalStateException.class, slot::version);
        }
        assertFalse(RunningServer.text(server.get("/v1/models")).contains("passing"));
    }

    /** Each name holds a model in memory, so there must be an end to them. */
    @Test
    void thereAreNotAnyNumberOfModels() throws Exception {
        for (int i = 1; i < 8; i++) {
            assertEquals(200, put("name" + i, ModelFolder.GOOD).statusCode());
        }
        HttpResponse<byte[]> refused = put("name8", ModelFolder.GOOD);
        assertEquals(409, refused.statusCode(), () -> RunningServer.text(refused));
        assertTrue(RunningServer.text(refused).contains("8 models are loaded"), RunningServer.text(refused));
        assertEquals(200, put("name7", ModelFolder.OTHER).statusCode(), "those that there are can be swapped");
        for (int i = 1; i < 8; i++) {
            assertEquals(
                    204,
                    server.send("DELETE", "/v1/models/name" + i, new byte[0]).statusCode());
        }
    }
}
