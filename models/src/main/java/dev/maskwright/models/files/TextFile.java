package dev.maskwright.models.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Texts that people write: in UTF-8, some with a byte order mark. */
public final class TextFile {

    private TextFile() {}

    /**
     * Reads a text, without its byte order mark.
     *
     * @throws IOException if it cannot be read, or is not UTF-8; the message names the file and the place
     */
    public static String read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        CharBuffer text = CharBuffer.allocate(bytes.remaining());
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CoderResult result = decoder.decode(bytes, text, true);
        if (result.isError()) {
            throw new IOException("%s: byte %d is not UTF-8, which texts are expected in; save it as UTF-8"
                    .formatted(file, bytes.position()));
        }
        String read = text.flip().toString();
        return read.startsWith("\ufeff") ? read.substring(1) : read;
    }
}
