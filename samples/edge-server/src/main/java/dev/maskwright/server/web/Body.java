package dev.maskwright.server.web;

/** The body of a request, in memory that is reserved until it is closed. */
public final class Body implements AutoCloseable {

    private final byte[] bytes;
    private final Runnable release;

    /**
     * Bytes with a reservation.
     *
     * @param release releases the reservation
     */
    public Body(byte[] bytes, Runnable release) {
        this.bytes = bytes;
        this.release = release;
    }

    /** Not copied. */
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public void close() {
        release.run();
    }
}
