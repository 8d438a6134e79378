package dev.maskwright.sdk.graph;

import dev.maskwright.sdk.model.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A constant that a model stores in a separate file, which ONNX calls external data.
 *
 * @param name of the constant
 * @param bytes its size by its shape and type; -1 if that is not known
 * @param entries where the model says it is stored: {@code location}, {@code offset}, {@code length}
 * @see <a href="https://github.com/onnx/onnx/blob/main/docs/ExternalData.md">External Data</a>
 */
public record ExternalTensor(String name, long bytes, Map<String, String> entries) {

    private static final String COPY = "copy all files of the model together";
    private static final String EXPORT = "export the model again";

    /** Where its bytes are; all of them are within the file. */
    public record Place(Path file, long offset, long length) {}

    public ExternalTensor {
        entries = Map.copyOf(entries);
    }

    /**
     * A constant with this shape and type.
     *
     * @param type a number of {@code TensorProto.DataType}
     */
    public static ExternalTensor of(String name, int type, List<Long> shape, Map<String, String> entries) {
        long bits =
                switch (type) {
                    case 2, 3, 9, 17, 18, 19, 20, 24 -> 8; // uint8, int8, bool, float8
                    case 4, 5, 10, 16 -> 16; // uint16, int16, float16, bfloat16
                    case 1, 6, 12 -> 32; // float, int32, uint32
                    case 7, 11, 13, 14 -> 64; // int64, double, uint64, complex64
                    case 15 -> 128; // complex128
                    case 21, 22, 23 -> 4; // uint4, int4, float4
                    default -> -1;
                };
        for (long size : shape) {
            boolean isCountable = bits >= 0 && size >= 0 && (size == 0 || bits <= Long.MAX_VALUE / size);
            bits = isCountable ? bits * size : -1;
        }
        return new ExternalTensor(name, bits < 0 ? -1 : bits / 8 + (bits % 8 == 0 ? 0 : 1), entries);
    }

    /**
     * Finds its bytes, by the rules of ONNX Runtime: the file's name is relative to the model's folder, and the file
     * must be inside it.
     *
     * @param model the model's file
     * @throws ModelFormatException if they cannot be found; the message says where they should be, and what to do
     */
    public Place find(Path model) throws IOException {
        String location = entries.getOrDefault("location", "");
        if (location.isBlank()) {
            throw fault(
                    model,
                    "lies in a file that the model does not name ('location' is %s); %s"
                            .formatted(entries.containsKey("location") ? "empty" : "missing", EXPORT));
        }
        Path file = file(model, location);
        long size = Files.size(file);
        long offset = number(model, "offset", 0);
        long length = number(model, "length", bytes >= 0 ? bytes : Math.max(0, size - offset));
        if (bytes >= 0 && length != bytes) {
            throw fault(
                    model,
                    "takes %d bytes by its shape and type, but the model says that in '%s' it takes %d; %s"
                            .formatted(bytes, location, length, EXPORT));
        }
        if (length > size - offset) {
            throw fault(
                    model,
                    ("takes %d bytes from byte %d on of '%s', which has %d; it is truncated or belongs to "
                                    + "another model: copy or export both again")
                            .formatted(length, offset, location, size));
        }
        return new Place(file, offset, length);
    }

    private Path file(Path model, String location) throws IOException {
        Path folder = folder(model.toAbsolutePath());
        Path file;
        try {
            file = folder.resolve(location);
        } catch (InvalidPathException e) {
            throw fault(model, "lies in '%s', which is not a valid file name; %s".formatted(location, EXPORT));
        }
        if (Path.of(location).isAbsolute() || !file.normalize().startsWith(folder.normalize())) {
            throw fault(
                    model,
                    ("lies in '%s', which is not in the model's folder; copy that file into the model's "
                                    + "folder, and let the model name it without a path")
                            .formatted(location));
        }
        if (!Files.isRegularFile(file)) {
            throw fault(model, "lies in '%s', which %s; %s".formatted(location, whyNoFile(file), COPY));
        }
        Path real = file.toRealPath();
        if (!real.startsWith(folder.toRealPath()) && !real.startsWith(folder(model.toRealPath()))) {
            throw fault(
                    model,
                    ("lies in '%s', which is a link to a file outside the model's folder; copy that file "
                                    + "itself into the model's folder")
                            .formatted(location));
        }
        return file;
    }

    private static Path folder(Path model) {
        return Objects.requireNonNull(model.getParent(), "an absolute file lies in a folder");
    }

    private static String whyNoFile(Path file) {
        if (Files.isDirectory(file)) {
            return "is a folder";
        }
        if (Files.exists(file)) {
            return "is not a regular file";
        }
        return Files.isSymbolicLink(file) ? "is a broken link" : "does not exist";
    }

    private long number(Path model, String key, long usual) {
        String text = entries.get(key);
        if (text == null) {
            return usual;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // reported below, like negative numbers
        }
        throw fault(model, "has '%s' as its %s, which is not a number of bytes; %s".formatted(text, key, EXPORT));
    }

    private ModelFormatException fault(Path model, String words) {
        return new ModelFormatException("%s: its constant '%s' %s".formatted(model, name, words));
    }
}
