package dev.maskwright.exporter.kernel;

/** How ONNX Runtime computes a convolution of an int8 graph. */
public enum Road {
    /**
     * In int8, with weights whose zero point is 0: by convolution kernels for symmetric weights, if the layer meets
     * their {@linkplain KernelConditions conditions}.
     */
    SYMMETRIC("int8"),

    /**
     * In int8, with weights whose zero point is 1, which those kernels do not accept: as a matrix product, which uses
     * AMX if the processor has it. It costs one of 127 levels.
     */
    MATRIX("int8 product"),

    /** In float32, between conversions if its neighbours are int8. */
    FLOAT("float");

    private final String words;

    Road(String words) {
        this.words = words;
    }

    /** For display. */
    public String words() {
        return words;
    }
}
