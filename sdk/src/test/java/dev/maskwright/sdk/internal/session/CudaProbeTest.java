package dev.maskwright.sdk.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.CudaSupport;
import dev.maskwright.sdk.Device;
import dev.maskwright.sdk.DeviceChoice;
import dev.maskwright.sdk.SegmentationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines with and without what CUDA needs, as file trees. */
@NullUnmarked
class CudaProbeTest {

    private static final String MODEL = "road.onnx";
    private static final List<String> WITH_CUDA = List.of("CPU", "CUDA");
    private static final String X86_64 = "\u007fELF\2\1\1\0\0\0\0\0\0\0\0\0\3\0\76\0";
    private static final String AARCH64 = "\u007fELF\2\1\1\0\0\0\0\0\0\0\0\0\3\0\267\0";

    @TempDir
    Path root;

    @Test
    void aMachineWithEverythingHasNoProblems() throws IOException {
        addGpus(2);
        addCuda("opt/cuda/lib64");
        addFile("usr/lib/x86_64-linux-gnu/libcudnn.so.9", X86_64);

        CudaSupport support = probe("/opt/cuda/lib64").look();

        assertEquals(List.of(), support.problems());
        assertTrue(support.isUsable());
        assertEquals(List.of("NVIDIA H100 80GB HBM3", "NVIDIA H100 80GB HBM3"), support.gpus());
        assertEquals(Optional.of("550.54.15"), support.driver());
        assertEquals(7, support.libraries().size());
        DeviceChoice choice = probe("/opt/cuda/lib64").choose(MODEL, Device.cuda(1));
        assertEquals("cuda:1", choice.toString());
    }

    @Test
    void theLinkersCacheIsRead() throws IOException {
        addGpus(1);
        addCuda("opt/cuda/lib64");
        addFile("opt/cuda/lib64/libcudnn.so.9", X86_64);
        StringBuilder cache = new StringBuilder("glibc-ld.so.cache1.1\7\0\0\0");
        for (String name : List.of("libcudart.so.12", "libcublasLt.so.12", "libcublas.so.12", "libcurand.so.10")) {
            cache.append(name).append("\0/opt/cuda/lib64/").append(name).append('\0');
        }
        cache.append("/opt/cuda/lib64/libcufft.so.11\0/opt/cuda/lib64/libcudnn.so.9\0");
        addFile("etc/ld.so.cache", cache.toString());

        assertEquals(List.of(), probe("").look().problems());
    }

    @Test
    void theCpuBuildOfOnnxRuntimeIsNamed() throws IOException {
        CudaProbe probe = new CudaProbe(root, "Linux amd64", List.of("CPU"), "", "", Set.of());
        addGpus(1);
        addCuda("usr/lib");
        addFile("usr/lib/libcudnn.so.9", X86_64);

        SegmentationException e = assertThrows(SegmentationException.class, () -> probe.choose(MODEL, Device.cuda(0)));

        assertEquals(
                "road.onnx: cuda:0 cannot be used: this ONNX Runtime has only [CPU]: put onnxruntime_gpu in place of"
                        + " onnxruntime (build with -Pcuda); or use Device.cpu()",
                e.getMessage());
    }

    @Test
    void everyMissingLibraryIsNamedWithWhatToInstall() throws IOException {
        addGpus(1);
        addCuda("usr/lib");
        Files.delete(root.resolve("usr/lib/libcublas.so.12"));
        Files.delete(root.resolve("usr/lib/libcublasLt.so.12"));

        assertEquals(
                List.of(
                        "libcublasLt.so.12, libcublas.so.12 are not found: install CUDA 12, or add its folder to"
                                + " LD_LIBRARY_PATH",
                        "libcudnn.so.9 is not found: install cuDNN 9 for CUDA 12, or add its folder to"
                                + " LD_LIBRARY_PATH"),
                probe("").look().problems());
    }

    @Test
    void anotherVersionIsNamed() throws IOException {
        addGpus(1);
        addCuda("usr/lib");
        addFile("usr/lib/libcudnn.so.9", X86_64);
        Files.move(root.resolve("usr/lib/libcudart.so.12"), root.resolve("usr/lib/libcudart.so.13"));

        assertEquals(
                List.of("libcudart.so.12 is not found (there is libcudart.so.13, which is of another version): install"
                        + " CUDA 12, or add its folder to LD_LIBRARY_PATH"),
                probe("").look().problems());
    }

    @Test
    void librariesOfAnotherProcessorAndBrokenOnesDoNotCount() throws IOException {
        addGpus(1);
        addCuda("usr/lib");
        addFile("usr/lib/libcudnn.so.9", AARCH64);
        addFile("usr/lib/libcurand.so.10", "");

        List<String> problems = probe("").look().problems();

        assertEquals(2, problems.size());
        assertTrue(problems.get(0).startsWith("libcurand.so.10 is not found: "), problems.get(0));
        assertTrue(problems.get(1).startsWith("libcudnn.so.9 is not found: "), problems.get(1));
    }

    @Test
    void aMachineWithoutDriverIsTold() throws IOException {
        addCuda("usr/lib");
        addFile("usr/lib/libcudnn.so.9", X86_64);
        Files.delete(root.resolve("usr/lib/libcuda.so.1"));

        assertEquals(
                List.of("there is no NVIDIA GPU, or no driver for it (no /dev/nvidia0): install NVIDIA's driver, and"
                        + " start a container with --gpus all"),
                probe("").look().problems());
    }

    @Test
    void aContainerWithoutTheDriversLibraryIsTold() throws IOException {
        addGpus(1);
        addCuda("usr/lib");
        addFile("usr/lib/libcudnn.so.9", X86_64);
        Files.delete(root.resolve("usr/lib/libcuda.so.1"));

        assertEquals(
                List.of("the driver's library libcuda.so.1 is not found: install the driver's package for computing,"
                        + " and start a container with NVIDIA_DRIVER_CAPABILITIES=compute,utility"),
                probe("").look().problems());
    }

    @Test
    void aGpuThatIsNotThereIsTold() throws IOException {
        addGpus(1);
        addCuda("usr/lib");
        addFile("usr/lib/libcudnn.so.9", X86_64);
        CudaProbe probe = probe("");

        SegmentationException e = assertThrows(SegmentationException.class, () -> probe.choose(MODEL, Device.cuda(1)));

        assertEquals(
                "road.onnx: cuda:1 cannot be used: this machine has 1 GPU, counted from 0; ask for another; or use"
                        + " Device.cpu()",
                e.getMessage());
    }

    @Test
    void theProcessorTakesOverWhereThatWasAskedFor() {
        DeviceChoice choice = probe("").choose(MODEL, Device.cuda(0).orCpu());

        assertEquals(Device.cpu(), choice.used());
        assertTrue(choice.toString().startsWith("cpu instead of cuda:0 (there is no NVIDIA GPU"), choice.toString());
    }

    @Test
    void librariesInJarsAndOnTheJavaPathCount() throws IOException {
        addGpus(1);
        addFile("usr/lib/libcuda.so.1", X86_64);
        addFile("opt/java/libcudnn.so.9", X86_64);
        CudaProbe probe =
                new CudaProbe(root, "Linux amd64", WITH_CUDA, "", "/opt/java:lib", Set.copyOf(CudaProbe.CUDA));

        assertEquals(List.of(), probe.look().problems());
    }

    @Test
    void otherSystemsAreToldWhereItWorks() {
        CudaProbe mac = new CudaProbe(root, "Mac OS X aarch64", List.of("CPU"), "", "", Set.of());
        CudaProbe board = new CudaProbe(root, "Linux aarch64", List.of("CPU"), "", "", Set.of());

        assertEquals(
                List.of("ONNX Runtime can use NVIDIA's GPUs on Linux and Windows with an x86-64 processor, but this is"
                        + " Mac OS X aarch64"),
                mac.look().problems());
        assertEquals(1, board.look().problems().size());
    }

    @Test
    void librariesAreLoadedFromTheJavaPathInTheOrderOfTheirNeeds() throws IOException {
        for (String name : List.of("libcudnn.so.9", "libcublas.so.12", "libcudart.so.12", "libcublasLt.so.12")) {
            addFile("java/" + name, X86_64);
        }
        List<String> loaded = new ArrayList<>();

        CudaLibraries.load(
                root.resolve("java").toString(),
                root.resolve("unpacked"),
                file -> loaded.add(file.getFileName().toString()));

        assertEquals(List.of("libcudart.so.12", "libcublasLt.so.12", "libcublas.so.12", "libcudnn.so.9"), loaded);
    }

    private CudaProbe probe(String linkerPath) {
        return new CudaProbe(root, "Linux amd64", WITH_CUDA, linkerPath, "", Set.of());
    }

    private void addGpus(int count) throws IOException {
        addFile(
                "proc/driver/nvidia/version",
                "NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.15  Tue Mar  5 22:23:56 UTC 2024\n");
        addFile("dev/nvidiactl", "");
        for (int i = 0; i < count; i++) {
            addFile("dev/nvidia" + i, "");
            addFile(
                    "proc/driver/nvidia/gpus/0000:0%d:00.0/information".formatted(i + 1),
                    "Model: \t\t NVIDIA H100 80GB HBM3\nIRQ:   \t\t 123\n");
        }
    }

    private void addCuda(String folder) throws IOException {
        addFile("usr/lib/libcuda.so.1", X86_64);
        for (String name : CudaProbe.CUDA) {
            addFile(folder + "/" + name, X86_64);
        }
    }

    private void addFile(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
