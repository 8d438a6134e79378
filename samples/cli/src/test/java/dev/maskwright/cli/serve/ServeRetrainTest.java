package dev.maskwright.cli.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.maskwright.cli.Run;
import dev.maskwright.server.EdgeServer;
import dev.maskwright.server.ServerOptions;
import dev.maskwright.server.corrections.CorrectionOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server with the real command behind it: pictures are accepted, the model retrained in a few steps, swapped and
 * taken back.
 */
final class ServeRetrainTest {

    private static final String NAME = "interiors-edgefpn-lite0";
    private static final int PATIENCE_SECONDS = 240;

    @TempDir
    Path folder = Path.of("");

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private EdgeServer server;

    /**
     * In float and without the folder of old pictures, which takes less time; {@code RetrainCommandTest} has the rest.
     */
    @BeforeEach
    void start() throws Exception {
        Path model =
                Files.copy(Run.ROOT.resolve("models/trained").resolve(NAME + ".onnx"), folder.resolve(NAME + ".onnx"));
        List<String> trainer =
                SiblingCommand.find(Run.command("serve"), "retrain").orElseThrow();
        server = EdgeServer.start(
                ServerOptions.of(model)
                        .withPort(0)
                        .withoutGrpc()
                        .withCorrections(CorrectionOptions.of(folder.resolve("corrections"))
                                .withTrainer(trainer)),
                log::add);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void acceptedPicturesMakeANewVersion() throws Exception {
        Set<String> phases = new TreeSet<>();
        for (Path picture : pictures()) {
            JsonObject kept = json(send("POST", "pictures", Files.readAllBytes(picture), "image/jpeg"));
            String one = "pictures/" + kept.get("id").getAsString();
            byte[] mask = send("GET", one + "/mask", new byte[0], "").body();
            assertEquals(200, send("PUT", one + "/labels", mask, "image/png").statusCode());
        }
        String before = version();
        byte[] wish = "{\"steps\": 2, \"crops\": 1, \"maxDrop\": 1}".getBytes(StandardCharsets.UTF_8);
        assertEquals(202, send("POST", "retraining", wish, "application/json").statusCode());
        JsonObject last = ended(phases);
        assertEquals("kept", last.get("outcome").getAsString(), () -> last + "\n" + log);
        assertTrue(phases.contains("encoding") || phases.contains("preparing"), phases.toString());
        assertNotEquals(before, version());

        JsonArray versions = json(send("GET", "versions", new byte[0], "")).getAsJsonArray("versions");
        JsonObject made = versions.get(0).getAsJsonObject();
        assertEquals(NAME + "-1.onnx", made.get("file").getAsString());
        assertTrue(made.get("inUse").getAsBoolean());
        assertTrue(made.getAsJsonObject("facts").getAsJsonObject("heldOut").has("after"), made.toString());
        JsonObject base = versions.get(1).getAsJsonObject();
        assertEquals(base.get("sha256"), made.get("parent"));
        String use = "versions/%s/use".formatted(base.get("sha256").getAsString());
        assertEquals(200, send("POST", use, new byte[0], "").statusCode());
        assertEquals(before, version());
    }

    private static List<Path> pictures() throws IOException {
        try (Stream<Path> files = Files.list(Run.ROOT.resolve("samples/images"))) {
            return files.filter(file -> file.toString().endsWith(".jpg"))
                    .sorted()
                    .toList();
        }
    }

    private JsonObject ended(Set<String> phases) throws Exception {
        for (int i = 0; i < PATIENCE_SECONDS * 10; i++) {
            JsonObject state = json(send("GET", "retraining", new byte[0], ""));
            if (!state.get("running").getAsBoolean()) {
                return state.getAsJsonObject("last");
            }
            JsonObject progress = state.getAsJsonObject("progress");
            if (progress.has("phase")) {
                phases.add(progress.get("phase").getAsString());
            }
            Thread.sleep(100);
        }
        throw new AssertionError("still running: " + phases);
    }

    private String version() throws Exception {
        return json(request("GET", "/v1/models/" + NAME, new byte[0], ""))
                .get("version")
                .getAsString();
    }

    private HttpResponse<byte[]> send(String method, String path, byte[] body, String type) throws Exception {
        return request(method, "/v1/corrections/" + path, body, type);
    }

    private HttpResponse<byte[]> request(String method, String path, byte[] body, String type) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:%d%s".formatted(server.port(), path)))
                .method(method, BodyPublishers.ofByteArray(body));
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static JsonObject json(HttpResponse<byte[]> response) {
        return JsonParser.parseString(new String(response.body(), StandardCharsets.UTF_8))
                .getAsJsonObject();
    }
}
