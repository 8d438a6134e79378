package dev.maskwright.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpServer;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Region;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.annotation.Annotations;
import dev.maskwright.server.engine.Limits;
import dev.maskwright.server.labelstudio.LabelStudioHost;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What Label Studio asks of its backends, and where pictures are fetched from. */
final class LabelStudioTest {

    private static final String CONFIG = """
            <View><Image name="img" value="$photo"/>
            <BrushLabels name="brush" toName="img"><Label value="Sofa"/><Label value="Pendant Lamp"/></BrushLabels></View>""";

    private static RunningServer server;
    private static HttpServer studio;

    @BeforeAll
    static void start() throws Exception {
        studio = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] picture = RunningServer.picture();
        studio.createContext("/data/upload/1/a room.jpg", exchange -> {
            boolean knows = "Token key7".equals(exchange.getRequestHeaders().getFirst("Authorization"));
            exchange.sendResponseHeaders(knows ? 200 : 401, knows ? picture.length : -1);
            if (knows) {
                exchange.getResponseBody().write(picture);
            }
            exchange.close();
        });
        studio.createContext("/away", exchange -> {
            exchange.getResponseHeaders().add("Location", "http://127.0.0.2/secret");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        studio.start();
        URI uri = URI.create("http://127.0.0.1:" + studio.getAddress().getPort());
        server = RunningServer.start(
                RunningServer.options().withoutGrpc().withLabelStudio(new LabelStudioHost(uri, Optional.of("key7"))));
    }

    @AfterAll
    static void stop() {
        server.close();
        studio.stop(0);
    }

    private static HttpResponse<byte[]> post(String path, JsonObject body) throws Exception {
        return server.send(
                "POST", path, body.toString().getBytes(StandardCharsets.UTF_8), "Content-Type", "application/json");
    }

    private static JsonObject tasks(String config, String... pictures) {
        JsonArray tasks = new JsonArray();
        for (String picture : pictures) {
            JsonObject data = new JsonObject();
            data.addProperty("photo", picture);
            JsonObject task = new JsonObject();
            task.addProperty("id", tasks.size() + 1);
            task.add("data", data);
            tasks.add(task);
        }
        JsonObject body = new JsonObject();
        body.add("tasks", tasks);
        if (!config.isEmpty()) {
            body.addProperty("label_config", config);
        }
        return body;
    }

    private static String inline() throws Exception {
        return "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(RunningServer.picture());
    }

    @Test
    void predictsStrokesOfTheProjectsLabels() throws Exception {
        assertEquals(
                "UP", RunningServer.json(server.get("/health")).get("status").getAsString());
        JsonObject project = new JsonObject();
        project.addProperty("project", "1.2");
        project.addProperty("schema", CONFIG);
        String version =
                RunningServer.json(post("/setup", project)).get("model_version").getAsString();
        JsonObject result = RunningServer.json(post("/predict", tasks("", inline())))
                .getAsJsonArray("results")
                .get(0)
                .getAsJsonObject();
        assertEquals(version, result.get("model_version").getAsString());
        JsonArray strokes = result.getAsJsonArray("result");
        List<Region> regions = expected();
        assertEquals(regions.size(), strokes.size());
        assertTrue(regions.size() > 1);
        for (int i = 0; i < strokes.size(); i++) {
            JsonObject stroke = strokes.get(i).getAsJsonObject();
            assertEquals("brush", stroke.get("from_name").getAsString());
            assertEquals("img", stroke.get("to_name").getAsString());
            String label = stroke.getAsJsonObject("value")
                    .getAsJsonArray("brushlabels")
                    .get(0)
                    .getAsString();
            assertEquals(regions.get(i).label().name().equals("sofa") ? "Sofa" : "Pendant Lamp", label);
        }
        JsonElement expected =
                Annotations.of(mask(), regions).labelStudio("brush", "img").get(0);
        assertEquals(
                expected.getAsJsonObject().getAsJsonObject("value").get("rle"),
                strokes.get(0).getAsJsonObject().getAsJsonObject("value").get("rle"));
    }

    private static Mask mask() throws Exception {
        try (Segmenter segmenter = Segmenter.open(RunningServer.MODEL)) {
            return segmenter.segment(RunningServer.frame()).atFrameSize();
        }
    }

    private static List<Region> expected() throws Exception {
        return mask().regions().stream()
                .filter(region ->
                        List.of("sofa", "pendant_lamp").contains(region.label().name()))
                .toList();
    }

    @Test
    void fetchesFromLabelStudioAlone() throws Exception {
        String there = "http://127.0.0.1:" + studio.getAddress().getPort();
        for (String address : List.of("/data/upload/1/a%20room.jpg", there + "/data/upload/1/a room.jpg")) {
            assertEquals(200, post("/predict", tasks(CONFIG, address)).statusCode(), address);
        }
        for (String address : List.of(
                "http://127.0.0.1:1/x",
                "http://127.0.0.2/x",
                "file:///etc/passwd",
                "//evil.example/x",
                there.replace("127", "x@127"),
                "ftp://127.0.0.1/x")) {
            HttpResponse<byte[]> refused = post("/predict", tasks(CONFIG, address));
            assertEquals(400, refused.statusCode(), () -> address + RunningServer.text(refused));
        }
        for (String path : List.of("/away 302", "/missing 404")) {
            String[] parts = path.split(" ", 2);
            HttpResponse<byte[]> refused = post("/predict", tasks(CONFIG, parts[0]));
            assertEquals(422, refused.statusCode());
            assertTrue(RunningServer.text(refused).contains("answers " + parts[1]), () -> RunningServer.text(refused));
        }
    }

    /** A personal access token opens no picture itself: it is exchanged, once for many pictures. */
    @Test
    void personalAccessTokensAreExchanged() throws Exception {
        AtomicInteger exchanged = new AtomicInteger();
        byte[] picture = RunningServer.picture();
        HttpServer newer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        newer.createContext("/api/token/refresh", exchange -> {
            String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean knows = sent.equals("{\"refresh\":\"eyJhbGciOi.eyJ0b2tl-b24_.tGifuZ\"}");
            byte[] answer = "{\"access\":\"short.lived.one\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(knows ? 200 : 401, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
            exchanged.incrementAndGet();
        });
        newer.createContext("/data/", exchange -> {
            boolean knows =
                    "Bearer short.lived.one".equals(exchange.getRequestHeaders().getFirst("Authorization"));
            exchange.sendResponseHeaders(knows ? 200 : 401, knows ? picture.length : -1);
            if (knows) {
                exchange.getResponseBody().write(picture);
            }
            exchange.close();
        });
        newer.start();
        URI uri = URI.create("http://127.0.0.1:" + newer.getAddress().getPort());
        ServerOptions options = RunningServer.options().withoutGrpc();
        byte[] body = tasks(CONFIG, "/data/a.jpg").toString().getBytes(StandardCharsets.UTF_8);
        try (RunningServer right = RunningServer.start(options.withLabelStudio(
                        new LabelStudioHost(uri, Optional.of("eyJhbGciOi.eyJ0b2tl-b24_.tGifuZ"))));
                RunningServer wrong =
                        RunningServer.start(options.withLabelStudio(new LabelStudioHost(uri, Optional.of("a.b.c"))))) {
            for (int i = 0; i < 3; i++) {
                HttpResponse<byte[]> done = right.send("POST", "/predict", body, "Content-Type", "application/json");
                assertEquals(200, done.statusCode(), () -> RunningServer.text(done));
            }
            assertEquals(1, exchanged.get());
            HttpResponse<byte[]> refused = wrong.send("POST", "/predict", body, "Content-Type", "application/json");
            assertEquals(422, refused.statusCode());
            assertTrue(
                    RunningServer.text(refused).contains("answers 401 for the server's personal access token"),
                    () -> RunningServer.text(refused));
        } finally {
            newer.stop(0);
        }
    }

    /** One damaged picture takes nothing from the others of its batch, and says what is wrong with it. */
    @Test
    void tasksThatCannotBeDoneAreLeftEmpty() throws Exception {
        JsonArray results = RunningServer.json(post(
                        "/predict",
                        tasks(CONFIG, inline(), "data:image/png;base64,AAAA", "file:///etc/passwd", inline())))
                .getAsJsonArray("results");
        assertEquals(4, results.size());
        for (int i = 0; i < 4; i++) {
            JsonObject result = results.get(i).getAsJsonObject();
            boolean isGood = i == 0 || i == 3;
            assertEquals(
                    isGood ? expected().size() : 0,
                    result.getAsJsonArray("result").size());
            assertEquals(!isGood, result.has("error"), result::toString);
        }
        HttpResponse<byte[]> tooMany =
                post("/predict", tasks(CONFIG, Collections.nCopies(257, "data:").toArray(String[]::new)));
        assertEquals(413, tooMany.statusCode());
    }

    /** The pictures in a request are in memory while the predictions are made, and other bodies must not have that. */
    @Test
    void memoryOfARequestIsHeldUntilItIsAnswered() throws Exception {
        CompletableFuture<Double> held = new CompletableFuture<>();
        studio.createContext("/slow", exchange -> {
            held.complete(RunningServer.number(server.get("/metrics"), "maskwright_bodies"));
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        JsonObject body = tasks(CONFIG, inline(), "/slow");
        post("/predict", body);
        assertTrue(held.get() >= body.toString().length(), held.get() + " bytes");
        assertEquals(0, RunningServer.number(server.get("/metrics"), "maskwright_bodies"));
    }

    /** Three bytes of a body make more than a hundred of the heap, so they are counted. */
    @Test
    void jsonOfManyOrDeepValuesIsRefused() throws Exception {
        String many = "{\"tasks\":[%s[]]}".formatted("[],".repeat(200_000));
        String deep = "{\"tasks\":%s%s}".formatted("[".repeat(100), "]".repeat(100));
        String models = "/v1/models/any";
        for (String target : List.of("POST /predict", "POST /setup", "POST /webhook", "PUT " + models)) {
            String[] parts = target.split(" ", 2);
            HttpResponse<byte[]> bomb = send(parts[0], parts[1], many);
            assertEquals(413, bomb.statusCode(), () -> target + RunningServer.text(bomb));
            assertTrue(RunningServer.text(bomb).contains("more than 100000 values"), () -> RunningServer.text(bomb));
            HttpResponse<byte[]> well = send(parts[0], parts[1], deep);
            assertEquals(400, well.statusCode(), () -> target + RunningServer.text(well));
            assertTrue(RunningServer.text(well).contains("nested deeper"), () -> RunningServer.text(well));
        }
        JsonObject project = new JsonObject();
        project.addProperty("schema", "<View>%s</View>".formatted("<a/>".repeat(100_000)));
        assertEquals(413, post("/setup", project).statusCode());
        for (String body : List.of("", "[]", "{", "{}}", "{\"a\":}", "{\"a\" 1}")) {
            assertEquals(400, send("POST", "/webhook", body).statusCode(), body);
        }
    }

    private static HttpResponse<byte[]> send(String method, String path, String body) throws Exception {
        return server.send(method, path, body.getBytes(StandardCharsets.UTF_8), "Content-Type", "application/json");
    }

    /** The strokes of those who labelled before come with a task, and are many numbers. */
    @Test
    void strokesOfEarlierAnnotationsAreNoMatter() throws Exception {
        JsonObject body = tasks(CONFIG, inline());
        JsonArray strokes = new JsonArray();
        for (int i = 0; i < 200_000; i++) {
            strokes.add(i % 256);
        }
        JsonObject annotation = new JsonObject();
        annotation.add("result", strokes);
        JsonArray annotations = new JsonArray();
        annotations.add(annotation);
        body.getAsJsonArray("tasks").get(0).getAsJsonObject().add("annotations", annotations);
        HttpResponse<byte[]> response = post("/predict", body);
        assertEquals(200, response.statusCode(), () -> RunningServer.text(response));
    }

    /** Headers, some bytes, and then nothing: the whole batch ends, for the next picture would wait as long. */
    @Test
    void silenceOfLabelStudioIsWaitedForNoLonger() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        HttpServer silent = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        silent.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 1_000_000);
            exchange.getResponseBody().write(new byte[50_000]);
            exchange.getResponseBody().flush();
            await(over);
            exchange.close();
        });
        silent.start();
        URI uri = URI.create("http://127.0.0.1:" + silent.getAddress().getPort());
        Limits limits = Limits.defaults().withTime(Duration.ofSeconds(1));
        ServerOptions options = RunningServer.options()
                .withoutGrpc()
                .withLimits(limits)
                .withLabelStudio(new LabelStudioHost(uri, Optional.empty()));
        try (RunningServer patient = RunningServer.start(options)) {
            byte[] body = tasks(CONFIG, "/a.jpg", "/b.jpg").toString().getBytes(StandardCharsets.UTF_8);
            HttpResponse<byte[]> refused = assertTimeoutPreemptively(
                    Duration.ofSeconds(20),
                    () -> patient.send("POST", "/predict", body, "Content-Type", "application/json"));
            assertEquals(503, refused.statusCode(), () -> RunningServer.text(refused));
            assertTrue(RunningServer.text(refused).contains("did not arrive within 1 s"), RunningServer.text(refused));
        } finally {
            over.countDown();
            silent.stop(0);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whatIsRefused() throws Exception {
        String hostile = "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>" + CONFIG;
        for (String config : List.of(hostile, "<View/>", "no xml", "<View><BrushLabels name='a' toName='b'/></View>")) {
            HttpResponse<byte[]> refused = post("/predict", tasks(config, inline()));
            assertEquals(400, refused.statusCode(), () -> RunningServer.text(refused));
        }
        assertEquals(400, post("/predict", tasks(CONFIG, "data:image/png,abc")).statusCode());
        assertEquals(
                422,
                post("/predict", tasks(CONFIG, "data:image/png;base64,AAAA")).statusCode());
        assertEquals(
                400,
                post("/predict", tasks(CONFIG.replace("$photo", "$other"), inline()))
                        .statusCode());
        JsonObject nothing = new JsonObject();
        nothing.addProperty("label_config", CONFIG);
        assertEquals("{\"results\":[]}", RunningServer.text(post("/predict", nothing)));
        assertEquals(204, post("/webhook", nothing).statusCode());
    }
}
