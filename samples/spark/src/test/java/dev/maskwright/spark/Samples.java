package dev.maskwright.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Copies of the samples, and the shipped model. */
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

    /** Copies of the samples, in rotation. */
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

    /** A file with the name of a picture and other content. */
    static Path damaged(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "this is no picture\n");
    }
}
