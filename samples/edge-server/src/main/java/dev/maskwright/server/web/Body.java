package dev.maskwright.server.web;

/** The body of a request, in memory that others cannot have until it is closed. */
public final class Body implements AutoCloseable {

    private final byte[] bytes;
    private final Runnable release;

    /**
     * Bytes that somebody holds.
     *
     * @param release lets go of them
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
