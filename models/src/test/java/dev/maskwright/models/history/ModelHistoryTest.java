package dev.maskwright.models.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.maskwright.models.files.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelHistoryTest {

    @TempDir
    Path folder = Path.of("");

    @Test
    void whatAModelWasMadeFromIsWhatItRollsBackTo() throws IOException {
        Path first = model("first.onnx", "1");
        Path second = model("second.onnx", "2");
        ModelHistory history = ModelHistory.in(folder);
        assertEquals(List.of(), history.entries());
        assertEquals(Optional.empty(), history.before(second));

        JsonObject facts = new JsonObject();
        facts.addProperty("corrections", 20);
        history.add(entry("second.onnx", Sha256.of(second), first, true, facts));
        history.add(entry("third.onnx", "refused", second, false, new JsonObject()));
        assertEquals(2, history.entries().size());
        assertEquals(facts, history.of(second).orElseThrow().facts());
        assertEquals(Optional.of(first), history.before(second));
        assertEquals(Optional.empty(), history.before(first));

        // Known by contents, whatever the names; and never by a file that is gone.
        Path renamed = Files.move(first, folder.resolve("old.onnx"));
        assertEquals(Optional.of(renamed), ModelHistory.in(folder).before(second));
        Files.delete(renamed);
        assertEquals(Optional.empty(), history.before(second));
    }

    @Test
    void theOldestEntriesGoUnlessTheirFilesAreThere() throws IOException {
        ModelHistory history = ModelHistory.in(folder);
        Path first = model("first.onnx", "1");
        Path second = model("second.onnx", "2");
        history.add(entry("second.onnx", Sha256.of(second), first, true, new JsonObject()));
        Files.move(second, folder.resolve("renamed.onnx"));
        history.add(entry("gone.onnx", "gone", first, true, new JsonObject()));
        history.add(entry("refused.onnx", Sha256.of(first), first, false, new JsonObject()));
        for (int i = 1; i <= ModelHistory.MOST; i++) {
            history.add(entry(i + ".onnx", "hash " + i, first, i % 2 == 0, new JsonObject()));
        }
        List<String> files =
                history.entries().stream().map(ModelHistory.Entry::file).toList();
        assertEquals(ModelHistory.MOST + 1, files.size());
        assertEquals(List.of("second.onnx", "1.onnx", "2.onnx"), files.subList(0, 3));
        assertEquals(ModelHistory.MOST + ".onnx", files.get(files.size() - 1));
        assertEquals(Optional.of(first), history.before(folder.resolve("renamed.onnx")));
    }

    @Test
    void aTornRecordIsNamedByItsLine() throws IOException {
        ModelHistory history = ModelHistory.in(folder);
        history.add(entry("a.onnx", "a", model("b.onnx", "b"), true, new JsonObject()));
        Path file = folder.resolve(ModelHistory.FILE);
        Files.writeString(file, Files.readString(file) + "{\"file\": \"c.onnx\"}\n");
        String fault = assertThrows(IOException.class, history::entries).getMessage();
        assertTrue(String.valueOf(fault).contains("history.jsonl, line 2: it has no 'sha256'"), fault);
        assertThrows(
                IOException.class,
                () -> history.add(entry("d.onnx", "d", folder.resolve("b.onnx"), true, new JsonObject())));
        assertEquals(2, Files.readAllLines(file).size());
    }

    private static ModelHistory.Entry entry(String file, String hash, Path parent, boolean kept, JsonObject facts)
            throws IOException {
        return new ModelHistory.Entry(
                file, hash, Sha256.of(parent), Instant.parse("2024-05-06T07:08:09Z"), kept, facts);
    }

    private Path model(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }
}
