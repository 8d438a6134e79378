package dev.maskwright.server.engine;

import dev.maskwright.sdk.CurrentModel;
import dev.maskwright.sdk.ModelSource;
import dev.maskwright.sdk.Options;
import dev.maskwright.sdk.SegmentationException;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.BiFunction;

/** A model name for clients, and the model behind it, which can be swapped while it is used. Thread-safe. */
public final class ModelSlot {

    /** Enough digits of a hash to distinguish the files of one folder. */
    private static final int HASH_DIGITS = 8;

    private record File(Path path, String hash) {}

    private final String name;
    private final CurrentModel current;
    private final Map<Segmenter, ModelVersion> versions = Collections.synchronizedMap(new WeakHashMap<>());
    private final Object switching = new Object();
    private volatile boolean closed;
    private volatile File newest; // of a segmenter that is not among the versions yet

    private ModelSlot(String name, File file, CurrentModel current) {
        this.name = name;
        this.current = current;
        newest = file;
    }

    /** @throws RefusedException if the file is not a model, or fails its golden sample on this machine */
    static ModelSlot open(String name, Path file, Options options) throws RefusedException {
        File hashed = hashed(file);
        try {
            return new ModelSlot(name, hashed, CurrentModel.open(ModelSource.file(file), options));
        } catch (ModelFormatException | SegmentationException e) {
            throw refused(e);
        }
    }

    public String name() {
        return name;
    }

    /** The model in use. */
    public ModelVersion version() {
        return current.use(this::versionOf);
    }

    /** The card of the model in use. */
    public ModelCard card() {
        return current.card();
    }

    /** Whether the model in use gives probabilities of all classes. */
    public boolean givesProbabilities() {
        return current.use(segmenter -> segmenter.blankMask().hasProbabilities());
    }

    /**
     * Runs work with the model in use, which stays open until it returns.
     *
     * @throws RefusedException if it was unloaded in the meantime
     */
    <T> T use(BiFunction<Segmenter, ModelVersion, T> work) throws RefusedException {
        try {
            return current.use(segmenter -> work.apply(segmenter, versionOf(segmenter)));
        } catch (IllegalStateException e) {
            if (closed) {
                throw new RefusedException(Reason.UNKNOWN_MODEL, "the model '%s' was unloaded".formatted(name));
            }
            throw e;
        }
    }

    /** Only one switch happens at a time, so an unseen model is the newest. */
    private ModelVersion versionOf(Segmenter segmenter) {
        return versions.computeIfAbsent(segmenter, unseen -> {
            File file = newest;
            return new ModelVersion(name, unseen.card().version() + "-" + file.hash(), file.path(), Instant.now());
        });
    }

    /**
     * @throws RefusedException if the file is not a model, or fails its golden sample; the previous model stays in use
     */
    void swap(Path file) throws RefusedException {
        synchronized (switching) {
            version(); // the one in use is among the versions before another is the newest
            File before = newest;
            newest = hashed(file);
            try {
                current.switchTo(ModelSource.file(file));
                version();
            } catch (ModelFormatException | SegmentationException e) {
                newest = before;
                throw refused(e);
            }
        }
    }

    /** @throws RefusedException if there is no previous model */
    void rollBack() throws RefusedException {
        synchronized (switching) {
            try {
                current.rollBack();
            } catch (IllegalStateException e) {
                throw new RefusedException(
                        Reason.CONFLICT, "%s: there is no previous model to go back to".formatted(name));
            }
        }
    }

    void close() {
        closed = true;
        current.close();
    }

    private static RefusedException refused(RuntimeException fault) {
        return new RefusedException(Reason.MODEL_REFUSED, String.valueOf(fault.getMessage()));
    }

    private static File hashed(Path file) throws RefusedException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream stream = new DigestInputStream(Files.newInputStream(file), digest)) {
                stream.transferTo(OutputStream.nullOutputStream());
            }
            return new File(file, HexFormat.of().formatHex(digest.digest()).substring(0, HASH_DIGITS));
        } catch (IOException e) {
            throw new RefusedException(
                    Reason.MODEL_REFUSED, "%s: cannot be read (%s); name an ONNX file".formatted(file, e.getMessage()));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e); // every Java has it
        }
    }
}
