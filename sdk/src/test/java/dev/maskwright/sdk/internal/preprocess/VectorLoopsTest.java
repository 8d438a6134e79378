package dev.maskwright.sdk.internal.preprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.maskwright.sdk.ChildJvm;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class VectorLoopsTest {

    private static final String MODULE = "jdk.incubator.vector";

    @Test
    void withoutTheModuleThePlainLoopsAreUsed() {
        assumeTrue(ModuleLayer.boot().findModule(MODULE).isEmpty(), "these tests run with the Vector API");
        assertNull(VectorLoops.found());
    }

    @Test
    void withTheModuleAllBytesAreThoseOfThePlainLoops() throws IOException, InterruptedException {
        assumeTrue(ModuleFinder.ofSystem().find(MODULE).isPresent(), "this Java has no " + MODULE);
        List<String> command = ChildJvm.java();
        command.addAll(List.of("--add-modules", MODULE, "-Xmx256m", "-XX:+UseSerialGC"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), VectorTwins.class.getName()));

        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertEquals(0, process.waitFor(), output);
        assertEquals(
                "440 frames are the same", output.lines().reduce((a, b) -> b).orElse(""), output);
    }
}
