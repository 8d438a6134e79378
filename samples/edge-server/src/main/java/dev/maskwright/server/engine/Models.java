package dev.maskwright.server.engine;

import dev.maskwright.sdk.Options;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The models of a server: those in use, by name, and the available ones in its folder. Thread-safe. */
public final class Models implements AutoCloseable {

    private static final String SUFFIX = ".onnx";

    /** Valid names from outside: no folders, no hidden files. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");

    private static final int MOST_LOADED = 8;

    /** Listens to changes of the models. */
    public interface Listener {

        /** Another model is in use under a name. */
        void switched(ModelVersion from, ModelVersion to);

        /** A model was refused, and nothing changed. */
        void refused(String name, Path file, String why);
    }

    private final Path folder;
    private final Options options;
    private final String standard;
    private final Listener listener;
    private final Map<String, ModelSlot> slots = new ConcurrentSkipListMap<>();

    private Models(Path folder, String standard, Options options, Listener listener) {
        this.folder = folder;
        this.standard = standard;
        this.options = options;
        this.listener = listener;
    }

    /**
     * Opens the standard model, which is available as long as the server runs.
     *
     * @param folder folder of other models that can be requested
     * @throws RefusedException if the file cannot be used
     */
    public static Models open(Path file, Path folder, Options options, Listener listener) throws RefusedException {
        String name = nameOf(file);
        Models models = new Models(folder, name, options, listener);
        models.slots.put(name, ModelSlot.open(name, file, options));
        return models;
    }

    private static String nameOf(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    }

    /** The standard model. */
    public ModelSlot standard() {
        return slots.values().stream()
                .filter(slot -> slot.name().equals(standard))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the standard model is never unloaded"));
    }

    /**
     * The model in use under a name.
     *
     * @throws RefusedException if there is none
     */
    public ModelSlot slot(String name) throws RefusedException {
        ModelSlot slot = slots.get(name);
        if (slot == null) {
            throw new RefusedException(
                    Reason.UNKNOWN_MODEL, "no model '%s' is loaded; loaded are %s".formatted(name, slots.keySet()));
        }
        return slot;
    }

    /** The models in use, by name. */
    public List<ModelSlot> loaded() {
        return List.copyOf(slots.values());
    }

    /** The names of the files in the folder, without their suffix, in order. */
    public List<String> available() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .map(Models::nameOf)
                    .filter(name -> NAME.matcher(name).matches())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Activates a file of the folder under a name. If a model is in use under that name, it is swapped, while requests
     * in progress finish with the model they started with.
     *
     * @param file its name, with or without {@code .onnx}
     * @throws RefusedException if it cannot be used; nothing changes then
     */
    public ModelVersion load(String name, String file) throws RefusedException {
        requireName(name);
        String stem = file.endsWith(SUFFIX) ? file.substring(0, file.length() - SUFFIX.length()) : file;
        if (!available().contains(stem)) {
            throw new RefusedException(
                    Reason.UNKNOWN_MODEL,
                    "there is no model '%s' in the server's folder of models; there are %s"
                            .formatted(printable(stem), available()));
        }
        return load(name, folder.resolve(stem + SUFFIX));
    }

    /**
     * {@link #load(String, String)} of a file anywhere, for the server's own use.
     *
     * @throws RefusedException if it cannot be used; nothing changes then
     */
    public synchronized ModelVersion load(String name, Path file) throws RefusedException {
        try {
            ModelSlot slot = slots.get(name);
            if (slot == null) {
                requireRoom();
                slots.put(name, ModelSlot.open(name, file, options));
                return slot(name).version();
            }
            ModelVersion before = slot.version();
            slot.swap(file);
            listener.switched(before, slot.version());
            return slot.version();
        } catch (RefusedException e) {
            listener.refused(name, file, String.valueOf(e.getMessage()));
            throw e;
        }
    }

    /**
     * Reactivates the previous model of a name, at once.
     *
     * @throws RefusedException if there is none
     */
    public synchronized ModelVersion rollBack(String name) throws RefusedException {
        ModelSlot slot = slot(name);
        ModelVersion before = slot.version();
        slot.rollBack();
        listener.switched(before, slot.version());
        return slot.version();
    }

    /**
     * Closes a model after the calls in progress have ended.
     *
     * @throws RefusedException if it is the standard model, or not in use
     */
    public synchronized void unload(String name) throws RefusedException {
        if (name.equals(standard)) {
            throw new RefusedException(
                    Reason.CONFLICT, "'%s' is the standard model; it can be swapped, but not unloaded".formatted(name));
        }
        ModelSlot slot = slot(name);
        slots.remove(name);
        slot.close();
    }

    /** Every name holds a model in memory, so their number must be limited. */
    private void requireRoom() throws RefusedException {
        if (slots.size() >= MOST_LOADED) {
            throw new RefusedException(
                    Reason.CONFLICT,
                    "%d models are loaded, which is the limit; unload one of %s, or swap it"
                            .formatted(MOST_LOADED, slots.keySet()));
        }
    }

    private static void requireName(String name) throws RefusedException {
        if (!NAME.matcher(name).matches()) {
            throw new RefusedException(
                    Reason.BAD_REQUEST,
                    ("'%s' is not the name of a model, which has up to 128 letters, digits, '.',"
                                    + " '_' and '-', and does not begin with '.' or '-'")
                            .formatted(printable(name)));
        }
    }

    private static String printable(String text) {
        return text.replaceAll("[^ -~]", "?");
    }

    /** Closes all of them after the calls in progress have ended. */
    @Override
    public void close() {
        slots.values().forEach(ModelSlot::close);
    }
}
