package dev.maskwright.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.maskwright.sdk.image.MaskImages;
import dev.maskwright.server.engine.Limits;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What those need who run the server. */
final class OperationTest {

    private static final String[] JPEG = {"Content-Type", "image/jpeg"};

    @Test
    void healthMetricsAndLog() throws Exception {
        try (RunningServer server = RunningServer.start(RunningServer.options())) {
            assertEquals(
                    "alive",
                    RunningServer.json(server.get("/healthz")).get("status").getAsString());
            assertEquals(
                    "ready",
                    RunningServer.json(server.get("/readyz")).get("status").getAsString());
            HttpResponse<byte[]> response =
                    server.segment(RunningServer.picture(), "Content-Type", "image/jpeg", "X-Request-Id", "my-id.7");
            assertEquals(
                    "my-id.7", response.headers().firstValue("X-Request-Id").orElseThrow());
            server.segment(new byte[] {1}, JPEG);
            HttpResponse<byte[]> metrics = server.get("/metrics");
            for (String stage : List.of("queue", "decode", "prepare", "run", "finish", "render")) {
                assertTrue(
                        RunningServer.number(metrics, "maskwright_stage_seconds_count{stage=\"" + stage + "\"}") >= 1,
                        stage);
            }
            assertTrue(RunningServer.text(metrics).contains("maskwright_stage_seconds_bucket{stage=\"run\",le="));
            assertEquals(1, RunningServer.number(metrics, "maskwright_class_seen_total{class=\"sofa\"}"));
            assertEquals(1, RunningServer.number(metrics, "maskwright_refused_total{reason=\"bad-picture\"}"));
            assertEquals(128, RunningServer.number(metrics, "maskwright_queue_capacity"));
            assertEquals(
                    1,
                    RunningServer.number(
                            metrics,
                            "maskwright_http_seconds_count{method=\"POST\",route=\"/v1/segment\",status=\"422\"}"));
            JsonObject line = server.log().stream()
                    .filter(text -> text.contains("my-id.7"))
                    .map(text -> JsonParser.parseString(text).getAsJsonObject())
                    .findFirst()
                    .orElseThrow();
            assertEquals(200, line.get("status").getAsInt());
            assertEquals("/v1/segment", line.get("path").getAsString());
        }
    }

    /** Whatever clients call a method would be a name of its own in the metrics, without end. */
    @Test
    void methodsThatAreNoneAreOneInTheMetrics() throws Exception {
        try (RunningServer server = RunningServer.start(RunningServer.options().withoutGrpc())) {
            for (int i = 0; i < 3; i++) {
                RawSocket.answer(server, "MADEUP%d /v1/models HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted(i));
            }
            String metrics = RunningServer.text(server.get("/metrics"));
            assertFalse(metrics.contains("MADEUP"), metrics);
            assertTrue(metrics.contains("method=\"other\""), metrics);
        }
    }

    @Test
    void flightRecorderSeesRequests(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("requests.jfr");
        try (RunningServer server = RunningServer.start(RunningServer.options());
                Recording recording = new Recording()) {
            recording.enable("dev.maskwright.Request");
            recording.start();
            server.segment(RunningServer.picture(), JPEG);
            recording.stop();
            recording.dump(file);
        }
        assertTrue(RecordingFile.readAllEvents(file).stream()
                .anyMatch(event ->
                        event.getEventType().getName().equals("dev.maskwright.Request") && event.getLong("run") > 0));
    }

    /** One worker, one that waits: of many at once most are told to come back, and none is lost. */
    @Test
    void fullQueueIsSaid() throws Exception {
        Limits limits = Limits.defaults().withWorkers(1).withQueue(1);
        try (RunningServer server = RunningServer.start(RunningServer.options().withLimits(limits))) {
            List<CompletableFuture<HttpResponse<byte[]>>> sent = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                HttpRequest request = HttpRequest.newBuilder(server.uri("/v1/segment"))
                        .headers(JPEG)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(RunningServer.picture()))
                        .build();
                sent.add(server.client().sendAsync(request, BodyHandlers.ofByteArray()));
            }
            int done = 0;
            int busy = 0;
            for (CompletableFuture<HttpResponse<byte[]>> future : sent) {
                HttpResponse<byte[]> response = future.get();
                if (response.statusCode() == 429) {
                    busy++;
                    assertTrue(Integer.parseInt(
                                    response.headers().firstValue("Retry-After").orElseThrow())
                            >= 1);
                    assertTrue(
                            RunningServer.text(response).contains("requests are waiting already"),
                            RunningServer.text(response));
                } else {
                    assertEquals(200, response.statusCode(), () -> RunningServer.text(response));
                    done++;
                }
            }
            assertTrue(done >= 1 && busy >= 1 && done + busy == 16, done + " done, " + busy + " busy");
        }
    }

    /** A body that nobody wants is taken in, or its sender sees a broken connection and no answer. */
    @Test
    void whoIsRefusedReadsWhy() throws Exception {
        byte[] body = new byte[3 << 20];
        try (RunningServer server =
                RunningServer.start(RunningServer.options().withoutGrpc().withToken("s3cret"))) {
            for (int i = 0; i < 20; i++) {
                HttpResponse<byte[]> refused = server.send("POST", "/v1/segment", body, "Content-Type", "image/jpeg");
                assertEquals(401, refused.statusCode());
            }
        }
    }

    @Test
    void tokenIsNeededWhereOneIsSet() throws Exception {
        try (RunningServer server = RunningServer.start(RunningServer.options().withToken("s3cret"))) {
            for (String path : List.of("/metrics", "/openapi.json", "/v1/models", "/v2", "/health")) {
                HttpResponse<byte[]> refused = server.get(path);
                assertEquals(401, refused.statusCode(), path);
                assertEquals(
                        "Bearer",
                        refused.headers().firstValue("WWW-Authenticate").orElseThrow());
                assertEquals(
                        401, server.get(path, "Authorization", "Bearer s3cre").statusCode(), path);
                assertEquals(
                        200, server.get(path, "Authorization", "Bearer s3cret").statusCode(), path);
            }
            String basic = Base64.getEncoder().encodeToString("any:s3cret".getBytes(StandardCharsets.UTF_8));
            assertEquals(
                    200,
                    server.get("/health", "Authorization", "Basic " + basic).statusCode());
            assertEquals(
                    401, server.get("/health", "Authorization", "Basic ???").statusCode());
            assertEquals(401, server.segment(RunningServer.picture(), JPEG).statusCode());
            for (String path : List.of("/", "/index.html", "/healthz", "/readyz", "/v2/health/live")) {
                assertEquals(200, server.get(path).statusCode(), path);
            }
            assertFalse(server.log().stream().anyMatch(line -> line.contains("s3cret")));
        }
    }

    @Test
    void pagesOfOtherSitesAreKeptOut() throws Exception {
        try (RunningServer server = RunningServer.start(RunningServer.options())) {
            assertEquals(
                    403,
                    server.segment(
                                    RunningServer.picture(),
                                    "Content-Type",
                                    "image/jpeg",
                                    "Origin",
                                    "https://evil.example")
                            .statusCode());
            String own = "http://127.0.0.1:" + server.server().port();
            assertEquals(
                    200,
                    server.segment(RunningServer.picture(), "Content-Type", "image/jpeg", "Origin", own)
                            .statusCode());
            HttpResponse<byte[]> page = server.get("/");
            assertTrue(page.headers()
                    .firstValue("Content-Security-Policy")
                    .orElseThrow()
                    .contains("default-src 'none'"));
            assertEquals(
                    "nosniff",
                    page.headers().firstValue("X-Content-Type-Options").orElseThrow());
            assertEquals("DENY", page.headers().firstValue("X-Frame-Options").orElseThrow());
            assertFalse(page.headers().firstValue("Server").isPresent());
            assertFalse(page.headers().firstValue("Access-Control-Allow-Origin").isPresent());
            assertEquals(421, RawSocket.status(server, "GET /v1/models HTTP/1.1\r\nHost: rebound.example\r\n\r\n"));
            assertEquals(200, RawSocket.status(server, "GET /v1/models HTTP/1.1\r\nHost: localhost:1\r\n\r\n"));
        }
    }

    @Test
    void whatJettyRefusesIsAProblemDocumentToo() throws Exception {
        try (RunningServer server = RunningServer.start(RunningServer.options())) {
            String tooLong = "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "a".repeat(40_000) + "\r\n\r\n";
            String answer = RawSocket.answer(server, tooLong);
            assertTrue(answer.startsWith("HTTP/1.1 431"), answer);
            assertTrue(answer.contains("application/problem+json"), answer);
            assertTrue(RawSocket.answer(server, "nonsense\r\n\r\n").startsWith("HTTP/1.1 400"));
        }
    }

    /** A proxy has a name of its own, and who brings the token is no page that was led here. */
    @Test
    void withATokenTheServerMayHaveAnyName() throws Exception {
        String request = "GET /v1/models HTTP/1.1\r\nHost: masks.example\r\nAuthorization: Bearer %s\r\n\r\n";
        try (RunningServer server = RunningServer.start(RunningServer.options().withToken("s3cret"))) {
            assertEquals(200, RawSocket.status(server, request.formatted("s3cret")));
            assertEquals(401, RawSocket.status(server, request.formatted("guess")));
        }
    }

    /** All that was taken in is answered, and what comes later is not taken in. */
    @Test
    void stopsAfterItsLastAnswer() throws Exception {
        RunningServer server = RunningServer.start(
                RunningServer.options().withLimits(Limits.defaults().withWorkers(1)));
        int port = server.server().port();
        int requests = 12;
        List<CompletableFuture<HttpResponse<byte[]>>> sent = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            HttpRequest request = HttpRequest.newBuilder(server.uri("/v1/segment"))
                    .headers(JPEG)
                    .POST(HttpRequest.BodyPublishers.ofByteArray(large()))
                    .build();
            sent.add(server.client().sendAsync(request, BodyHandlers.ofByteArray()));
        }
        while (RunningServer.number(server.get("/metrics"), "maskwright_queue_waiting") + done(sent) + 1 < requests) {
            Thread.sleep(10); // until all are taken in
        }
        assertTrue(done(sent) < requests - 1, "all are answered before it stops");
        server.close();
        for (CompletableFuture<HttpResponse<byte[]>> future : sent) {
            assertEquals(200, future.get().statusCode());
        }
        assertThrows(IOException.class, () -> new Socket(InetAddress.getLoopbackAddress(), port).close());
    }

    private static long done(List<CompletableFuture<HttpResponse<byte[]>>> sent) {
        return sent.stream().filter(CompletableFuture::isDone).count();
    }

    /** A picture that a worker needs some time for. */
    private static byte[] large() {
        return MaskImages.jpeg(new BufferedImage(2400, 1800, BufferedImage.TYPE_INT_RGB));
    }
}
