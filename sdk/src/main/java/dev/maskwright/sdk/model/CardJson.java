package dev.maskwright.sdk.model;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** Parses the JSON of a card. */
final class CardJson {

    private CardJson() {}

    /** Parses JSON and rejects duplicate keys, of which the first would be ignored silently. */
    static JsonObject object(String json, String source) {
        try {
            if (JsonParser.parseString(json) instanceof JsonObject object) {
                checkKeys(json, source);
                return object;
            }
        } catch (JsonParseException | IOException | StackOverflowError e) { // from deeply nested brackets
            throw new ModelFormatException(
                    "%s: the model card is not JSON: %s".formatted(source, CardReader.shown(e.getMessage())), e);
        }
        throw new ModelFormatException("%s: the model card is not a JSON object".formatted(source));
    }

    private static void checkKeys(String text, String source) throws IOException {
        Deque<Set<String>> open = new ArrayDeque<>(); // the keys of the enclosing objects
        try (JsonReader json = new JsonReader(new StringReader(text))) {
            json.setStrictness(Strictness.LENIENT);
            while (json.peek() != JsonToken.END_DOCUMENT) {
                switch (json.peek()) {
                    case BEGIN_OBJECT -> {
                        json.beginObject();
                        open.push(new HashSet<>());
                    }
                    case NAME -> {
                        String key = json.nextName();
                        if (!open.element().add(key)) {
                            throw new ModelFormatException(
                                    "%s: the model card has the key '%s' twice, at %s; remove one of them"
                                            .formatted(
                                                    source, CardReader.shown(key), CardReader.shown(json.getPath())));
                        }
                    }
                    case END_OBJECT -> {
                        json.endObject();
                        open.pop();
                    }
                    case BEGIN_ARRAY -> json.beginArray();
                    case END_ARRAY -> json.endArray();
                    default -> json.skipValue();
                }
            }
        }
    }
}
