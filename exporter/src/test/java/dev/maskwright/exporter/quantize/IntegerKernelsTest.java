package dev.maskwright.exporter.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class IntegerKernelsTest {

    /** Linux says what the processor has; ONNX Runtime's kernels for other processors than x86 do not cut off. */
    @Test
    void sumsAreCutOffWithAvx2AloneOnly() throws IOException {
        Path processors = Path.of("/proc/cpuinfo");
        assumeTrue(Files.isReadable(processors), "only Linux has /proc/cpuinfo");
        List<String> flags = Files.readAllLines(processors).stream()
                .filter(line -> line.startsWith("flags"))
                .findFirst()
                .map(line -> Arrays.asList(line.split("\\s+")))
                .orElse(List.of());
        assumeTrue(!flags.isEmpty(), "only x86 names its features so");
        boolean hasVnni = flags.contains("avx512_vnni") || flags.contains("avx_vnni");
        assertEquals(!hasVnni, IntegerKernels.saturate(), flags.toString());
    }
}
