package dev.maskwright.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Segmenter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Public programs of others, in Python: Triton's client over HTTP and gRPC, and a validator of OpenAPI documents. The
 * system property {@code maskwright.python} names an interpreter that has {@code tritonclient[all]} and
 * {@code openapi-spec-validator}; {@code python3} without it.
 */
final class ClientsTest {

    private static final String PYTHON = System.getProperty("maskwright.python", "python3");

    private record Ran(int exitCode, String output) {}

    private static Ran python(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(PYTHON));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ran(process.waitFor(), output);
        } catch (IOException e) {
            return new Ran(-1, String.valueOf(e.getMessage()));
        }
    }

    private static void assumeHas(String module) throws Exception {
        assumeTrue(
                python("-c", "import " + module).exitCode() == 0,
                "%s has no %s; name one that has by -Dmaskwright.python".formatted(PYTHON, module));
    }

    @Test
    void tritonsClientOverHttpAndGrpc(@TempDir Path folder) throws Exception {
        assumeHas("tritonclient.http, tritonclient.grpc");
        Path script = folder.resolve("kserve_client.py");
        try (InputStream resource = Objects.requireNonNull(ClientsTest.class.getResourceAsStream("kserve_client.py"))) {
            Files.copy(resource, script);
        }
        try (RunningServer server = RunningServer.start(RunningServer.options());
                Segmenter segmenter = Segmenter.open(RunningServer.MODEL)) {
            Ran ran = python(
                    script.toString(),
                    "127.0.0.1:" + server.server().port(),
                    "127.0.0.1:" + server.server().grpcPort().orElseThrow(),
                    RunningServer.NAME,
                    RunningServer.HOME.resolve("samples/images/living-room.jpg").toString());
            assertEquals(0, ran.exitCode(), ran.output());
            Mask expected = segmenter.segment(RunningServer.frame()).atFrameSize();
            JsonObject areas =
                    JsonParser.parseString(ran.output()).getAsJsonObject().getAsJsonObject("areas");
            int[] counts = expected.areas();
            for (int id = 0; id < counts.length; id++) {
                String key = Integer.toString(id);
                assertEquals(counts[id], areas.has(key) ? areas.get(key).getAsInt() : 0, "class " + id);
            }
        }
    }

    @Test
    void openApiDocumentIsValid(@TempDir Path folder) throws Exception {
        assumeHas("openapi_spec_validator");
        Path document = folder.resolve("openapi.json");
        try (RunningServer server = RunningServer.start(RunningServer.options().withoutGrpc())) {
            Files.write(document, server.get("/openapi.json").body());
        }
        Ran ran = python("-m", "openapi_spec_validator", document.toString());
        assertEquals(0, ran.exitCode(), ran.output());
        assertTrue(ran.output().contains("OK"), ran.output());
    }
}
