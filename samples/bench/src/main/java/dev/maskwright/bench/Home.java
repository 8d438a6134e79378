package dev.maskwright.bench;

import java.nio.file.Path;

/** Files of the project that benchmarks use. */
final class Home {

    /** The model that is measured where none is named. */
    static final Path SEGFORMER = resolve("models/trained/interiors-segformer-b0.onnx");

    private Home() {}

    /** A path below the project's folder: the system property {@code maskwright.home}, or the folder that Java runs in. */
    static Path resolve(String path) {
        return Path.of(System.getProperty("maskwright.home", ".")).resolve(path);
    }
}
