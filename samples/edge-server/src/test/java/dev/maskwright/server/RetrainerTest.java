package dev.maskwright.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.maskwright.folder.corrections.Correction;
import dev.maskwright.folder.corrections.CorrectionSet;
import dev.maskwright.models.files.Sha256;
import dev.maskwright.models.history.ModelHistory;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.server.corrections.CorrectionOptions;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the server makes of a process that retrains, however it ends. The processes here are scripts that end as they
 * are told to; the real command is in {@code ServeRetrainTest} of the command line.
 */
final class RetrainerTest {

    private static final String RETRAINING = "/v1/corrections/retraining";
    private static final int PATIENCE_SECONDS = 30;

    @TempDir
    Path folder = Path.of("");

    private Path dir = Path.of("");
    private Path models = Path.of("");
    private int versions = 5;
    private @Nullable RunningServer running;

    @BeforeEach
    void prepare() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "the trainers of these tests are shell scripts");
        dir = folder.resolve("corrections");
        models = Files.createDirectory(folder.resolve("models"));
        ModelFolder.fill(models);
        try (Segmenter segmenter = Segmenter.open(RunningServer.MODEL)) {
            Mask mask = segmenter.segment(RunningServer.frame()).atFrameSize();
            Correction correction = Correction.of(mask);
            correction.acceptRest();
            CorrectionSet.open(
                            dir, mask.classes().stream().map(ClassLabel::name).toList())
                    .put(RunningServer.picture(), correction);
        }
    }

    @AfterEach
    void stop() {
        if (running != null) {
            running.close();
        }
    }

    private RunningServer server() {
        return Objects.requireNonNull(running, "each test starts one");
    }

    /** A server whose trainer is a script; {@code $output} is the file to write, {@code $progress} another. */
    private void startWith(String script) throws Exception {
        stop();
        Path file = Files.writeString(folder.resolve("trainer.sh"), """
                echo "$@" > '%s'
                while [ $# -gt 0 ]; do
                    case $1 in
                        --output) output=$2 ;;
                        --progress) progress=$2 ;;
                    esac
                    shift
                done
                """.formatted(folder.resolve("words")) + script);
        running = RunningServer.start(ServerOptions.of(models.resolve(ModelFolder.GOOD + ".onnx"))
                .withPort(0)
                .withoutGrpc()
                .withCorrections(CorrectionOptions.of(dir)
                        .withVersions(versions)
                        .withTrainer(List.of("/bin/sh", file.toString()))));
    }

    private HttpResponse<byte[]> retrain() throws IOException {
        return server().send(
                        "POST", RETRAINING, "{}".getBytes(StandardCharsets.UTF_8), "Content-Type", "application/json");
    }

    private JsonObject state() throws IOException {
        return RunningServer.json(server().get(RETRAINING));
    }

    private JsonObject ended() throws Exception {
        for (int i = 0; i < PATIENCE_SECONDS * 20; i++) {
            JsonObject state = state();
            if (!state.get("running").getAsBoolean()) {
                return state.getAsJsonObject("last");
            }
            Thread.sleep(50);
        }
        throw new AssertionError("still running: " + state());
    }

    private JsonObject outcomeOf(String script) throws Exception {
        startWith(script);
        HttpResponse<byte[]> begun = retrain();
        assertEquals(202, begun.statusCode(), RunningServer.text(begun));
        return ended();
    }

    private String version() throws IOException {
        return RunningServer.json(server().get("/v1/models/" + ModelFolder.GOOD))
                .get("version")
                .getAsString();
    }

    private static void assertOutcome(String outcome, String words, JsonObject last) {
        assertEquals(outcome, last.get("outcome").getAsString(), last.toString());
        assertTrue(last.get("detail").getAsString().contains(words), last.toString());
    }

    @Test
    void whatDoesNoWorseIsInUseAlsoAfterARestartAndCanBeTakenBack() throws Exception {
        startWith("cp '%s' \"$output\" && printf '{\"kept\": true, \"model\": \"%%s\"}' \"$output\""
                .formatted(models.resolve(ModelFolder.OTHER + ".onnx")));
        String before = version();
        assertEquals(202, retrain().statusCode());
        assertOutcome("kept", "in use", ended());
        String after = version();
        assertNotEquals(before, after);
        Path made = dir.resolve("server/models/good-1.onnx");
        record(dir.resolve("server/models"), "good-1.onnx", Sha256.of(models.resolve("good.onnx")));

        startWith("exit 3");
        assertEquals(after, version());
        JsonArray versions =
                RunningServer.json(server().get("/v1/corrections/versions")).getAsJsonArray("versions");
        assertEquals(2, versions.size());
        assertTrue(versions.get(0).getAsJsonObject().get("inUse").getAsBoolean());
        String base = versions.get(1).getAsJsonObject().get("sha256").getAsString();
        assertEquals(200, use(base).statusCode());
        assertEquals(before, version());
        assertEquals(404, use("0".repeat(64)).statusCode());
        assertEquals(400, use("x").statusCode());

        startWith("exit 3");
        assertEquals(before, version(), "what was taken back stays so");
        assertEquals(200, use(Sha256.of(made)).statusCode());
        assertEquals(after, version());
    }

    /**
     * What is served and what it was made from stay, however old; of the others only the newest, and what is no
     * version.
     */
    @Test
    void oldVersionsAreDeleted() throws Exception {
        Path folder = Files.createDirectories(dir.resolve("server/models"));
        for (String name :
                List.of("good-1-int8.onnx", "good-2.onnx", "good-2-int8.onnx", "good-3.onnx", "other-7.onnx")) {
            Files.writeString(folder.resolve(name), name); // of the first only half is left, as after a kill
        }
        Path served = Files.copy(models.resolve(ModelFolder.OTHER + ".onnx"), folder.resolve("good-4.onnx"));
        String base = Sha256.of(models.resolve("good.onnx"));
        record(folder, "good-2.onnx", base);
        record(folder, "good-4.onnx", Sha256.of(folder.resolve("good-2.onnx")));
        Files.writeString(
                dir.resolve("server/model.json"), "{\"file\": \"good-4.onnx\", \"base\": \"%s\"}".formatted(base));
        versions = 1;
        startWith("cp '%s' \"$output\" && printf '{\"kept\": true, \"model\": \"%%s\"}' \"$output\""
                .formatted(models.resolve(ModelFolder.GOOD + ".onnx")));
        assertEquals(
                Set.of("good-2.onnx", "good-2-int8.onnx", "good-3.onnx", "good-4.onnx", "other-7.onnx"),
                models(folder));
        String before = version();
        assertEquals(202, retrain().statusCode());
        assertOutcome("kept", "in use", ended());
        assertEquals(Set.of("good-3.onnx", "good-4.onnx", "good-5.onnx", "other-7.onnx"), models(folder));
        assertEquals(200, use(Sha256.of(served)).statusCode());
        assertEquals(before, version());
    }

    private static void record(Path folder, String file, String parent) throws IOException {
        ModelHistory.in(folder)
                .add(new ModelHistory.Entry(
                        file, Sha256.of(folder.resolve(file)), parent, Instant.now(), true, new JsonObject()));
    }

    private static Set<String> models(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".onnx"))
                    .collect(Collectors.toSet());
        }
    }

    private HttpResponse<byte[]> use(String sha256) throws IOException {
        return server().send("POST", "/v1/corrections/versions/" + sha256 + "/use", new byte[0]);
    }

    @Test
    void theOldModelGoesOnServingHoweverItEnds() throws Exception {
        assertOutcome("worse", "not kept", outcomeOf("echo '{\"kept\": false}'; exit 3"));
        String before = version();
        assertOutcome(
                "failed",
                "No space left on device",
                outcomeOf("echo 'retraining: 5 of 400' >&2; echo '/data: No space left on device' >&2; exit 3"));
        assertOutcome("failed", "exit code 137", outcomeOf("echo 'a line' >&2; kill -9 $$"));
        assertOutcome("failed", "the process was killed", outcomeOf("printf '{\"kept\": tr'"));
        assertOutcome(
                "refused",
                "pixels of its golden mask differ",
                outcomeOf(("cp '%1$s.onnx' \"$output\"; cp '%1$s.card.json'"
                                + " \"${output%%.onnx}.card.json\"; printf '{\"kept\": true, \"model\":"
                                + " \"%%s\"}' \"$output\"")
                        .formatted(models.resolve(ModelFolder.CHANGED))));
        assertEquals(before, version());
        assertEquals(
                200,
                server().segment(RunningServer.picture(), "Content-Type", "image/jpeg")
                        .statusCode());
    }

    @Test
    void oneAtATimeWithItsProgressUntilItIsStopped() throws Exception {
        startWith("echo '{\"phase\": \"training\", \"step\": 7}' > \"$progress\"; exec sleep 60");
        assertEquals(202, retrain().statusCode());
        HttpResponse<byte[]> second = retrain();
        assertEquals(409, second.statusCode());
        assertTrue(RunningServer.text(second).contains("already"), RunningServer.text(second));
        for (int i = 0; i < 200 && !state().getAsJsonObject("progress").has("step"); i++) {
            Thread.sleep(50);
        }
        assertEquals(7, state().getAsJsonObject("progress").get("step").getAsInt());
        String words = Files.readString(folder.resolve("words")).strip();
        assertEquals(
                "--model %s --corrections %s --replay none --output %s --progress %s --json --longest 600"
                        .formatted(
                                models.resolve("good.onnx"),
                                dir,
                                dir.resolve("server/models/good-1.onnx"),
                                dir.resolve("server/retraining/progress.json")),
                words);
        assertEquals(202, server().send("DELETE", RETRAINING, new byte[0]).statusCode());
        assertOutcome("stopped", "nothing has changed", ended());
    }

    /** A server that is killed stops nothing: its files are put back as they were before it ended. */
    @Test
    void aProcessOfAKilledServerIsFoundAgain() throws Exception {
        Path go = folder.resolve("go");
        String script = "until [ -f '%s' ]; do sleep 0.1; done; echo '{\"kept\": false}'".formatted(go);
        Process orphan = new ProcessBuilder("/bin/sh", "-c", "exec > '%s'; %s".formatted(result(), script)).start();
        runFile(orphan.pid(), orphan.info().startInstant().orElseThrow());
        startWith("exit 3");
        assertTrue(state().get("running").getAsBoolean(), state().toString());
        assertEquals(409, retrain().statusCode());
        Files.createFile(go);
        orphan.waitFor();
        assertOutcome("worse", "not kept", ended());

        Files.delete(result());
        runFile(orphan.pid(), orphan.info().startInstant().orElse(Instant.EPOCH)); // gone meanwhile
        startWith("exit 3");
        assertFalse(state().get("running").getAsBoolean());
        assertOutcome("failed", "start again", ended());

        runFile(ProcessHandle.current().pid(), Instant.EPOCH); // another process has its number now
        startWith("exit 3");
        assertFalse(state().get("running").getAsBoolean());
    }

    private Path result() throws IOException {
        return Files.createDirectories(dir.resolve("server/retraining")).resolve("result.json");
    }

    private void runFile(long pid, Instant started) throws IOException {
        JsonObject run = new JsonObject();
        run.addProperty("pid", pid);
        run.addProperty("processStarted", started.toString());
        run.addProperty("begun", Instant.now().toString());
        run.addProperty("corrections", 1);
        Files.writeString(result().resolveSibling("run.json"), run.toString());
    }

    @Test
    void whatCannotBeStartedIsSaid() throws Exception {
        running = RunningServer.start(RunningServer.options().withoutGrpc().withCorrections(CorrectionOptions.of(dir)));
        assertFalse(state().get("trainer").getAsBoolean());
        assertTrue(state().get("detail").getAsString().contains("not installed"));
        assertEquals(409, retrain().statusCode());
        startWith("exit 3");
        for (String bad : List.of("{\"steps\": 0}", "{\"steps\": \"9\"}", "{\"steps\": 1.5}", "{\"model\": \"x\"}")) {
            HttpResponse<byte[]> refused = server().send(
                            "POST",
                            RETRAINING,
                            bad.getBytes(StandardCharsets.UTF_8),
                            "Content-Type",
                            "application/json");
            assertEquals(400, refused.statusCode(), bad);
        }
    }
}
