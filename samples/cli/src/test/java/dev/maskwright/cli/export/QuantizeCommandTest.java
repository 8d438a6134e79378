package dev.maskwright.cli.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.maskwright.cli.Run;
import dev.maskwright.cli.TinyModel;
import dev.maskwright.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuantizeCommandTest {

    private final Path output;

    QuantizeCommandTest(@TempDir Path folder) {
        output = folder.resolve("int8.onnx");
    }

    /** Whether it pays depends on the machine; what is said of it must fit what is there. */
    @Test
    void fileIsThereIfAndOnlyIfTheCommandSaysSo() throws IOException {
        Run run = Run.of(
                "quantize",
                "--model",
                TinyModel.file(),
                "--calibration",
                Run.DATA,
                "--data",
                Run.DATA,
                "--output",
                output,
                "--samples",
                "8",
                "--rounds",
                "1",
                "--portable",
                "--json");
        JsonObject json = JsonParser.parseString(run.out()).getAsJsonObject();
        boolean kept = json.get("kept").getAsBoolean();
        assertEquals(kept ? ExitCode.DONE : ExitCode.COULD_NOT_RUN, run.exitCode(), run.toString());
        try (var files = Files.list(output.getParent())) {
            assertEquals(kept ? List.of(output) : List.of(), files.toList());
        }
        assertTrue(json.get("reason").getAsString().contains("times as fast"), run.toString());
        assertTrue(json.getAsJsonArray("layers").size() > 50, "SegFormer has more layers with weights");
        assertTrue(json.get("meanIou").getAsDouble() >= 0);
        assertTrue(run.err().contains("median processor time, ms"), "people read the same on standard error");
        assertTrue(json.getAsJsonObject("kernels").get("seconds").getAsDouble() > 0);
        assertTrue(
                json.getAsJsonArray("layers").asList().stream()
                        .map(JsonElement::getAsJsonObject)
                        .anyMatch(layer -> layer.has("micros")
                                && layer.getAsJsonObject("micros")
                                                .get("symmetric")
                                                .getAsDouble()
                                        > 0),
                run.out());
        assertTrue(run.err().contains("more layers without remarks; --layers prints all"), run.err());
    }

    @Test
    void tooFewPicturesAreRefused() {
        Run run = Run.of(
                "quantize",
                "--model",
                TinyModel.file(),
                "--calibration",
                Run.DATA,
                "--output",
                output,
                "--samples",
                "4");
        assertEquals(ExitCode.COULD_NOT_RUN, run.exitCode());
        assertTrue(run.err().startsWith("calibration needs at least 8 pictures, got 4; "), run.err());
        assertFalse(Files.exists(output));
    }

    @Test
    void modelItselfIsNotOverwritten() {
        Run run = Run.of(
                "quantize", "--model", TinyModel.file(), "--calibration", Run.DATA, "--output", TinyModel.file());
        assertEquals(ExitCode.WRONG_USAGE, run.exitCode());
        assertTrue(
                run.err().contains(": --model names the same file, which would be replaced; choose another"),
                run.err());
    }
}
