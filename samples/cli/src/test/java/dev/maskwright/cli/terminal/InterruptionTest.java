package dev.maskwright.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.maskwright.cli.Main;
import dev.maskwright.cli.Run;
import dev.maskwright.cli.SamplePictures;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C on a training and on a run over pictures, as a shell sends it. */
class InterruptionTest {

    @Test
    @Timeout(180)
    void ctrlCSavesAndSaysHowToGoOn(@TempDir Path folder) throws Exception {
        assumeFalse(System.getProperty("os.name").startsWith("Windows"), "there is no kill");
        assumeFalse(isInterruptIgnored(), "started in the background, where shells have Ctrl-C ignored");
        Path checkpoint = folder.resolve("checkpoint");
        Path errors = folder.resolve("errors.txt");
        Process process = train(folder, checkpoint, errors, 32);
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            awaitFirstEpoch(output, errors);
            kill("-INT", process);
            String rest = output.lines().collect(Collectors.joining("\n"));
            assertEquals(130, process.waitFor(), rest + Files.readString(errors));
            assertTrue(
                    rest.matches("(?s).*stopped after epoch \\d+( and \\d steps?)?; continue with: "
                            + "./maskwright train --resume --data %s --output %s --cache '%s'"
                                    .formatted(Run.DATA.toAbsolutePath(), checkpoint, folder.resolve("my cache"))),
                    rest);
            assertTrue(Files.readString(errors).contains("stopping after this step"), Files.readString(errors));
            assertTrue(Files.exists(checkpoint.resolve("last.safetensors")));
        } finally {
            process.destroyForcibly();
        }
    }

    /** In the middle of a step, where leaving the process by its own exit crashes the engine. */
    @Test
    @Timeout(180)
    void theSecondSignalEndsAtOnceWithoutACrash(@TempDir Path folder) throws Exception {
        assumeFalse(System.getProperty("os.name").startsWith("Windows"), "there is no kill");
        Path errors = folder.resolve("errors.txt");
        Process process = train(folder, folder.resolve("checkpoint"), errors, 128);
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            awaitFirstEpoch(output, errors);
            kill("-TERM", process);
            while (process.isAlive() && !Files.readString(errors).contains("stopping after this step")) {
                Thread.sleep(10);
            }
            kill("-TERM", process);
            assertEquals(137, process.waitFor(), () -> output.lines().collect(Collectors.joining("\n")));
        } finally {
            process.destroyForcibly();
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertTrue(files.noneMatch(file -> file.getFileName().toString().startsWith("hs_err")));
        }
    }

    @Test
    @Timeout(180)
    void ctrlCFinishesThePicturesThatWereBegunAndSaysHowToGoOn(@TempDir Path folder) throws Exception {
        assumeFalse(System.getProperty("os.name").startsWith("Windows"), "there is no kill");
        assumeFalse(isInterruptIgnored(), "started in the background, where shells have Ctrl-C ignored");
        Path input = folder.resolve("my pictures");
        Path picture = SamplePictures.good(input.resolve("first.jpg"));
        for (int i = 0; i < 3000; i++) {
            Files.copy(picture, input.resolve(i + ".jpg"));
        }
        Path output = folder.resolve("out");
        Path errors = folder.resolve("errors.txt");
        Path model = Run.ROOT
                .resolve("models/trained/interiors-edgefpn-lite0-int8.onnx")
                .toAbsolutePath()
                .normalize();
        List<String> arguments =
                List.of("segment", input.toString(), "--output", output.toString(), "--model", model.toString());
        Process process = start(folder, errors, arguments);
        try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
            while (process.isAlive() && !Files.exists(output.resolve("masks"))) {
                Thread.sleep(10);
            }
            kill("-INT", process);
            String text = said.lines().collect(Collectors.joining("\n"));
            assertEquals(130, process.waitFor(), text + Files.readString(errors));
            String again = "./maskwright segment '%s' --output %s --model %s --resume".formatted(input, output, model);
            assertTrue(
                    text.matches("(?s).*stopped after [\\d,]+ pictures?; resume with: " + Pattern.quote(again)), text);
            assertTrue(Files.readString(errors).contains("stopping after the pictures in progress"));
        } finally {
            process.destroyForcibly();
        }
        assertTrue(Files.exists(output.resolve("report.html")));
        try (Stream<Path> files = Files.walk(output)) {
            assertEquals(
                    List.of(),
                    files.filter(file -> file.toString().matches(".*\\.(tmp|part)"))
                            .toList());
        }
    }

    /** What saves nothing when it is stopped leaves nothing behind, either, and says so. */
    @Test
    @Timeout(180)
    void whatIsHalfWrittenGoes(@TempDir Path folder) throws Exception {
        assumeFalse(System.getProperty("os.name").startsWith("Windows"), "there is no kill");
        Path root = Run.ROOT.toAbsolutePath().normalize();
        Path output = folder.resolve("out/q.onnx");
        Path errors = folder.resolve("errors.txt");
        Process process = start(
                folder,
                errors,
                List.of(
                        "quantize",
                        "--model",
                        root.resolve("models/trained/interiors-edgefpn-lite0.onnx")
                                .toString(),
                        "--calibration",
                        root.resolve("samples/images").toString(),
                        "--output",
                        output.toString()));
        try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
            while (process.isAlive() && unfinished(output).isEmpty()) {
                Thread.sleep(10);
            }
            kill("-TERM", process);
            assertEquals(143, process.waitFor(), () -> said.lines().collect(Collectors.joining("\n")));
        } finally {
            process.destroyForcibly();
        }
        assertEquals(
                "stopped; nothing half-written is kept, and the same command starts again from the beginning",
                Files.readString(errors).strip());
        assertEquals(List.of(), unfinished(output));
    }

    private static List<Path> unfinished(Path file) throws IOException {
        if (!Files.exists(file.getParent())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(file.getParent())) {
            return files.toList();
        }
    }

    private static Process train(Path folder, Path checkpoint, Path errors, int side) throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("train", "--data", Run.DATA.toAbsolutePath().toString(), "--output", checkpoint.toString()));
        arguments.addAll(List.of("--cache", folder.resolve("my cache").toString()));
        for (String setting : List.of("architecture=unet_plain", "epochs=100000", "batchSize=4")) {
            arguments.addAll(List.of("--set", setting));
        }
        for (String setting : List.of("width", "height", "cropWidth", "cropHeight")) {
            arguments.addAll(List.of("--set", setting + "=" + side));
        }
        return start(folder, errors, arguments);
    }

    private static Process start(Path folder, Path errors, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.awt.headless=true",
                "-Dai.djl.pytorch.num_threads=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(errors.toFile())
                .start();
    }

    private static void awaitFirstEpoch(BufferedReader output, Path errors) throws IOException {
        String line = output.readLine();
        while (line != null && !line.startsWith("epoch 1/")) {
            line = output.readLine();
        }
        assertNotNull(line, Files.readString(errors));
    }

    private static void kill(String signal, Process process) throws IOException, InterruptedException {
        assertEquals(
                0,
                new ProcessBuilder("kill", signal, String.valueOf(process.pid()))
                        .start()
                        .waitFor());
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
