package dev.maskwright.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The samples, many times, and the shipped model. */
final class Samples {

    static final Path HOME = Path.of(System.getProperty("maskwright.home", "../.."));
    static final Path MODEL = HOME.resolve("models/trained/interiors-edgefpn-lite0-int8.onnx");
    static final Path SAMPLES = HOME.resolve("samples/images");

    private Samples() {}

    static List<Path> samples() throws IOException {
        try (Stream<Path> files = Files.list(SAMPLES)) {
            return files.sorted().toList();
        }
    }

    /** Copies of the samples, one after the other. */
    static List<Path> copies(Path folder, int count) throws IOException {
        Files.createDirectories(folder);
        List<Path> samples = samples();
        List<Path> copies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Path sample = samples.get(i % samples.size());
            copies.add(Files.copy(sample, folder.resolve("%04d-%s".formatted(i, sample.getFileName()))));
        }
        return copies;
    }

    /** A file that is called a picture and is none. */
    static Path damaged(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "this is no picture\n");
    }
}
