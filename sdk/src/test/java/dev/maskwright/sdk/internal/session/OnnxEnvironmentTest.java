package dev.maskwright.sdk.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.ChildJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class OnnxEnvironmentTest {

    /** What the child process runs. */
    public static void main(String[] args) {
        System.out.println(OnnxEnvironment.get().getVersion().isEmpty() ? "no version" : "started");
    }

    /** If this fails after an update of ONNX Runtime, see OnnxEnvironment.keep. */
    @Test
    void outlivesTheEnginesOwnShutdownHook() {
        OnnxEnvironment.get();
        assertTrue(OnnxEnvironment.isKept());
    }

    @Test
    void startsUnderALongCommandLine() throws IOException, InterruptedException {
        List<String> command = ChildJvm.java();
        command.add(OnnxEnvironmentTest.class.getName());
        command.addAll(Collections.nCopies(2_000, "pictures/kitchen.jpg")); // 42 kB
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        assertEquals("started", output.strip());
    }
}
