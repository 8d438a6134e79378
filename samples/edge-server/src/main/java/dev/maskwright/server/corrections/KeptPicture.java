package dev.maskwright.server.corrections;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.maskwright.folder.corrections.Doubt;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A picture that is kept for correction.
 *
 * @param id the beginning of its hash, which is also its name among the corrections
 * @param name its display name
 * @param width in pixels, in upright orientation
 * @param height in pixels
 * @param bytes size of everything kept for it
 * @param kept when it came
 * @param corrected whether it has corrections
 * @param model the version of the model whose mask and doubt these are
 */
record KeptPicture(
        String id,
        String name,
        int width,
        int height,
        long bytes,
        Instant kept,
        boolean corrected,
        String model,
        Doubt doubt) {

    KeptPicture withCorrected(boolean newCorrected) {
        return new KeptPicture(id, name, width, height, bytes, kept, newCorrected, model, doubt);
    }

    KeptPicture withFound(String newModel, Doubt newDoubt, long newBytes) {
        return new KeptPicture(id, name, width, height, newBytes, kept, corrected, newModel, newDoubt);
    }

    /** For clients. */
    JsonObject described() {
        JsonObject json = new JsonObject();
        json.addProperty("id", id);
        json.addProperty("name", name);
        json.addProperty("width", width);
        json.addProperty("height", height);
        json.addProperty("kept", kept.toString());
        json.addProperty("corrected", corrected);
        json.addProperty("model", model);
        json.addProperty("doubt", Math.round(doubt.entropy() * 1e4) / 1e4);
        return json;
    }

    /** For the disk. */
    String toJson() {
        JsonObject json = described();
        json.addProperty("bytes", bytes);
        json.addProperty("entropy", doubt.entropy());
        JsonArray look = new JsonArray();
        doubt.look().forEach(look::add);
        json.add("look", look);
        return json.toString();
    }

    /** @throws JsonParseException if it is none */
    static KeptPicture parse(String text) {
        try {
            JsonObject json = JsonParser.parseString(text).getAsJsonObject();
            List<Float> look = new ArrayList<>();
            for (JsonElement value : json.getAsJsonArray("look")) {
                look.add(value.getAsFloat());
            }
            return new KeptPicture(
                    json.get("id").getAsString(),
                    json.get("name").getAsString(),
                    json.get("width").getAsInt(),
                    json.get("height").getAsInt(),
                    json.get("bytes").getAsLong(),
                    Instant.parse(json.get("kept").getAsString()),
                    json.get("corrected").getAsBoolean(),
                    json.get("model").getAsString(),
                    new Doubt(json.get("entropy").getAsDouble(), look));
        } catch (NullPointerException
                | IllegalStateException
                | UnsupportedOperationException
                | NumberFormatException
                | DateTimeException e) {
            throw new JsonParseException("no kept picture", e);
        }
    }
}
