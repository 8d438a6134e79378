package dev.maskwright.sdk;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.maskwright.sdk.internal.session.OpenModel;
import dev.maskwright.sdk.model.ModelFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * Open models, shared between callers. A model with the same bytes, from any source, and with options that need the
 * same session is opened only once; each caller gets its own {@link Segmenter} and closes it. Unused models stay open
 * until they take more memory than allowed; then the least recently used are closed. A model in use is never closed.
 *
 * <p>Thread-safe.
 */
public final class ModelCache implements AutoCloseable {

    private static final int FILES_REMEMBERED = 256;

    /** @param options only those that concern the session */
    private record Key(String contents, Options options) {}

    private record Entry(OpenModel model, int holders) {

        Entry with(int change) {
            return new Entry(model, holders + change);
        }
    }

    /** A file's state when it was read; while size and time are the same, it is not read again. */
    private record Stamp(long size, long modified) {

        static Stamp of(Path file) throws IOException {
            return new Stamp(Files.size(file), Files.getLastModifiedTime(file).toMillis());
        }
    }

    private record Known(Stamp stamp, String sha256) {}

    private final Cache<Key, Entry> models;
    private final Cache<Path, Known> files =
            Caffeine.newBuilder().maximumSize(FILES_REMEMBERED).build();
    private volatile boolean closed;

    private ModelCache(long idleBytes) {
        models = Caffeine.newBuilder()
                .maximumWeight(kilobytes(idleBytes))
                .weigher(ModelCache::weight)
                .executor(Runnable::run) // so that an evicted model is closed when closing the segmenter returns
                .removalListener(ModelCache::removed)
                .build();
    }

    /**
     * An empty cache.
     *
     * @param idleBytes how much native memory unused models may take, estimated by their file sizes, which is about
     *     what their weights take; 0 to close a model as soon as it is unused
     */
    public static ModelCache of(long idleBytes) {
        if (idleBytes < 0) {
            throw new IllegalArgumentException("idle models may take 0 bytes or more, got %d".formatted(idleBytes));
        }
        return new ModelCache(idleBytes);
    }

    /** {@link #open(ModelSource, Options)} for a file, with default options. */
    public Segmenter open(Path file) {
        return open(file, Options.defaults());
    }

    /** {@link #open(ModelSource, Options)} for a file. */
    public Segmenter open(Path file, Options options) {
        return open(ModelSource.file(file), options);
    }

    /**
     * A segmenter for a model, which is opened if it is not open yet; the caller closes the segmenter. It can do
     * everything that one from {@link Segmenter#open(ModelSource, Options)} can.
     *
     * @throws ModelFormatException as {@link Segmenter#open(ModelSource, Options)}
     * @throws SegmentationException as {@link Segmenter#open(ModelSource, Options)}
     * @throws IllegalStateException if this cache is closed
     */
    public Segmenter open(ModelSource source, Options options) {
        Options ofSession = options.withConfidenceThreshold(0)
                .withOutputSize(OutputSize.NETWORK)
                .withEdges(Edges.NEAREST);
        Key key = new Key(contents(source), ofSession);
        Entry entry = models.asMap().compute(key, (k, known) -> hold(known, source, ofSession));
        try {
            return Segmenter.over(entry.model(), options, () -> release(key));
        } catch (RuntimeException | Error e) {
            release(key);
            throw e;
        }
    }

    private Entry hold(@Nullable Entry known, ModelSource source, Options options) {
        if (closed) {
            throw new IllegalStateException("this cache of models is closed");
        }
        return known != null ? known.with(1) : new Entry(OpenModel.open(source.data(), options, source::cardOf), 1);
    }

    private void release(Key key) {
        models.asMap().computeIfPresent(key, (k, entry) -> keptOrNull(entry.with(-1)));
    }

    private @Nullable Entry keptOrNull(Entry entry) {
        return closed && entry.holders() == 0 ? null : entry;
    }

    /** The number of open models, in use or not. */
    public int openModels() {
        models.cleanUp();
        return models.asMap().size();
    }

    /**
     * Closes the unused models. The others stay open until their last segmenter is closed; no more models can be
     * opened.
     */
    @Override
    public void close() {
        closed = true;
        models.asMap().keySet().forEach(key -> models.asMap().computeIfPresent(key, (k, entry) -> keptOrNull(entry)));
    }

    /** A model in use weighs nothing, and an entry that weighs nothing is never evicted. */
    private static int weight(Key key, Entry entry) {
        return entry.holders() > 0
                ? 0
                : (int) Math.min(
                        Integer.MAX_VALUE, Math.max(1, kilobytes(entry.model().bytes())));
    }

    private static long kilobytes(long bytes) {
        return (bytes + 1023) / 1024;
    }

    private static void removed(@Nullable Key key, @Nullable Entry entry, RemovalCause cause) {
        if (entry != null && cause != RemovalCause.REPLACED) {
            entry.model().close();
        }
    }

    /** A hash of a model's whole content: its bytes and the card beside it. */
    private String contents(ModelSource source) {
        Path file = source.data().file();
        byte @Nullable [] bytes = source.data().bytes();
        String model = file != null ? sha256(file) : bytes != null ? sha256(bytes) : "";
        String card = source.cardInMemory()
                .map(json -> sha256(json.getBytes(StandardCharsets.UTF_8)))
                .or(() -> source.beside().filter(Files::exists).map(this::sha256))
                .orElse("");
        return model + card;
    }

    private String sha256(Path file) {
        try {
            Path path = file.toRealPath();
            Stamp stamp = Stamp.of(path);
            Known known = files.getIfPresent(path);
            if (known != null && known.stamp().equals(stamp)) {
                return known.sha256();
            }
            MessageDigest digest = digest();
            try (InputStream stream = new DigestInputStream(Files.newInputStream(path), digest)) {
                stream.transferTo(OutputStream.nullOutputStream());
            }
            String sha256 = new BigInteger(1, digest.digest()).toString(16);
            files.put(path, new Known(stamp, sha256));
            return sha256;
        } catch (IOException e) {
            return ""; // opening it will report what is wrong
        }
    }

    private static String sha256(byte[] bytes) {
        return new BigInteger(1, digest().digest(bytes)).toString(16);
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e); // every Java has this algorithm
        }
    }
}
