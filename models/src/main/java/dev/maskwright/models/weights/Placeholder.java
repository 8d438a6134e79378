package dev.maskwright.models.weights;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What stands for an object in a pickle that is no part of a state dict. Nothing of it is made or run; its parts are
 * kept, for old files say only there which type a storage has.
 */
final class Placeholder {

    /** The name of what stands for bytes. */
    static final String BYTES = "bytes";

    private final String name;
    private final List<Object> parts = new ArrayList<>();
    private final Map<Object, Object> entries = new LinkedHashMap<>();

    Placeholder(String name) {
        this.name = name;
    }

    /** The name by which the pickle asks for it, with its module. */
    String name() {
        return name;
    }

    List<Object> parts() {
        return parts;
    }

    /** What it holds under names: of a dict of another class, its entries; of a network, its parts. */
    Map<Object, Object> entries() {
        return entries;
    }
}
