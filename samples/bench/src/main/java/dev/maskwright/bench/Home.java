package dev.maskwright.bench;

import java.nio.file.Path;

/** Files of the project that benchmarks use. */
public final class Home {

    /** The default model in int8, which is what people run. */
    public static final Path MODEL = resolve("models/trained/interiors-edgefpn-lite0-int8.onnx");

    /** The same network in float, for benchmarks of float models. */
    static final Path FLOAT_MODEL = resolve("models/trained/interiors-edgefpn-lite0.onnx");

    private Home() {}

    /**
     * Resolves a path against the project's folder, which is the system property {@code maskwright.home} or, by
     * default, the working directory.
     */
    static Path resolve(String path) {
        return Path.of(System.getProperty("maskwright.home", ".")).resolve(path);
    }
}
