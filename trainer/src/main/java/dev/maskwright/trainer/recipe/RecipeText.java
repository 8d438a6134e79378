package dev.maskwright.trainer.recipe;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.maskwright.models.files.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Recipes as YAML text with every setting and an explanation above each. The explanations have one source, {@code
 * recipe-reference.yaml}, which is the default recipe.
 */
public final class RecipeText {

    private static final String FILE = "recipe.yaml";
    private static final Pattern SETTING = Pattern.compile("( *)(\\w+):( .*)?");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z][\\w./-]*(?: [\\w./-]+)*");
    private static final int INDENT = 2;

    private RecipeText() {}

    /** The complete recipe; {@link RecipeReader#parse} reads the same recipe from it. */
    public static String of(Recipe recipe) {
        JsonObject tree = recipe.toJson();
        List<String> lines = new ArrayList<>();
        Deque<JsonObject> groups = new ArrayDeque<>(List.of(tree)); // the innermost first
        for (String line : reference().lines().toList()) {
            Matcher setting = SETTING.matcher(line);
            if (!setting.matches()) {
                lines.add(line);
                continue;
            }
            while (groups.size() > 1 + setting.group(1).length() / INDENT) {
                groups.pop();
            }
            String key = setting.group(2);
            JsonElement value = groups.element().get(key);
            if (value == null) {
                throw new IllegalStateException(
                        "recipe-reference.yaml explains '%s', which no recipe has".formatted(line.strip()));
            }
            if (value instanceof JsonObject group && setting.group(3) == null) {
                groups.push(group);
                lines.add(setting.group(1) + key + ":");
            } else {
                lines.add(setting.group(1) + key + ": " + plain(value));
            }
        }
        return String.join("\n", lines) + "\n";
    }

    /** Writes the complete recipe as {@code recipe.yaml} into a folder. The file appears whole or not at all. */
    public static void write(Recipe recipe, Path folder) throws IOException {
        WholeFile.write(folder.resolve(FILE), of(recipe));
    }

    /** A value as YAML in one line, quoted only if necessary. */
    public static String plain(JsonElement value) {
        if (value instanceof JsonArray list) {
            List<String> items = new ArrayList<>();
            list.forEach(item -> items.add(plain(item)));
            return "[" + String.join(", ", items) + "]";
        }
        if (value instanceof JsonObject group) {
            List<String> items = new ArrayList<>();
            group.entrySet().forEach(entry -> items.add(entry.getKey() + ": " + plain(entry.getValue())));
            return "{" + String.join(", ", items) + "}";
        }
        if (value.isJsonPrimitive() && value.getAsJsonPrimitive().isString()) {
            String text = value.getAsString();
            boolean isWord = PLAIN.matcher(text).matches() && !text.matches("true|false|null");
            return isWord ? text : value.toString(); // JSON's quotes are valid in YAML
        }
        return value.toString().replaceFirst("\\.0$", "");
    }

    static String reference() {
        try (InputStream stream = RecipeText.class.getResourceAsStream("recipe-reference.yaml")) {
            if (stream == null) {
                throw new IllegalStateException("recipe-reference.yaml is missing on the class path");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
