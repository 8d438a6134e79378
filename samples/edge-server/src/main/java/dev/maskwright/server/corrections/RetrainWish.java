package dev.maskwright.server.corrections;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.maskwright.server.engine.Reason;
import dev.maskwright.server.engine.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The options of a retraining in a request.
 *
 * @param options of {@code retrain}, besides those that the server sets
 */
record RetrainWish(List<String> options) {

    /** The largest allowed values; the command itself checks the smallest. */
    private record Setting(String option, boolean isWhole, double least, double most) {}

    private static final Map<String, Setting> SETTINGS = Map.of(
            "steps", new Setting("--steps", true, 1, 10_000),
            "seconds", new Setting("--longest", true, 1, 3_600),
            "crops", new Setting("--crops", true, 1, 64),
            "maxDrop", new Setting("--max-drop", false, 0, 1));

    /** Longer than the command's default, which is for idle machines: few steps make a model worse. */
    private static final int SECONDS = 600;

    RetrainWish {
        options = List.copyOf(options);
    }

    /** @throws RefusedException if there are other options, or values are too large */
    static RetrainWish of(JsonObject json) throws RefusedException {
        List<String> options = new ArrayList<>();
        if (!json.has("seconds")) {
            options.addAll(List.of("--longest", Integer.toString(SECONDS)));
        }
        for (Map.Entry<String, JsonElement> entry : json.entrySet()) {
            Setting setting = SETTINGS.get(entry.getKey());
            if (setting == null) {
                throw bad("'%s' is not one of steps, seconds, crops, maxDrop"
                        .formatted(entry.getKey().replaceAll("[^ -~]", "?")));
            }
            options.add(setting.option());
            options.add(value(entry.getKey(), setting, entry.getValue()));
        }
        return new RetrainWish(options);
    }

    private static String value(String name, Setting setting, JsonElement given) throws RefusedException {
        double value =
                given instanceof JsonPrimitive primitive && primitive.isNumber() ? given.getAsDouble() : Double.NaN;
        boolean isRound = !setting.isWhole() || value == Math.rint(value);
        if (!(value >= setting.least() && value <= setting.most()) || !isRound) {
            throw bad("'%s' must be a number from %.0f to %.0f".formatted(name, setting.least(), setting.most()));
        }
        return setting.isWhole() ? Long.toString((long) value) : Double.toString(value);
    }

    private static RefusedException bad(String message) {
        return new RefusedException(Reason.BAD_REQUEST, message);
    }
}
