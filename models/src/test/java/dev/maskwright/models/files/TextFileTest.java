package dev.maskwright.trainer.data.source.names;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        }
    }

    @Test
    void otherEncodingsAreRefused() throws Exception {
        Files.writeString(file, "Küche", StandardCharsets.ISO_8859_1);
        assertEquals(
                "it is no text in UTF-8; save it as such",
                assertThrows(IOException.class, () -> TextFile.read(file)).getMessage());
    }
}
