package dev.maskwright.models.text;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSyntaxException;
import com.google.gson.Strictness;
import com.google.gson.ToNumberPolicy;
import com.google.gson.stream.JsonReader;
import dev.maskwright.models.files.Excerpt;
import java.io.IOException;
import java.io.StringReader;

/** JSON that people write. */
public final class JsonText {

    private JsonText() {}

    /**
     * Reads a text, as {@link JsonParser} does, except that no object may have a key twice: of two the last would
     * count, and what the first meant would be lost without a word.
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
        try (JsonReader json = new JsonReader(new StringReader(text))) {
            json.setStrictness(Strictness.LENIENT);
            read(json);
        } catch (IOException e) {
            throw new JsonSyntaxException(e);
        }
    }

    /**
     * Reads the next value of a stream, under the same condition.
     *
     * @throws JsonParseException if a key occurs twice
     * @throws IOException if it is no JSON, or cannot be read
     */
    public static JsonElement read(JsonReader json) throws IOException {
        return switch (json.peek()) {
            case BEGIN_OBJECT -> object(json);
            case BEGIN_ARRAY -> array(json);
            case NUMBER -> new JsonPrimitive(ToNumberPolicy.LAZILY_PARSED_NUMBER.readNumber(json));
            case BOOLEAN -> new JsonPrimitive(json.nextBoolean());
            case NULL -> {
                json.nextNull();
                yield JsonNull.INSTANCE;
            }
            default -> new JsonPrimitive(json.nextString());
        };
    }

    private static JsonObject object(JsonReader json) throws IOException {
        JsonObject object = new JsonObject();
        json.beginObject();
        while (json.hasNext()) {
            String key = json.nextName();
            if (object.has(key)) {
                throw new JsonSyntaxException(
                        "the key '%s' occurs twice, at %s".formatted(Excerpt.of(key), Excerpt.of(json.getPath())));
            }
            object.add(key, read(json));
        }
        json.endObject();
        return object;
    }

    private static JsonArray array(JsonReader json) throws IOException {
        JsonArray array = new JsonArray();
        json.beginArray();
        while (json.hasNext()) {
            array.add(read(json));
        }
        json.endArray();
        return array;
    }
}
