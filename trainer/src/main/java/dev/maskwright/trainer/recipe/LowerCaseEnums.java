package dev.maskwright.trainer.recipe;

import com.google.gson.JsonDeserializationContext;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializationContext;
import com.google.gson.JsonSerializer;
import dev.maskwright.models.files.Excerpt;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Locale;

/** Enums as lower-case words in recipes; an unknown word is an error that lists the known ones. */
final class LowerCaseEnums implements JsonSerializer<Enum<?>>, JsonDeserializer<Enum<?>> {

    @Override
    public JsonElement serialize(Enum<?> value, Type type, JsonSerializationContext context) {
        return new JsonPrimitive(word(value));
    }

    @Override
    public Enum<?> deserialize(JsonElement json, Type type, JsonDeserializationContext context) {
        Enum<?>[] constants = (Enum<?>[]) ((Class<?>) type).getEnumConstants();
        return Arrays.stream(constants)
                .filter(constant -> json.isJsonPrimitive() && word(constant).equals(json.getAsString()))
                .findFirst()
                .orElseThrow(() -> new JsonParseException("%s is not one of %s"
                        .formatted(
                                Excerpt.of(json),
                                Arrays.stream(constants)
                                        .map(LowerCaseEnums::word)
                                        .toList())));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
