package dev.maskwright.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C on a training, as a shell sends it. */
class InterruptionTest {

    @Test
    @Timeout(180)
    void ctrlCSavesAndSaysHowToGoOn(@TempDir Path folder) throws Exception {
        assumeFalse(System.getProperty("os.name").startsWith("Windows"), "there is no kill");
        assumeFalse(isInterruptIgnored(), "started in the background, where shells have Ctrl-C ignored");
        Path checkpoint = folder.resolve("checkpoint");
        Path errors = folder.resolve("errors.txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.awt.headless=true",
                "-Dai.djl.pytorch.num_threads=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of("train", "--data", Run.DATA.toString(), "--output", checkpoint.toString()));
        for (String setting : List.of(
                "architecture=unet_plain",
                "epochs=100000",
                "batchSize=4",
                "width=32",
                "height=32",
                "cropWidth=32",
                "cropHeight=32")) {
            command.addAll(List.of("--set", setting));
        }
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            String line = output.readLine();
            while (line != null && !line.startsWith("epoch 1/")) {
                line = output.readLine();
            }
            assertEquals(
                    0,
                    new ProcessBuilder("kill", "-INT", String.valueOf(process.pid()))
                            .start()
                            .waitFor());
            String rest = output.lines().collect(Collectors.joining("\n"));
            assertEquals(130, process.waitFor(), rest + Files.readString(errors));
            assertTrue(
                    rest.matches("(?s).*stopped after epoch \\d+( and \\d steps?)?; go on by: "
                            + "./maskwright train --resume --data %s --output %s".formatted(Run.DATA, checkpoint)),
                    rest);
            assertTrue(Files.readString(errors).contains("stopping after this step"), Files.readString(errors));
            assertTrue(Files.exists(checkpoint.resolve("last.safetensors")));
        } finally {
            process.destroyForcibly();
        }
    }

    /** Whoever starts with SIGINT ignored never hears of it, and nor do its children. */
    private static boolean isInterruptIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        String ignored = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .map(line -> line.substring("SigIgn:".length()).strip())
                .findFirst()
                .orElse("0");
        int interrupt = 2;
        return (Long.parseUnsignedLong(ignored, 16) >>> (interrupt - 1) & 1) == 1;
    }
}
