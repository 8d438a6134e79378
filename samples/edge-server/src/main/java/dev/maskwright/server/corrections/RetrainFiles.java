package dev.maskwright.server.corrections;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.maskwright.models.files.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The files through which the server and the retraining process communicate, and which outlive both.
 *
 * @param dir their folder
 */
record RetrainFiles(Path dir) {

    private static final int LAST_WORDS = 600;

    Path run() {
        return dir.resolve("run.json");
    }

    /** Its progress, which is replaced repeatedly. */
    Path progress() {
        return dir.resolve("progress.json");
    }

    /** Its standard output: the report. */
    Path result() {
        return dir.resolve("result.json");
    }

    /** Its standard error. */
    Path log() {
        return dir.resolve("log.txt");
    }

    /** Makes room for the next. */
    void clear() throws IOException {
        Files.createDirectories(dir);
        for (Path file : List.of(progress(), result(), log())) {
            Files.deleteIfExists(file);
        }
    }

    void write(RetrainRun run) throws IOException {
        WholeFile.write(run(), run.toJson().toString());
    }

    Optional<RetrainRun> readRun() throws IOException {
        try {
            return Files.exists(run()) ? Optional.of(RetrainRun.parse(Files.readString(run()))) : Optional.empty();
        } catch (JsonParseException e) {
            return Optional.empty(); // its state is lost
        }
    }

    JsonObject readProgress() {
        return json(progress()).orElseGet(JsonObject::new);
    }

    Optional<JsonObject> readResult() {
        return json(result());
    }

    private static Optional<JsonObject> json(Path file) {
        try {
            return Optional.of(JsonParser.parseString(Files.readString(file)).getAsJsonObject());
        } catch (IOException | JsonParseException | IllegalStateException e) {
            return Optional.empty(); // not there yet, or cut off
        }
    }

    /** The last lines of its output, which say why it failed. */
    String lastWords() {
        try {
            String all = new String(Files.readAllBytes(log()), StandardCharsets.UTF_8).strip();
            String last = all.substring(Math.max(0, all.length() - LAST_WORDS));
            return last.substring(last.lastIndexOf('\n') + 1);
        } catch (IOException e) {
            return "";
        }
    }
}
