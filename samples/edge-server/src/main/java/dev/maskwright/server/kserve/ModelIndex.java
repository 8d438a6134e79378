package dev.maskwright.server.kserve;

import dev.maskwright.server.engine.ModelSlot;
import dev.maskwright.server.engine.Models;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The model repository in the protocol's format. */
final class ModelIndex {

    static final String READY = "READY";
    static final String UNAVAILABLE = "UNAVAILABLE";
    static final String NOT_LOADED = "not loaded";

    private ModelIndex() {}

    /** The names of all models, and the versions of those that are in use. */
    static Map<String, Optional<String>> of(Models models) {
        Map<String, Optional<String>> index = new TreeMap<>();
        models.available().forEach(name -> index.put(name, Optional.empty()));
        for (ModelSlot slot : models.loaded()) {
            index.put(slot.name(), Optional.of(slot.version().version()));
        }
        return index;
    }
}
