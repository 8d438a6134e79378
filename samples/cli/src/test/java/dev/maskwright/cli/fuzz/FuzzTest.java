package dev.maskwright.cli.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Damaged files for every reader: each is read or refused in words for people, in a few seconds and without taking
 * memory that it does not need. {@code -Dmaskwright.fuzz=1000000} gives each reader a million
 * (docs/reference/fuzzing.md). Readers run in processes of their own: what hangs can only be ended with its process,
 * and native code ends it itself.
 */
class FuzzTest {

    private static final int INPUTS = Integer.getInteger("maskwright.fuzz", 400);

    /** Opening an engine takes longer than reading. */
    private static final int NATIVE_INPUTS = Math.max(1, INPUTS / 10);

    private final Path folder;

    FuzzTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void damagedFilesAreReadOrRefused() throws Exception {
        assertNothingFound(INPUTS, FuzzTargets.JAVA);
    }

    /** A seed that is refused is refused when it is damaged, too, and nothing is tried. */
    @ParameterizedTest
    @MethodSource("readers")
    void wholeFilesAreRead(String reader) throws Exception {
        FuzzTarget target = FuzzTargets.named(reader);
        for (int seed = 0; seed < target.seeds().size(); seed++) {
            Path scratch = Files.createDirectory(folder.resolve(Integer.toString(seed)));
            target.reader().read(target.seeds().get(seed), scratch);
        }
    }

    private static List<String> readers() {
        List<String> readers = new ArrayList<>(FuzzTargets.JAVA);
        readers.addAll(FuzzTargets.NATIVE);
        return readers;
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "parquet", "onnx"})
    void filesForNativeReadersAreReadOrRefused(String reader) throws Exception {
        assertNothingFound(NATIVE_INPUTS, List.of(reader));
    }

    private void assertNothingFound(int inputs, List<String> readers) throws Exception {
        Path log = folder.resolve("log");
        int exitCode;
        int processes = 0;
        do { // one that ended early is gone on with by the next
            exitCode = process(inputs, readers, log);
            processes++;
        } while (exitCode != 0 && processes < 20);
        String text = Files.readString(log);
        System.out.print(text);
        assertEquals(List.of(), found(), text);
        assertEquals(0, exitCode, text);
        assertEquals(
                readers.size(),
                text.lines().filter(line -> line.contains(" inputs, ")).count(),
                text);
    }

    private int process(int inputs, List<String> readers, Path log) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Xss512k",
                "-XX:+UseSerialGC",
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("java.class.path"),
                FuzzLoop.class.getName(),
                folder.toString(),
                Integer.toString(inputs)));
        command.addAll(readers);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        try {
            if (!process.waitFor(24, TimeUnit.HOURS)) {
                throw new IOException(
                        "the process has not ended after a day: " + Files.readString(log, StandardCharsets.UTF_8));
            }
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private List<String> found() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".txt"))
                    .sorted()
                    .toList();
        }
    }
}
