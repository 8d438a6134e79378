package dev.maskwright.models.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/** Reads weights from safetensors files and from PyTorch's, which are recognised by their content. */
public final class WeightFile {

    private WeightFile() {}

    /**
     * Reads all tensors of a file.
     *
     * @throws IOException if the file cannot be read, or is of an unknown format; the message says what was found
     * @see SafetensorsFile#read
     * @see TorchFile#read
     */
    public static Weights read(Path file) throws IOException {
        return parse(FileBytes.map(file), file.toString());
    }

    /**
     * As {@link #read}, for a file in memory.
     *
     * @param file the whole file, from 0 to its limit
     * @param source what messages call it
     */
    public static Weights parse(ByteBuffer file, String source) throws IOException {
        Optional<String> other = OtherFile.of(file);
        if (other.isPresent()) {
            throw new IOException("%s: %s".formatted(source, other.get()));
        }
        boolean hasJsonHeader = file.limit() > 8 && file.get(8) == '{';
        return hasJsonHeader ? SafetensorsFile.parse(file, source) : TorchFile.parse(file, source);
    }
}
