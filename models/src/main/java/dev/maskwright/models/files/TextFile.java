package dev.maskwright.models.files;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Texts as editors of all systems save them: in UTF-8 or UTF-16, with or without a byte order mark, which is not part
 * of the text. UTF-16 without one is recognised by its first two characters, if they are ASCII.
 */
public final class TextFile {

    private static final int START = 4;

    private TextFile() {}

    /** The encoding that the first bytes of a text show. */
    private record Encoding(Charset charset, int markBytes) {

        static Encoding of(byte[] start) {
            if (startsWith(start, 0xEF, 0xBB, 0xBF)) {
                return new Encoding(StandardCharsets.UTF_8, 3);
            }
            if (startsWith(start, 0xFF, 0xFE)) {
                return new Encoding(StandardCharsets.UTF_16LE, 2);
            }
            if (startsWith(start, 0xFE, 0xFF)) {
                return new Encoding(StandardCharsets.UTF_16BE, 2);
            }
            boolean isPair = start.length >= START;
            if (isPair && start[0] != 0 && start[1] == 0 && start[2] != 0 && start[3] == 0) {
                return new Encoding(StandardCharsets.UTF_16LE, 0);
            }
            if (isPair && start[0] == 0 && start[1] != 0 && start[2] == 0 && start[3] != 0) {
                return new Encoding(StandardCharsets.UTF_16BE, 0);
            }
            return new Encoding(StandardCharsets.UTF_8, 0);
        }

        private static boolean startsWith(byte[] start, int... mark) {
            boolean same = start.length >= mark.length;
            for (int i = 0; same && i < mark.length; i++) {
                same = (start[i] & 0xFF) == mark[i];
            }
            return same;
        }
    }

    /**
     * Reads a whole text.
     *
     * @throws IOException if it cannot be read, or is in none of these encodings; the message names the file and the
     *     place
     */
    public static String read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Encoding encoding = Encoding.of(bytes);
        ByteBuffer behindMark = ByteBuffer.wrap(bytes);
        behindMark.position(encoding.markBytes());
        CharBuffer text = CharBuffer.allocate(behindMark.remaining());
        CoderResult result = encoding.charset().newDecoder().decode(behindMark, text, true);
        if (result.isError()) {
            throw new IOException("%s: byte %d is not valid %s, the encoding expected of text; save it as UTF-8"
                    .formatted(
                            file,
                            behindMark.position(),
                            encoding.charset().equals(StandardCharsets.UTF_8) ? "UTF-8" : "UTF-16"));
        }
        return text.flip().toString();
    }

    /**
     * Opens a text after its byte order mark. Reading throws {@link CharacterCodingException} if the text is not in its
     * encoding.
     */
    public static Reader open(Path file) throws IOException {
        InputStream bytes = new BufferedInputStream(Files.newInputStream(file));
        try {
            bytes.mark(START);
            Encoding encoding = Encoding.of(bytes.readNBytes(START));
            bytes.reset();
            bytes.skipNBytes(encoding.markBytes());
            return new BufferedReader(
                    new InputStreamReader(bytes, encoding.charset().newDecoder()));
        } catch (IOException | RuntimeException e) {
            bytes.close();
            throw e;
        }
    }
}
