package dev.maskwright.sdk.internal.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Deletes the temporary folder that ONNX Runtime's Java part unpacks its libraries into. ONNX Runtime asks Java to
 * delete the folder at exit before its contents, which fails, so each process would leave one behind.
 */
final class UnpackedLibraries {

    private static final Path MAPS = Path.of("/proc/self/maps");
    private static final Pattern FOLDER = Pattern.compile("(/.*/onnxruntime-java\\d+)/libonnxruntime[^/]*\\.so");

    private UnpackedLibraries() {}

    /** Has the folder deleted when the process ends, on Linux, where files can be deleted while they are in use. */
    static void removeAtExit() {
        if (Files.isReadable(MAPS)) {
            try {
                Runtime.getRuntime()
                        .addShutdownHook(new Thread(UnpackedLibraries::remove, "maskwright-unpacked-libraries"));
            } catch (IllegalStateException e) {
                // the process is already exiting
            }
        }
    }

    private static void remove() {
        try {
            for (Path folder : folders()) {
                try (DirectoryStream<Path> libraries = Files.newDirectoryStream(folder)) {
                    for (Path library : libraries) {
                        Files.deleteIfExists(library);
                    }
                }
                Files.deleteIfExists(folder);
            }
        } catch (IOException | RuntimeException e) {
            // what is left in the temporary folder does no harm
        }
    }

    private static List<Path> folders() throws IOException {
        try (Stream<String> maps = Files.lines(MAPS)) {
            return maps.map(FOLDER::matcher)
                    .filter(Matcher::find)
                    .map(found -> Path.of(found.group(1)))
                    .distinct()
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
