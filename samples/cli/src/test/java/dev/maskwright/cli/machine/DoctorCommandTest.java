package dev.maskwright.cli.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.maskwright.cli.Run;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.sdk.CudaSupport;
import dev.maskwright.sdk.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {

    private static final Path MODEL = Run.ROOT.resolve("models/trained/interiors-edgefpn-lite0-int8.onnx");

    @Test
    void aHealthyMachineIsShownAsOne() {
        CudaSupport cuda = Engine.inspect().cuda();
        assumeTrue(cuda.gpus().isEmpty() || cuda.isUsable(), "a GPU that cannot be used is a problem");
        Run run = Run.of("doctor", "--model", MODEL);
        assertEquals(ExitCode.DONE, run.exitCode(), run.toString());
        assertTrue(run.out().contains("\nONNX Runtime  1."), run.out());
        assertTrue(run.out().contains(MODEL + " verified, "), run.out());
        assertTrue(run.out().strip().endsWith("All is well."), run.out());
        assertEquals("", run.err());
    }

    @Test
    void theDocumentSaysTheSame() {
        Run run = Run.of("doctor", "--json", "--model", MODEL);
        JsonObject json = JsonParser.parseString(run.out()).getAsJsonObject();
        assertEquals(
                System.getProperty("java.version"),
                json.getAsJsonObject("java").get("version").getAsString());
        assertEquals(
                Runtime.getRuntime().availableProcessors(),
                json.getAsJsonObject("limits").get("cores").getAsInt());
        assertEquals(MODEL.toString(), json.getAsJsonObject("model").get("file").getAsString());
        assertTrue(
                json.getAsJsonObject("onnxRuntime").getAsJsonArray("providers").size() > 0);
        assertEquals(
                run.exitCode() != ExitCode.DONE, json.getAsJsonArray("problems").size() > 0);
    }

    @Test
    void aModelThatDoesNotRunIsAProblemWithWhatToDo(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("page.onnx"), "<html>404");
        Run run = Run.of("doctor", "--model", file);
        assertEquals(ExitCode.COULD_NOT_RUN, run.exitCode(), run.toString());
        assertTrue(run.out().contains("Problem: " + file + ": a text file, not an ONNX model;"), run.out());
        assertFalse(run.out().contains("All is well"), run.out());
    }

    @Test
    void processorsTellWhatTheyCanDo() {
        Processor xeon = Processor.ofLinux("""
                processor\t: 0
                model name\t: Intel(R) Xeon(R) Platinum 8481C CPU @ 2.70GHz
                flags\t\t: fpu sse2 avx2 avx512f avx512_vnni amx_tile amx_int8
                """, "amd64");
        assertEquals(Optional.of("Intel(R) Xeon(R) Platinum 8481C CPU @ 2.70GHz"), xeon.name());
        assertEquals(
                Map.of("AVX2", true, "AVX-512", true, "AVX-512 VNNI", true, "AVX-VNNI", false, "AMX int8", true),
                xeon.features());
        assertEquals("convolutions by AVX-512 VNNI, matrix products by AMX int8", xeon.integerKernels());
        Processor haswell = Processor.ofLinux("flags : fpu sse2 avx avx2\n", "amd64");
        assertEquals(
                "convolutions and matrix products by AVX2, which adds two products in 16 bits: weights need 7",
                haswell.integerKernels());
        Processor old = Processor.ofLinux("model name : Old\nflags : fpu sse2 avx\n", "amd64");
        assertFalse(old.features().containsValue(true));
        Processor board = Processor.ofLinux("processor\t: 0\nFeatures\t: fp asimd asimddp\n", "aarch64");
        assertEquals(Optional.empty(), board.name());
        assertEquals("convolutions and matrix products by NEON dot product", board.integerKernels());
        assertEquals(
                List.of(true, true, false, false), List.copyOf(board.features().values()));
        Processor apple = Processor.ofMac("""
                machdep.cpu.brand_string: Apple M2
                hw.optional.neon: 1
                hw.optional.arm.FEAT_DotProd: 1
                hw.optional.arm.FEAT_I8MM: 0
                """);
        assertEquals(Optional.of("Apple M2"), apple.name());
        assertEquals(
                List.of(true, true, false, false), List.copyOf(apple.features().values()));
        Processor unknown = Processor.ofLinux("nothing", "riscv64");
        assertEquals(Map.of(), unknown.features());
        assertTrue(unknown.integerKernels().startsWith("unknown"), unknown.integerKernels());
    }

    @Test
    void containersTellTheirShareOfCores(@TempDir Path cgroup) throws IOException {
        assertEquals(OptionalDouble.empty(), Limits.quota(cgroup));
        Files.createDirectory(cgroup.resolve("cpu"));
        Files.writeString(cgroup.resolve("cpu/cpu.cfs_quota_us"), "-1\n");
        Files.writeString(cgroup.resolve("cpu/cpu.cfs_period_us"), "100000\n");
        assertEquals(OptionalDouble.empty(), Limits.quota(cgroup));
        Files.writeString(cgroup.resolve("cpu/cpu.cfs_quota_us"), "150000\n");
        assertEquals(OptionalDouble.of(1.5), Limits.quota(cgroup));
        Files.writeString(cgroup.resolve("cpu.max"), "max 100000\n");
        assertEquals(OptionalDouble.empty(), Limits.quota(cgroup));
        Files.writeString(cgroup.resolve("cpu.max"), "50000 100000\n");
        assertEquals(OptionalDouble.of(0.5), Limits.quota(cgroup));
    }
}
