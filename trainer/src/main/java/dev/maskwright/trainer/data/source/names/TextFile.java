package dev.maskwright.trainer.data.source.names;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Texts as editors of all systems save them: in UTF-8, with or without a byte order mark, or in UTF-16 with one. The mark
 * is no part of the text.
 */
public final class TextFile {

    private static final int LONGEST_MARK = 3;

    private TextFile() {}

    /**
     * Reads a whole text.
     *
     * @throws IOException also if it is in none of these encodings
     */
    public static String read(Path file) throws IOException {
        StringWriter text = new StringWriter();
        try (Reader reader = open(file)) {
            reader.transferTo(text);
        } catch (CharacterCodingException e) {
            throw new IOException("it is no text in UTF-8; save it as such", e);
        }
        return text.toString();
    }

    /** Opens a text behind its mark. What is read throws {@link CharacterCodingException} where it is no such text. */
    public static Reader open(Path file) throws IOException {
        InputStream bytes = new BufferedInputStream(Files.newInputStream(file));
        try {
            bytes.mark(LONGEST_MARK);
            byte[] start = bytes.readNBytes(LONGEST_MARK);
            bytes.reset();
            Charset charset = StandardCharsets.UTF_8;
            int mark = 0;
            if (startsWith(start, 0xEF, 0xBB, 0xBF)) {
                mark = 3;
            } else if (startsWith(start, 0xFF, 0xFE)) {
                charset = StandardCharsets.UTF_16LE;
                mark = 2;
            } else if (startsWith(start, 0xFE, 0xFF)) {
                charset = StandardCharsets.UTF_16BE;
                mark = 2;
            }
            bytes.skipNBytes(mark);
            return new BufferedReader(new InputStreamReader(bytes, charset.newDecoder()));
        } catch (IOException | RuntimeException e) {
            bytes.close();
            throw e;
        }
    }

    private static boolean startsWith(byte[] start, int... mark) {
        boolean same = start.length >= mark.length;
        for (int i = 0; same && i < mark.length; i++) {
            same = (start[i] & 0xFF) == mark[i];
        }
        return same;
    }
}
