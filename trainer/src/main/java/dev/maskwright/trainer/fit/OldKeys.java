package dev.maskwright.trainer.fit;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Map;

/** Settings that recipes and checkpoints have at the top since before these moved into a group. */
final class OldKeys {

    /** The group that each is in now, under the same name. */
    private static final Map<String, String> GROUPS = Map.of("target", "data", "outside", "data");

    private OldKeys() {}

    /**
     * The same settings where they are now; {@code settings} stay as they are.
     *
     * @param source where they come from, for messages
     * @throws IllegalArgumentException if one is there twice, at its old place and at its new one
     */
    static JsonObject moved(JsonObject settings, String source) {
        JsonObject moved = settings.deepCopy();
        GROUPS.forEach((key, group) -> {
            JsonElement value = moved.remove(key);
            JsonElement members = moved.has(group) ? moved.get(group) : new JsonObject();
            if (value != null && members instanceof JsonObject known) { // if not, the group is what is wrong
                if (known.has(key)) {
                    throw new IllegalArgumentException("%s: '%s' and '%s.%s' are the same setting; leave the first out"
                            .formatted(source, key, group, key));
                }
                known.add(key, value);
                moved.add(group, known);
            }
        });
        return moved;
    }
}
