package dev.maskwright.inventory;

import dev.maskwright.sdk.frame.Frame;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/**
 * A picture of a shelf.
 *
 * @param source what messages and reports call it, such as its file
 * @param takenAt when
 * @param identity identifies the same picture, such as the hash of its file, so that it is not recorded twice; empty
 *     for pictures that never occur twice, such as camera frames
 * @param shelf its shelf, if the source knows it; takes precedence over {@link ScanOptions}
 * @param frame gives its pixels
 */
public record Shot(
        String source, Instant takenAt, Optional<String> identity, Optional<String> shelf, FrameReader frame) {

    /** Decodes a picture. */
    @FunctionalInterface
    public interface FrameReader {

        /**
         * The picture.
         *
         * @throws IOException if it cannot be read; the message says which one and why
         */
        Frame read() throws IOException;
    }

    /** A frame that is in memory, taken now. */
    public static Shot of(Frame frame, String source) {
        return new Shot(source, Instant.now(), Optional.empty(), Optional.empty(), () -> frame);
    }

    /** The same for a known shelf. */
    public Shot onShelf(String name) {
        return new Shot(source, takenAt, identity, Optional.of(name), frame);
    }
}
