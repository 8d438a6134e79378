package dev.maskwright.models.weights;

/** A fault in a weight file, before the file's name is added to the message. */
final class MalformedException extends Exception {

    private static final long serialVersionUID = 1L;

    MalformedException(String found, Object... parts) {
        super(found.formatted(parts));
    }
}
