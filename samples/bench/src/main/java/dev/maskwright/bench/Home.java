package dev.maskwright.bench;

import java.nio.file.Path;

/** Files of the project that benchmarks use. */
public final class Home {

    /** The default model in int8: what people run. */
    public static final Path MODEL = resolve("models/trained/interiors-edgefpn-lite0-int8.onnx");

    /** The same network in float, for what takes float tensors. */
    static final Path FLOAT_MODEL = resolve("models/trained/interiors-edgefpn-lite0.onnx");

    private Home() {}

    /**
     * A path below the project's folder: the system property {@code maskwright.home}, or the folder that Java runs in.
     */
    static Path resolve(String path) {
        return Path.of(System.getProperty("maskwright.home", ".")).resolve(path);
    }
}
