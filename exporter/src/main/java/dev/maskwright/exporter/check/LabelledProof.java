package dev.maskwright.exporter.check;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Locale;

/**
 * The quality of a trained network and of its file on the same labelled pictures, at the size of the masks.
 *
 * @param pictures how many were labelled, at least 1
 * @param trained mean IoU of the network, 0..1; NaN if no pixel is labelled
 * @param exported mean IoU of the file
 */
public record LabelledProof(int pictures, double trained, double exported) {

    /** One line for display. */
    public String toText() {
        return String.format(
                Locale.ROOT,
                "mean IoU on %d labelled pictures: %.4f trained, %.4f exported",
                pictures,
                trained,
                exported);
    }

    /** For the provenance in a card; null for what is not a number. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("pictures", pictures);
        json.add("trained", number(trained));
        json.add("exported", number(exported));
        return json;
    }

    private static JsonElement number(double value) {
        return Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE;
    }
}
