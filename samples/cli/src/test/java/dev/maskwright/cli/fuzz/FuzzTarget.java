package dev.maskwright.cli.fuzz;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A reader, and files that it reads.
 *
 * @param seeds  whole files, which are damaged
 * @param isText whether they are damaged as text, too
 * @param refusals what the reader may throw, and its message is meant for people
 */
record FuzzTarget(
        String name, List<byte[]> seeds, boolean isText, List<Class<? extends Exception>> refusals, Reader reader) {

    private static final int MOST_LETTERS = 5000; // a path alone can have 4096

    /** Reads a file; {@code folder} is for readers that need it on disk. */
    @FunctionalInterface
    interface Reader {
        void read(byte[] file, Path folder) throws Exception;
    }

    byte[] input(long number) {
        return Mutator.mutated(seeds, number, isText);
    }

    /** Whether a file is read; false if it is refused as documented. */
    boolean isRead(byte[] file, Path folder) throws Exception {
        try {
            reader.read(file, folder);
            return true;
        } catch (Exception e) {
            if (refusals.stream().noneMatch(kind -> kind.isInstance(e))) {
                throw e;
            }
            if (e.getCause() instanceof OutOfMemoryError) {
                throw new IOException("memory was taken that the file does not need", e);
            }
            String message = String.valueOf(e.getMessage());
            if (message.length() < 10 || message.length() > MOST_LETTERS) {
                throw new IOException("a message of %d letters".formatted(message.length()), e);
            }
            return false;
        }
    }
}
