package dev.maskwright.models.weights;

/** What is wrong inside a weight file, before the file's name is put in front of it. */
final class MalformedException extends Exception {

    private static final long serialVersionUID = 1L;

    MalformedException(String found, Object... parts) {
        super(found.formatted(parts));
    }
}
