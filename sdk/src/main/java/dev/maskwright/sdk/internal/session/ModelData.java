package dev.maskwright.sdk.internal.session;

import dev.maskwright.sdk.model.ModelFormatException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a model, in a file or in memory: one of the two is not null.
 *
 * @param name of the model in messages
 * @param file the engine reads it itself, and resolves external weights relative to it
 * @param bytes not copied
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ModelData(String name, @Nullable Path file, byte @Nullable [] bytes) {

    private static final int START = 64;

    public static ModelData of(Path file) {
        return new ModelData(file.toString(), file, null);
    }

    public static ModelData of(byte[] bytes, String name) {
        return new ModelData(name, null, bytes);
    }

    /** The size of the file in bytes; 0 if there is no file. */
    long size() {
        return bytes != null ? bytes.length : file != null ? file.toFile().length() : 0;
    }

    /**
     * Reports plainly what the engine would report only as a failure to parse.
     *
     * @throws ModelFormatException if this cannot be a model
     */
    public void check() {
        byte[] start = start();
        if (start.length == 0) {
            throw new ModelFormatException("%s: %s; copy or export it again"
                    .formatted(name, file != null ? "the file is empty" : "there are no bytes"));
        }
        if (start.length > 3 && start[0] == 'P' && start[1] == 'K' && start[2] == 3 && start[3] == 4) {
            throw new ModelFormatException(
                    ("%s: a zip archive, such as PyTorch's .pth or a packed model, not an ONNX model; "
                                    + "unpack it, or export the network to ONNX")
                            .formatted(name));
        }
        boolean isText = true;
        for (byte b : start) {
            isText &= b >= ' ' || b == '\n' || b == '\r' || b == '\t';
        }
        if (new String(start, StandardCharsets.ISO_8859_1).startsWith("version https://git-lfs")) {
            throw new ModelFormatException(
                    "%s: a Git LFS pointer, not the model; fetch it with git lfs pull or download the file itself"
                            .formatted(name));
        }
        if (isText) {
            throw new ModelFormatException(
                    "%s: a text%s, not an ONNX model; a download may have left a page or a pointer in its place"
                            .formatted(name, file != null ? " file" : ""));
        }
    }

    /** Its bytes, from the first on. */
    InputStream stream() throws IOException {
        if (bytes != null) {
            return new ByteArrayInputStream(bytes);
        }
        return file != null ? Files.newInputStream(file) : InputStream.nullInputStream();
    }

    private byte[] start() {
        if (bytes != null) {
            return Arrays.copyOf(bytes, Math.min(bytes.length, START));
        }
        if (file == null || !Files.isRegularFile(file)) {
            boolean isFolder = file != null && Files.isDirectory(file);
            throw new ModelFormatException("%s: %s; give the path of an .onnx file"
                    .formatted(name, isFolder ? "this is a folder" : "there is no such file"));
        }
        try (InputStream stream = stream()) {
            return stream.readNBytes(START);
        } catch (IOException e) {
            throw new ModelFormatException("%s: the file cannot be read (%s)".formatted(name, e), e);
        }
    }
}
