package dev.maskwright.models.text;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonSyntaxException;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.maskwright.models.files.Excerpt;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** JSON that people write. */
public final class JsonText {

    private JsonText() {}

    /**
     * Reads a text, as {@link JsonParser} does, except that no object may have a key twice: of two the last would count, and what
     * the first meant would be lost without a word.
     *
     * @throws JsonParseException if it is no JSON, or has a key twice
     */
    public static JsonElement parse(String text) {
        JsonElement element = JsonParser.parseString(text);
        if (element.isJsonObject() || element.isJsonArray()) {
            checkKeys(text);
        }
        return element;
    }

    private static void checkKeys(String text) {
        Deque<Set<String>> open = new ArrayDeque<>(); // the keys of the objects that we are in
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
                            throw new JsonSyntaxException("the key '%s' is there twice, at %s"
                                    .formatted(Excerpt.of(key), Excerpt.of(json.getPath())));
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
        } catch (IOException e) {
            throw new JsonSyntaxException(e);
        }
    }
}
