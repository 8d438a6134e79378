package dev.maskwright.server.web;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.ToNumberPolicy;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.maskwright.server.engine.Reason;
import dev.maskwright.server.engine.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Reads JSON of bounded depth and number of values: an empty object takes three bytes of a body and more than a hundred
 * of the heap.
 */
final class JsonTree {

    /** A batch of Label Studio has a few thousand. */
    private static final int MOST_VALUES = 100_000;

    /** Its tasks need about ten. */
    private static final int DEEPEST = 64;

    /** The strokes of annotations and predictions, which are not used: hundreds of thousands of numbers. */
    private static final String STROKES = "result";

    private final JsonReader reader;
    private int values;

    private JsonTree(JsonReader reader) {
        this.reader = reader;
    }

    /**
     * The object that a text is, without lists called {@code result} in it.
     *
     * @throws RefusedException if it is not an object, or has too many values
     */
    static JsonObject read(byte[] text) throws RefusedException {
        try (JsonReader reader =
                new JsonReader(new InputStreamReader(new ByteArrayInputStream(text), StandardCharsets.UTF_8))) {
            if (reader.peek() != JsonToken.BEGIN_OBJECT) {
                throw new RefusedException(Reason.BAD_REQUEST, "the body must be a JSON object");
            }
            JsonObject object = new JsonTree(reader).object(1);
            JsonToken unused = reader.peek(); // throws if anything follows
            return object;
        } catch (IOException e) {
            throw new RefusedException(Reason.BAD_REQUEST, "the body is not JSON: " + e.getMessage());
        }
    }

    private JsonElement value(int depth) throws IOException, RefusedException {
        values++;
        if (values > MOST_VALUES) {
            throw new RefusedException(
                    Reason.TOO_LARGE,
                    "the JSON has more than %d values; send less in one request".formatted(MOST_VALUES));
        }
        return switch (reader.peek()) {
            case BEGIN_OBJECT -> object(depth + 1);
            case BEGIN_ARRAY -> array(depth + 1);
            case NUMBER -> new JsonPrimitive(ToNumberPolicy.LAZILY_PARSED_NUMBER.readNumber(reader));
            case BOOLEAN -> new JsonPrimitive(reader.nextBoolean());
            case NULL -> {
                reader.nextNull();
                yield JsonNull.INSTANCE;
            }
            default -> new JsonPrimitive(reader.nextString());
        };
    }

    private JsonObject object(int depth) throws IOException, RefusedException {
        requireShallow(depth);
        JsonObject object = new JsonObject();
        reader.beginObject();
        while (reader.hasNext()) {
            String name = reader.nextName();
            if (name.equals(STROKES) && reader.peek() == JsonToken.BEGIN_ARRAY) {
                reader.skipValue();
            } else {
                object.add(name, value(depth));
            }
        }
        reader.endObject();
        return object;
    }

    private JsonArray array(int depth) throws IOException, RefusedException {
        requireShallow(depth);
        JsonArray array = new JsonArray();
        reader.beginArray();
        while (reader.hasNext()) {
            array.add(value(depth));
        }
        reader.endArray();
        return array;
    }

    private static void requireShallow(int depth) throws RefusedException {
        if (depth > DEEPEST) {
            throw new RefusedException(Reason.BAD_REQUEST, "the JSON is nested deeper than %d".formatted(DEEPEST));
        }
    }
}
