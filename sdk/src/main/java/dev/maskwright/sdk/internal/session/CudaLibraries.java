package dev.maskwright.sdk.internal.session;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The libraries of CUDA and cuDNN in places where the system's dynamic linker would not find them: in jars on the class
 * path (those of {@code org.bytedeco:cuda} with the classifier {@code linux-x86_64-redist}) or in a folder of
 * {@code java.library.path}. Once a library is loaded, the linker uses it for everything that needs a library of that
 * name.
 */
final class CudaLibraries {

    private static final String IN_JARS = "org/bytedeco/cuda/linux-x86_64/";

    /** In order of dependency; cuDNN loads its own parts, which it looks for in its own folder. */
    private static final List<String> TO_LOAD;

    private static final List<String> PARTS_OF_CUDNN = List.of(
            "libcudnn_graph.so.9",
            "libcudnn_ops.so.9",
            "libcudnn_cnn.so.9",
            "libcudnn_adv.so.9",
            "libcudnn_heuristic.so.9",
            "libcudnn_engines_precompiled.so.9",
            "libcudnn_engines_runtime_compiled.so.9");

    private static final List<String> WHAT_PARTS_NEED =
            List.of("libnvJitLink.so.12", "libnvrtc-builtins.so.12.6", "libnvrtc.so.12");

    private static boolean loaded;

    static {
        List<String> names = new ArrayList<>(CudaProbe.CUDA);
        names.addAll(WHAT_PARTS_NEED);
        names.add(CudaProbe.CUDNN);
        names.addAll(PARTS_OF_CUDNN);
        TO_LOAD = List.copyOf(names);
    }

    private CudaLibraries() {}

    /** The names of the libraries found in jars. */
    static Set<String> packed() {
        return TO_LOAD.stream().filter(name -> resource(name) != null).collect(Collectors.toSet());
    }

    /** Loads what the system's linker would not find; once per process. */
    static synchronized void load() {
        if (!loaded) {
            Path folder = Path.of(System.getProperty("user.home", "."), ".cache", "maskwright", "cuda");
            load(System.getProperty("java.library.path", ""), folder, file -> System.load(file.toString()));
            loaded = true;
        }
    }

    /**
     * Loads the libraries in {@code javaPath}, which were put there on purpose, and those in jars.
     *
     * @param folder where libraries from jars are unpacked; they take two gigabytes, so this is done once and kept
     */
    static void load(String javaPath, Path folder, Consumer<Path> loader) {
        List<Path> files = new ArrayList<>();
        for (String name : TO_LOAD) {
            inJavaPath(javaPath, name).or(() -> unpacked(name, folder)).ifPresent(files::add);
        }
        files.forEach(loader); // once all are where they look for each other
    }

    private static Optional<Path> inJavaPath(String javaPath, String name) {
        return List.of(javaPath.split(File.pathSeparator, -1)).stream()
                .filter(path -> !path.isEmpty())
                .map(path -> Path.of(path, name).toAbsolutePath())
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /** The file that a library from a jar is unpacked to; empty if no jar has it. */
    private static Optional<Path> unpacked(String name, Path folder) {
        @Nullable URL resource = resource(name);
        if (resource == null) {
            return Optional.empty();
        }
        try {
            Path file = folder.resolve(version(resource)).resolve(name);
            if (!Files.exists(file)) {
                Files.createDirectories(file.getParent());
                Path part = Files.createTempFile(file.getParent(), name, ".part");
                try (InputStream stream = resource.openStream()) {
                    Files.copy(stream, part, StandardCopyOption.REPLACE_EXISTING);
                    move(part, file);
                } finally {
                    Files.deleteIfExists(part);
                }
            }
            return Optional.of(file);
        } catch (IOException e) {
            throw new UnsatisfiedLinkError(
                    "%s could not be unpacked into %s (%s); check that there is space and that you may write there"
                            .formatted(name, folder, e));
        }
    }

    /** Moves the file atomically, so that two processes may do this at once. */
    private static void move(Path part, Path file) throws IOException {
        try {
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (FileAlreadyExistsException e) {
            return; // another process was faster
        }
    }

    /** A folder name for this version of the jar: the jar's own name. */
    private static String version(URL resource) throws IOException {
        if (resource.openConnection() instanceof JarURLConnection jar) {
            return Path.of(jar.getJarFile().getName()).getFileName().toString().replaceFirst("\\.jar$", "");
        }
        return "unpacked";
    }

    private static @Nullable URL resource(String name) {
        return CudaLibraries.class.getClassLoader().getResource(IN_JARS + name);
    }
}
