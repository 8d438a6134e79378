package dev.maskwright.trainer.recipe;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.maskwright.models.files.Excerpt;
import java.util.Collection;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * YAML as a tree of JSON. A few bytes of YAML can stand for an infinite tree (an alias inside the node that it names),
 * one of any size (aliases of aliases), or a number that takes minutes to read; anything that no recipe needs is
 * rejected.
 */
final class YamlTree {

    private static final int MOST_LETTERS = 1 << 20;
    private static final int MOST_LEVELS = 32;
    private static final int MOST_VALUES = 10_000;
    private static final int MOST_SHOWN = 100; // characters of a value
    private static final int MOST_SAID = 500; // characters of a parser's message
    private static final Pattern LONG_NUMBER = Pattern.compile("[0-9_a-fA-F]{400}");

    private final String source;
    private int values;

    private YamlTree(String source) {
        this.source = source;
    }

    /**
     * Reads YAML 1.2.
     *
     * @throws IllegalArgumentException if it is not valid YAML; the message begins with the source
     */
    static @Nullable Object load(String yaml, String source) {
        if (yaml.length() > MOST_LETTERS || LONG_NUMBER.matcher(yaml).find()) {
            throw new IllegalArgumentException(
                    "%s: longer than any recipe, or a number of more than 400 digits; is this the right file?"
                            .formatted(source));
        }
        try {
            return new Load(LoadSettings.builder().build()).loadFromString(yaml);
        } catch (YamlEngineException e) {
            throw new IllegalArgumentException(
                    "%s is not valid YAML: %s".formatted(source, Excerpt.of(e.getMessage(), MOST_SAID)), e);
        } catch (StackOverflowError e) {
            throw tooDeep(source);
        } catch (RuntimeException e) { // such as a merge key or an escape that it does not expect
            throw new IllegalArgumentException(
                    "%s is not valid YAML: %s".formatted(source, Excerpt.of(e, MOST_SAID)), e);
        }
    }

    /**
     * The loaded tree as JSON.
     *
     * @throws IllegalArgumentException if it is too deep or too large, or contains a number that is not finite; the
     *     message begins with the source and names the key
     */
    static JsonElement json(@Nullable Object loaded, String source) {
        return new YamlTree(source).json(loaded, "", 0);
    }

    private JsonElement json(@Nullable Object value, String path, int level) {
        if (level > MOST_LEVELS || ++values > MOST_VALUES) {
            throw tooDeep(source);
        }
        if (value == null) {
            return JsonNull.INSTANCE;
        } else if (value instanceof Map<?, ?> map) {
            JsonObject object = new JsonObject();
            map.forEach((key, inner) -> {
                String name = shown(key);
                object.add(name, json(inner, path.isEmpty() ? name : path + "." + name, level + 1));
            });
            return object;
        } else if (value instanceof Collection<?> list) {
            JsonArray array = new JsonArray();
            list.forEach(inner -> array.add(json(inner, path, level + 1)));
            return array;
        } else if (value instanceof Boolean flag) {
            return new JsonPrimitive(flag);
        } else if (value instanceof Number number) {
            if (!Double.isFinite(number.doubleValue())) {
                throw new IllegalArgumentException(
                        "%s: '%s' is %s, expected a finite number".formatted(source, path, shown(number)));
            }
            return new JsonPrimitive(number);
        }
        return new JsonPrimitive(value instanceof byte[] bytes ? bytes.length + " bytes" : value.toString());
    }

    private static IllegalArgumentException tooDeep(String source) {
        return new IllegalArgumentException(
                ("%s: more than %d levels of settings within settings, or more than %d values; is"
                                + " there an alias of an alias?")
                        .formatted(source, MOST_LEVELS, MOST_VALUES));
    }

    /** A value for messages: not longer than a line. */
    static String shown(@Nullable Object value) {
        if (value == null || value instanceof JsonNull) {
            return "nothing";
        }
        if (value instanceof Map<?, ?> || value instanceof Collection<?>) {
            return "a group"; // whose text may be infinite
        }
        return Excerpt.of(value, MOST_SHOWN);
    }
}
