package dev.maskwright.sdk.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.ChildJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxEnvironmentTest {

    /** What the child process runs. */
    public static void main(String[] args) {
        System.out.println(OnnxEnvironment.get().getVersion().isEmpty() ? "no version" : "started");
    }

    /** If this fails after updating ONNX Runtime, see OnnxEnvironment.keep. */
    @Test
    void outlivesTheEnginesOwnShutdownHook() {
        OnnxEnvironment.get();
        assertTrue(OnnxEnvironment.isKept());
    }

    @Test
    void startsUnderALongCommandLineAndLeavesNothingBehind(@TempDir Path folder)
            throws IOException, InterruptedException {
        List<String> command = ChildJvm.java();
        command.add("-Djava.io.tmpdir=" + folder);
        command.add(OnnxEnvironmentTest.class.getName());
        command.addAll(Collections.nCopies(2_000, "pictures/kitchen.jpg")); // 42 kB
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        assertEquals("started", output.strip());
        if (Files.exists(Path.of("/proc/self/maps"))) {
            try (Stream<Path> left = Files.list(folder)) {
                assertEquals(
                        List.of(),
                        left.filter(file -> file.getFileName().toString().startsWith("onnxruntime"))
                                .toList());
            }
        }
    }
}
