package dev.maskwright.sdk.internal.session;

import dev.maskwright.sdk.CudaSupport;
import dev.maskwright.sdk.CudaSupport.Library;
import dev.maskwright.sdk.Device;
import dev.maskwright.sdk.Device.Otherwise;
import dev.maskwright.sdk.DeviceChoice;
import dev.maskwright.sdk.SegmentationException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks for what CUDA needs before ONNX Runtime loads it, since a missing library would then cause a crash or an
 * obscure error.
 *
 * @param root of the file system; not {@code /} in tests
 * @param system the JVM's names of the operating system and the architecture
 * @param providers what this build of ONNX Runtime can compute on
 * @param linkerPath the folders of {@code LD_LIBRARY_PATH}
 * @param javaPath the folders of {@code java.library.path}
 * @param packed the names of libraries in jars on the class path
 */
public record CudaProbe(
        Path root, String system, List<String> providers, String linkerPath, String javaPath, Set<String> packed) {

    /** CUDA 12 and cuDNN 9, which ONNX Runtime 1.29's provider is linked to, in order of dependency. */
    static final List<String> CUDA =
            List.of("libcudart.so.12", "libcublasLt.so.12", "libcublas.so.12", "libcurand.so.10", "libcufft.so.11");

    static final String CUDNN = "libcudnn.so.9";

    private static final String DRIVER = "libcuda.so.1";
    private static final List<String> USUAL_FOLDERS = List.of(
            "/lib/x86_64-linux-gnu",
            "/usr/lib/x86_64-linux-gnu",
            "/lib64",
            "/usr/lib64",
            "/lib",
            "/usr/lib",
            "/usr/lib/wsl/lib");
    private static final int ELF_HEADER = 20;
    private static final int MACHINE = 18;
    private static final int X86_64 = 62;
    private static final Pattern DRIVER_VERSION = Pattern.compile("Kernel Module.*?\\s(\\d+(?:\\.\\d+)+)\\s");
    private static final Pattern MODEL = Pattern.compile("(?m)^Model:\\s*(.+?)\\s*$");

    /** The probe of this machine and process. */
    public static CudaProbe ofThisMachine() {
        return new CudaProbe(
                Path.of("/"),
                "%s %s".formatted(System.getProperty("os.name", ""), System.getProperty("os.arch", "")),
                OnnxEnvironment.providers(),
                Optional.ofNullable(System.getenv("LD_LIBRARY_PATH")).orElse(""),
                System.getProperty("java.library.path", ""),
                CudaLibraries.packed());
    }

    /**
     * Decides where a model runs.
     *
     * @throws SegmentationException if it cannot run on the device asked for
     */
    DeviceChoice choose(String model, Device asked) {
        if (!(asked instanceof Device.Cuda cuda)) {
            return new DeviceChoice(asked, asked, Optional.empty());
        }
        CudaSupport support = look();
        List<String> problems = new ArrayList<>(support.problems());
        if (problems.isEmpty() && cuda.index() >= support.gpus().size()) {
            problems.add("this machine has %s, counted from 0; ask for another"
                    .formatted(
                            support.gpus().size() == 1
                                    ? "1 GPU"
                                    : support.gpus().size() + " GPUs"));
        }
        return problems.isEmpty()
                ? new DeviceChoice(asked, asked, Optional.empty())
                : withoutCuda(model, cuda, String.join("; ", problems), null);
    }

    /** The CPU if the options allow it as a fallback; fails otherwise. */
    static DeviceChoice withoutCuda(String model, Device.Cuda cuda, String reason, @Nullable Throwable cause) {
        if (cuda.otherwise() == Otherwise.USE_CPU) {
            return new DeviceChoice(cuda, Device.cpu(), Optional.of(reason));
        }
        String message = "%s: %s cannot be used: %s; or use Device.cpu()".formatted(model, cuda, reason);
        throw cause == null ? new SegmentationException(message) : new SegmentationException(message, cause);
    }

    /** Finds everything that is present and everything that is missing. */
    public CudaSupport look() {
        List<String> problems = new ArrayList<>();
        boolean isWindows = system.startsWith("Windows");
        boolean isLinux = system.startsWith("Linux");
        if (!(isWindows || isLinux) || !(system.endsWith(" amd64") || system.endsWith(" x86_64"))) {
            problems.add(
                    "ONNX Runtime can use NVIDIA's GPUs on Linux and Windows with an x86-64 processor, but this is "
                            + system);
            return new CudaSupport(List.of(), Optional.empty(), List.of(), problems);
        }
        if (!providers.contains("CUDA")) {
            problems.add(
                    "this ONNX Runtime has only %s: put onnxruntime_gpu in place of onnxruntime (build with -Pcuda)"
                            .formatted(providers));
        }
        if (isWindows) { // it searches for libraries by other rules; there, ONNX Runtime reports what is missing
            return new CudaSupport(List.of("unknown"), Optional.empty(), List.of(), problems);
        }
        List<String> gpus = gpus();
        if (gpus.isEmpty()) {
            problems.add("there is no NVIDIA GPU, or no driver for it (no /dev/nvidia0): install NVIDIA's driver, and"
                    + " start a container with --gpus all");
        }
        List<Library> libraries = libraries();
        addMissing(problems, libraries, gpus.isEmpty());
        return new CudaSupport(gpus, driver(), libraries, problems);
    }

    private void addMissing(List<String> problems, List<Library> libraries, boolean isWithoutDriver) {
        List<String> missing = libraries.stream()
                .filter(library -> library.file().isEmpty())
                .map(Library::name)
                .toList();
        if (missing.contains(DRIVER) && !isWithoutDriver) {
            problems.add("the driver's library %s is not found: install the driver's package for computing, and start a"
                            .formatted(DRIVER)
                    + " container with NVIDIA_DRIVER_CAPABILITIES=compute,utility");
        }
        List<String> ofCuda = missing.stream().filter(CUDA::contains).toList();
        if (!ofCuda.isEmpty()) {
            problems.add("%s %s not found%s: install CUDA 12, or add its folder to LD_LIBRARY_PATH"
                    .formatted(String.join(", ", ofCuda), ofCuda.size() == 1 ? "is" : "are", otherVersions(ofCuda)));
        }
        if (missing.contains(CUDNN)) {
            problems.add("%s is not found%s: install cuDNN 9 for CUDA 12, or add its folder to LD_LIBRARY_PATH"
                    .formatted(CUDNN, otherVersions(List.of(CUDNN))));
        }
    }

    private List<Library> libraries() {
        List<String> names = new ArrayList<>(List.of(DRIVER));
        names.addAll(CUDA);
        names.add(CUDNN);
        List<Path> cached = cached();
        return names.stream().map(name -> new Library(name, find(name, cached))).toList();
    }

    private Optional<Path> find(String name, List<Path> cached) {
        for (Path folder : folders()) {
            Path file = folder.resolve(name);
            if (isLibrary(file)) {
                return Optional.of(file);
            }
        }
        for (Path file : cached) {
            if (file.getFileName().toString().equals(name) && isLibrary(file)) {
                return Optional.of(file);
            }
        }
        return packed.contains(name) ? Optional.of(Path.of("(class path)", name)) : Optional.empty();
    }

    /** Where the system's linker looks besides its cache, and where Java looks. */
    private List<Path> folders() {
        List<String> folders = new ArrayList<>();
        folders.addAll(List.of(linkerPath.split(":", -1)));
        folders.addAll(USUAL_FOLDERS);
        folders.addAll(List.of(javaPath.split(File.pathSeparator, -1)));
        return folders.stream()
                .filter(folder -> folder.startsWith("/"))
                .distinct()
                .map(this::inRoot)
                .toList();
    }

    /** The libraries in the cache of the system's linker, which holds their paths, each followed by a zero byte. */
    private List<Path> cached() {
        try {
            byte[] cache = Files.readAllBytes(inRoot("/etc/ld.so.cache"));
            List<Path> files = new ArrayList<>();
            for (String text : new String(cache, StandardCharsets.ISO_8859_1).split("\0", -1)) {
                if (text.startsWith("/") && text.contains(".so")) {
                    files.add(inRoot(text));
                }
            }
            return files;
        } catch (IOException e) {
            return List.of();
        }
    }

    /** A hint at other versions of libraries whose required version was not found. */
    private String otherVersions(List<String> names) {
        Set<String> others = new TreeSet<>();
        for (String name : names) {
            String stem = name.replaceFirst("\\.so\\.\\d+$", ".so.");
            for (Path folder : folders()) {
                list(folder, stem + "[0-9]*")
                        .forEach(file -> others.add(file.getFileName().toString()));
            }
            cached().stream()
                    .filter(file -> file.getFileName().toString().startsWith(stem))
                    .forEach(file -> others.add(file.getFileName().toString()));
        }
        others.removeAll(names);
        return others.isEmpty()
                ? ""
                : others.stream().collect(Collectors.joining(", ", " (there is ", ", which is of another version)"));
    }

    /** Whether the file exists and is an x86-64 library. */
    private static boolean isLibrary(Path file) {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] header = stream.readNBytes(ELF_HEADER);
            return header.length == ELF_HEADER
                    && header[0] == 0x7f
                    && header[1] == 'E'
                    && header[2] == 'L'
                    && header[3] == 'F'
                    && header[MACHINE] == X86_64;
        } catch (IOException e) {
            return false;
        }
    }

    private List<String> gpus() {
        int devices = list(inRoot("/dev"), "nvidia[0-9]*").size(); // in a container, those that it may use
        if (devices == 0) {
            return Files.exists(inRoot("/dev/dxg")) ? List.of("NVIDIA GPU under WSL") : List.of();
        }
        List<String> gpus = new ArrayList<>();
        for (Path folder : list(inRoot("/proc/driver/nvidia/gpus"), "*")) {
            gpus.add(model(folder.resolve("information")));
        }
        return gpus.size() == devices ? gpus : Collections.nCopies(devices, "NVIDIA GPU");
    }

    private static String model(Path information) {
        try {
            Matcher model = MODEL.matcher(Files.readString(information));
            return model.find() ? model.group(1) : "NVIDIA GPU";
        } catch (IOException e) {
            return "NVIDIA GPU";
        }
    }

    /** The files of a folder, sorted by name; none if there is no such folder. */
    private static List<Path> list(Path folder, String pattern) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, pattern)) {
            found.forEach(files::add);
        } catch (IOException e) {
            return List.of();
        }
        Collections.sort(files);
        return files;
    }

    private Optional<String> driver() {
        try {
            Matcher version = DRIVER_VERSION.matcher(Files.readString(inRoot("/proc/driver/nvidia/version")));
            return version.find() ? Optional.of(version.group(1)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Path inRoot(String path) {
        return root.resolve(path.substring(1));
    }
}
