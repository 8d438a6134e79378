package dev.maskwright.box;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.cli.CommandLines;
import dev.maskwright.cli.terminal.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code quantize} without the trainer on the class path. */
final class QuantizeCommandTest {

    private static final Path HOME = Path.of(System.getProperty("maskwright.home"));
    private static final Path MODEL = HOME.resolve("models/trained/interiors-edgefpn-lite0.onnx");

    private final StringWriter said = new StringWriter();

    /** Whether int8 is faster depends on the machine; the exit code must match whether a file was kept. */
    @Test
    void quantizesWithPicturesAlone(@TempDir Path folder) throws IOException {
        Path output = folder.resolve("int8.onnx");
        int exitCode = quantize(HOME.resolve("samples/images"), output);
        assertEquals(Files.exists(output) ? ExitCode.DONE : ExitCode.COULD_NOT_RUN, exitCode, said.toString());
        assertTrue(said.toString().contains("times as fast"), said.toString());
    }

    @Test
    void folderWithoutPicturesIsRefused(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("train-00000-of-00001.parquet"), "PAR1");
        Path output = folder.resolve("int8.onnx");
        assertEquals(ExitCode.COULD_NOT_RUN, quantize(folder, output), said.toString());
        assertTrue(said.toString().contains(folder + " has no pictures to calibrate on"), said.toString());
        assertFalse(Files.exists(output));
    }

    private int quantize(Path calibration, Path output) {
        CommandLine commands =
                Main.commandLine().setOut(new PrintWriter(said, true)).setErr(new PrintWriter(said, true));
        return CommandLines.run(
                commands,
                "quantize",
                "--model=" + MODEL,
                "--calibration=" + calibration,
                "--output=" + output,
                "--samples=8",
                "--rounds=1");
    }
}
