package dev.maskwright.spark;

import dev.maskwright.sdk.ModelSource;
import dev.maskwright.sdk.model.ModelCard;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A model in any store that Hadoop reaches.
 *
 * @param path where it was read
 * @param bytes an ONNX file as a whole
 * @param card the card beside it, as JSON; empty if there is none
 */
record ModelFile(String path, byte[] bytes, Optional<String> card) {

    /**
     * Reads a model, and the card {@code NAME.card.json} beside it if there is one.
     *
     * @throws IOException if it cannot be read
     */
    static ModelFile read(String path, Configuration hadoop) throws IOException {
        Path file = new Path(path);
        FileSystem store = file.getFileSystem(hadoop);
        Path beside = beside(file);
        Optional<String> card = store.exists(beside)
                ? Optional.of(new String(read(store, beside), StandardCharsets.UTF_8))
                : Optional.empty();
        return new ModelFile(path, read(store, file), card);
    }

    private static byte[] read(FileSystem store, Path file) throws IOException {
        try (InputStream stream = store.open(file)) {
            return stream.readAllBytes();
        } catch (FileNotFoundException e) {
            throw new IOException("%s: there is no such model; give the path of an ONNX file".formatted(file), e);
        }
    }

    /** Writes it, and its card, into a folder. */
    void writeTo(Path folder, Configuration hadoop) throws IOException {
        FileSystem store = folder.getFileSystem(hadoop);
        Path file = new Path(folder, name());
        try (OutputStream stream = store.create(file)) {
            stream.write(bytes);
        }
        if (card.isPresent()) {
            try (OutputStream stream = store.create(beside(file))) {
                stream.write(card.get().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static Path beside(Path file) {
        return new Path(file.getParent(), file.getName().replaceFirst("\\.onnx$", "") + ".card.json");
    }

    /** The name of the file. */
    String name() {
        return new Path(path).getName();
    }

    /** In lower-case hex. */
    String sha256() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    ModelSource source() {
        return source(bytes, path, card);
    }

    static ModelSource source(byte[] bytes, String path, Optional<String> card) {
        ModelSource source = ModelSource.bytes(bytes, path);
        return card.map(json -> source.withCard(ModelCard.parse(json, path))).orElse(source);
    }
}
