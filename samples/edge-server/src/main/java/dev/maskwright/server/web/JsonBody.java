package dev.maskwright.server.web;

import com.google.gson.JsonObject;
import dev.maskwright.server.engine.Reason;
import dev.maskwright.server.engine.RefusedException;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** JSON in bodies. */
public final class JsonBody {

    private static final String MEDIA_TYPE = "application/json";

    private JsonBody() {}

    /**
     * Reads a body as a JSON object, as {@link JsonTree} does.
     *
     * @throws RefusedException if it is not an object or has too many values, or its Content-Type differs, which pages
     *     of other sites could send
     */
    public static JsonObject read(Context context, Intake intake) throws RefusedException, IOException {
        try (Held held = hold(context, intake)) {
            return held.json();
        }
    }

    /**
     * As {@link #read}, for JSON that holds much of the body for long: its memory is released only when this is closed.
     *
     * @throws RefusedException as {@link #read}
     */
    public static Held hold(Context context, Intake intake) throws RefusedException, IOException {
        requireJson(context);
        Body body = intake.read(context);
        try {
            return new Held(JsonTree.read(body.bytes()), body);
        } catch (RefusedException | RuntimeException e) {
            body.close();
            throw e;
        }
    }

    /** The JSON of a body whose memory is still accounted for. */
    public record Held(JsonObject json, Body body) implements AutoCloseable {

        @Override
        public void close() {
            body.close();
        }
    }

    private static void requireJson(Context context) throws RefusedException {
        String type = String.valueOf(context.contentType());
        if (!type.toLowerCase(Locale.ROOT).startsWith(MEDIA_TYPE)) {
            throw new RefusedException(
                    Reason.UNSUPPORTED, "the Content-Type must be %s, got '%s'".formatted(MEDIA_TYPE, type));
        }
    }

    /** Answers with JSON. */
    public static void write(JsonObject json, Context context) {
        Answer.write(json.toString().getBytes(StandardCharsets.UTF_8), MEDIA_TYPE, context);
    }
}
