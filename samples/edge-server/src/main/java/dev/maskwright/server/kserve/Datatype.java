package dev.maskwright.server.kserve;

/** The protocol's types of tensor elements that this server supports. */
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

    /** The size of an element in bytes; 0 if it varies. */
    int size() {
        return size;
    }
}
