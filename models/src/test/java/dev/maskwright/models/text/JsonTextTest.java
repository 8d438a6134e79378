package dev.maskwright.models.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "[]", "1", "\"a\"", "null", "", "{\"a\": {\"a\": [{\"a\": 1}, {\"a\": 2}]}, \"b\": NaN}"})
    void readsWhatTheParserReads(String text) {
        assertEquals(JsonParser.parseString(text), JsonText.parse(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"1\": \"Sofa\", \"1\": \"Chair\"} | the key '1' occurs twice, at $.1",
                "{\"a\": null, \"a\": null}             | the key 'a' occurs twice, at $.a",
                "{\"a\": 1, \"\\u0061\": 1}             | the key 'a' occurs twice, at $.a",
                "[{}, {\"b\": [{\"c\": 1, \"c\": 2}]}]  | the key 'c' occurs twice, at $[1].b[0].c",
            })
    void aKeyThatIsThereTwiceIsNamed(String text, String message) {
        assertEquals(
                message,
                assertThrows(JsonParseException.class, () -> JsonText.parse(text))
                        .getMessage());
    }

    @Test
    void whatIsNoJsonIsRefused() {
        for (String text : new String[] {"{", "{\"a\": }", "[1] 2", "[".repeat(100_000)}) {
            assertThrows(JsonParseException.class, () -> JsonText.parse(text));
        }
    }
}
