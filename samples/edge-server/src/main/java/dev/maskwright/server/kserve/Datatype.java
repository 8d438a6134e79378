package dev.maskwright.server.kserve;

/** Types of elements in tensors, of those that the protocol knows the ones that this server takes or gives. */
enum Datatype {
    /** Whole numbers 0..255. */
    UINT8(1),
    /** Numbers of 32 bits. */
    FP32(4),
    /** Strings of bytes. */
    BYTES(0);

    private final int size;

    Datatype(int size) {
        this.size = size;
    }

    /** How many bytes an element has; 0 if they differ. */
    int size() {
        return size;
    }
}
