package dev.maskwright.models.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TextFileTest {

    private final Path file;

    TextFileTest(@TempDir Path dir) {
        this.file = dir.resolve("text");
    }

    @ParameterizedTest
    @CsvSource({"UTF-8, ''", "UTF-8, \uFEFF", "UTF-16LE, \uFEFF", "UTF-16BE, \uFEFF"})
    void marksAreNoPartOfTheText(String charset, String mark) throws Exception {
        for (String text : new String[] {"", "a", "Küche\r\nTür\n"}) {
            Files.writeString(file, mark + text, Charset.forName(charset));
            assertEquals(text, TextFile.read(file));
            try (Reader opened = TextFile.open(file)) {
                StringWriter read = new StringWriter();
                opened.transferTo(read);
                assertEquals(text, read.toString());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE"})
    void utf16IsKnownWithoutAMark(String charset) throws Exception {
        Files.writeString(file, "{\"1\": \"Küche\"}", Charset.forName(charset));
        assertEquals("{\"1\": \"Küche\"}", TextFile.read(file));
        try (Reader opened = TextFile.open(file)) {
            assertEquals('{', opened.read());
        }
    }

    @Test
    void otherEncodingsAreRefused() throws Exception {
        Files.writeString(file, "Küche", StandardCharsets.ISO_8859_1);
        assertEquals(
                file + ": byte 1 is not valid UTF-8, the encoding expected of text; save it as UTF-8",
                assertThrows(IOException.class, () -> TextFile.read(file)).getMessage());
        try (Reader text = TextFile.open(file)) {
            assertThrows(CharacterCodingException.class, text::read);
        }
    }
}
