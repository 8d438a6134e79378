package dev.maskwright.exporter.kernel;

/** How ONNX Runtime computes a convolution of an int8 graph. */
public enum Road {
    /**
     * On int8, with weights whose zero point is 0: by convolution kernels for symmetric weights, if the layer meets
     * their {@linkplain KernelConditions conditions}.
     */
    SYMMETRIC("int8"),

    /**
     * On int8, with weights whose zero point is 1, which those kernels refuse: as a product of matrices, which has AMX
     * where the processor has it. It costs one of 127 levels.
     */
    MATRIX("int8 product"),

    /** On float32, between conversions where its neighbours are on int8. */
    FLOAT("float");

    private final String words;

    Road(String words) {
        this.words = words;
    }

    /** As people read it. */
    public String words() {
        return words;
    }
}
