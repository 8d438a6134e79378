package dev.maskwright.models.weights;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Stands for an object in a pickle that is not part of a state dict. It is never created and its code never run; its
 * parts are kept, because old files give the type of a storage only there.
 */
final class Placeholder {

    /** The name of the placeholder for bytes. */
    static final String BYTES = "bytes";

    private final String name;
    private final List<Object> parts = new ArrayList<>();
    private final Map<Object, Object> entries = new LinkedHashMap<>();

    Placeholder(String name) {
        this.name = name;
    }

    /** The name that the pickle uses for it, with its module. */
    String name() {
        return name;
    }

    List<Object> parts() {
        return parts;
    }

    /** Its named contents: the entries of a dict of another class, or the parts of a network. */
    Map<Object, Object> entries() {
        return entries;
    }
}
