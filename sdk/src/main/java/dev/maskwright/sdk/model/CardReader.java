package dev.maskwright.sdk.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.maskwright.sdk.model.ForegroundOutput.Values;
import dev.maskwright.sdk.model.ModelCard.ChannelOrder;
import dev.maskwright.sdk.model.ModelCard.Fit;
import dev.maskwright.sdk.model.ModelCard.Golden;
import dev.maskwright.sdk.model.ModelCard.Input;
import dev.maskwright.sdk.model.ModelCard.Layout;
import dev.maskwright.sdk.model.ModelCard.LogitsOutput;
import dev.maskwright.sdk.model.ModelCard.MaskOutputs;
import dev.maskwright.sdk.model.ModelCard.Outputs;
import dev.maskwright.sdk.model.ModelCard.PixelType;
import dev.maskwright.sdk.model.Resampler.Filter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads model cards. A missing or wrong field is recorded and replaced by an empty value until everything is read, so
 * that one message can name every fault.
 */
final class CardReader {

    /** The keys of outputs; the value of each is the name of an output of the graph. */
    private static final List<String> FORMS =
            List.of("mask", "confidence", "logits", "probabilities", "foreground", "classIds");

    /** The keys that may occur together. */
    private static final List<String> MASK_FORMS = List.of("mask", "confidence", "logits");

    private static final int MOST_UNPACKED = 3 << 24; // bytes of a golden sample, which is small
    private static final int MOST_SHOWN = 100; // characters of a wrong value
    private static final int MOST_SAID = 300; // characters of a message about a part
    private static final int MOST_FAULTS = 10; // in a message

    private final List<String> faults = new ArrayList<>();

    private CardReader() {}

    static ModelCard read(String json, String source) {
        JsonObject card = CardJson.object(json, source);
        CardReader reader = new CardReader();
        int schema = reader.integer(card, "", "schema", ModelCard.SCHEMA);
        if (schema > ModelCard.SCHEMA) {
            throw new ModelFormatException("%s: its card has schema %d, this SDK reads up to %d; update maskwright-sdk"
                    .formatted(source, schema, ModelCard.SCHEMA));
        }
        return reader.card(card, nameOf(source))
                .orElseThrow(() -> new ModelFormatException("%s: %d %s in the model card: %s"
                        .formatted(
                                source,
                                reader.faults.size(),
                                reader.faults.size() == 1 ? "fault" : "faults",
                                reader.named())));
    }

    private String named() {
        String first = faults.stream().limit(MOST_FAULTS).collect(Collectors.joining("; "));
        return faults.size() > MOST_FAULTS ? first + "; and %d more".formatted(faults.size() - MOST_FAULTS) : first;
    }

    static String shown(@Nullable Object found) {
        return shown(found, MOST_SHOWN);
    }

    private static String shown(@Nullable Object found, int letters) {
        String text = String.valueOf(found);
        return text.length() <= letters ? text : text.substring(0, letters) + "...";
    }

    /** The name of a model whose card has none. */
    private static String nameOf(String source) {
        String file = source.substring(Math.max(source.lastIndexOf('/'), source.lastIndexOf('\\')) + 1);
        String name = file.replaceFirst("(?i)(\\.card\\.json|\\.onnx)$", "");
        return name.isBlank() ? "model" : name;
    }

    private Optional<ModelCard> card(JsonObject json, String otherwise) {
        String name = text(json, "", "name", otherwise);
        String version = text(json, "", "version", "1");
        String architecture = text(json, "", "architecture", "unknown");
        List<ClassLabel> classes = classes(json);
        Optional<Input> input = part(json, "input", this::input);
        boolean normalizes = input.isEmpty() || input.get().type() != PixelType.UINT8;
        Optional<Normalization> normalization = json.has("normalization") || normalizes
                ? part(json, "normalization", this::normalization)
                : Optional.of(Normalization.none());
        Optional<Outputs> outputs = part(json, "outputs", this::outputs);
        JsonObject provenance = json.get("provenance") instanceof JsonObject given ? given : new JsonObject();
        Optional<Golden> golden = json.has("golden") ? part(json, "golden", this::golden) : Optional.empty();
        if (!faults.isEmpty()) {
            return Optional.empty();
        }
        return checked(
                "the card",
                () -> new ModelCard(
                        name,
                        version,
                        architecture,
                        classes,
                        input.orElseThrow(),
                        normalization.orElseThrow(),
                        outputs.orElseThrow(),
                        provenance,
                        golden));
    }

    private List<ClassLabel> classes(JsonObject json) {
        List<ClassLabel> classes = new ArrayList<>();
        JsonArray array = array(json, "", "classes");
        for (int i = 0; i < array.size(); i++) {
            String path = "classes[%d]".formatted(i);
            int id = i;
            JsonElement element = array.get(i);
            if (element instanceof JsonObject label) {
                checked(path, () -> label(label, path + ".", id)).ifPresent(classes::add);
            } else if (element instanceof JsonPrimitive name && name.isString()) {
                checked(path, () -> Palette.label(id, name.getAsString())).ifPresent(classes::add);
            } else {
                faults.add("%s: expected a name or an object, found %s".formatted(path, shown(element)));
            }
        }
        if (classes.size() == array.size() && json.has("classes")) {
            checked("classes", () -> {
                ModelCard.checkClasses(classes);
                return classes;
            });
        }
        return classes;
    }

    private ClassLabel label(JsonObject json, String path, int place) {
        int id = integer(json, path, "id", place);
        String name = text(json, path, "name");
        ClassLabel label = Palette.label(Math.max(0, Math.min(id, 0xffff)), name.isBlank() ? "?" : name);
        return new ClassLabel(
                id,
                name,
                text(json, path, "colour", label.colour()),
                flag(json, path, "background", label.isBackground()));
    }

    private Normalization normalization(JsonObject json) {
        String path = "normalization.";
        return Normalization.of(
                numbers(json, path, "mean"), numbers(json, path, "std"), number(json, path, "scale", 1));
    }

    private Input input(JsonObject json) {
        String path = "input.";
        return new Input(
                text(json, path, "name"),
                choice(json, path, "layout", Layout.values(), Layout.NCHW),
                choice(json, path, "type", PixelType.values(), PixelType.FLOAT32),
                integer(json, path, "width"),
                integer(json, path, "height"),
                integer(json, path, "multipleOf", 1),
                flag(json, path, "dynamic", false),
                choice(json, path, "resize", Filter.values(), Filter.BILINEAR),
                choice(json, path, "fit", Fit.values(), Fit.STRETCH),
                choice(json, path, "channels", ChannelOrder.values(), ChannelOrder.RGB));
    }

    private Outputs outputs(JsonObject json) {
        String path = "outputs.";
        List<String> given = FORMS.stream().filter(json::has).toList();
        boolean givesMask = given.contains("mask") || given.contains("confidence");
        if (givesMask && MASK_FORMS.containsAll(given)) {
            return new MaskOutputs(
                    text(json, path, "mask"),
                    text(json, path, "confidence"),
                    json.has("logits") ? Optional.of(text(json, path, "logits")) : Optional.empty(),
                    integer(json, path, "stride", 1));
        }
        if (given.size() != 1) {
            throw new IllegalArgumentException(
                    ("expected the name of the graph's output as one of logits, probabilities, foreground "
                                    + "(one number per pixel) and classIds, or as mask with confidence (and logits); found "
                                    + "%s")
                            .formatted(given.isEmpty() ? "none of them" : given));
        }
        String form = given.get(0);
        String name = text(json, path, form);
        if (form.equals("classIds")) {
            return new ClassIdsOutput(name);
        }
        int enlargement = enlargement(json, path);
        boolean alignsCorners = flag(json, path, "alignsCorners", false);
        Layout layout = choice(json, path, "layout", Layout.values(), Layout.NCHW);
        return switch (form) {
            case "logits" -> new LogitsOutput(name, enlargement, alignsCorners, layout, levels(json));
            case "probabilities" -> new ProbabilitiesOutput(name, enlargement, alignsCorners, layout);
            default ->
                new ForegroundOutput(
                        name,
                        choice(json, path, "values", Values.values(), Values.PROBABILITY),
                        number(json, path, "threshold", ForegroundOutput.THRESHOLD),
                        enlargement,
                        alignsCorners,
                        layout);
        };
    }

    private Optional<Levels> levels(JsonObject outputs) {
        return outputs.has("levels") ? part(outputs, "outputs.", "levels", this::levelsOf) : Optional.empty();
    }

    private Levels levelsOf(JsonObject json) {
        String path = "outputs.levels.";
        return new Levels(number(json, path, "scale"), integer(json, path, "zeroPoint", 0));
    }

    private int enlargement(JsonObject json, String path) {
        boolean isToInput = json.get("enlargement") instanceof JsonPrimitive value
                && value.isString()
                && value.getAsString().equals("input");
        if (isToInput) {
            return ScoresOutput.TO_INPUT;
        }
        int times = integer(json, path, "enlargement", 1);
        if (times < 1) {
            throw new IllegalArgumentException(
                    "the enlargement of scores must be at least 1, or \"input\", got %d".formatted(times));
        }
        return times;
    }

    private Golden golden(JsonObject json) {
        String path = "golden.";
        int width = integer(json, path, "width");
        int height = integer(json, path, "height");
        int maskWidth = integer(json, path, "maskWidth");
        int maskHeight = integer(json, path, "maskHeight");
        return new Golden(
                width,
                height,
                unpacked(text(json, path, "rgb"), 3L * width * height),
                maskWidth,
                maskHeight,
                unpacked(text(json, path, "classIds"), (long) maskWidth * maskHeight));
    }

    /**
     * Unpacks at most one byte more than expected, which is enough to detect a wrong length: packed zeros inflate a
     * thousandfold.
     */
    private static byte[] unpacked(String packed, long expected) {
        byte[] deflated = Base64.getDecoder().decode(packed);
        int most = (int) Math.max(0, Math.min(expected, MOST_UNPACKED));
        try (InputStream inflater = new InflaterInputStream(new ByteArrayInputStream(deflated))) {
            return inflater.readNBytes(most + 1);
        } catch (IOException e) {
            throw new IllegalArgumentException("packed bytes are damaged (%s)".formatted(e.getMessage()), e);
        }
    }

    private <T> Optional<T> part(JsonObject json, String key, Function<JsonObject, T> reader) {
        return part(json, "", key, reader);
    }

    private <T> Optional<T> part(JsonObject json, String path, String key, Function<JsonObject, T> reader) {
        if (json.get(key) instanceof JsonObject part) {
            return checked(path + key, () -> reader.apply(part));
        }
        missing(path, key, "an object", json.get(key));
        return Optional.empty();
    }

    /**
     * Creates a record and records its constructor's complaint as a fault, unless a field was already wrong and is the
     * reason.
     */
    private <T> Optional<T> checked(String path, Supplier<T> maker) {
        int before = faults.size();
        try {
            return Optional.of(maker.get());
        } catch (IllegalArgumentException e) {
            if (faults.size() == before) {
                faults.add("%s: %s".formatted(path, shown(e.getMessage(), MOST_SAID)));
            }
            return Optional.empty();
        }
    }

    private String text(JsonObject json, String path, String key) {
        return value(json, path, key, "a text", JsonPrimitive::isString, JsonElement::getAsString, "");
    }

    private int integer(JsonObject json, String path, String key) {
        Predicate<JsonPrimitive> isInteger = p -> p.isNumber()
                && p.getAsDouble() == Math.rint(p.getAsDouble())
                && Math.abs(p.getAsDouble()) <= Integer.MAX_VALUE;
        return value(json, path, key, "a whole number", isInteger, e -> (int) e.getAsDouble(), 0);
    }

    private String text(JsonObject json, String path, String key, String otherwise) {
        return json.has(key) ? text(json, path, key) : otherwise;
    }

    private int integer(JsonObject json, String path, String key, int otherwise) {
        return json.has(key) ? integer(json, path, key) : otherwise;
    }

    private float number(JsonObject json, String path, String key) {
        return value(json, path, key, "a number", JsonPrimitive::isNumber, JsonElement::getAsFloat, 1f);
    }

    private float number(JsonObject json, String path, String key, float otherwise) {
        return json.has(key) ? number(json, path, key) : otherwise;
    }

    private boolean flag(JsonObject json, String path, String key, boolean otherwise) {
        return json.has(key)
                ? value(
                        json,
                        path,
                        key,
                        "true or false",
                        JsonPrimitive::isBoolean,
                        JsonElement::getAsBoolean,
                        otherwise)
                : otherwise;
    }

    private <E extends Enum<E>> E choice(JsonObject json, String path, String key, E[] choices, E otherwise) {
        String wanted = text(json, path, key, otherwise.name());
        for (E choice : choices) {
            if (choice.name().equals(wanted.toUpperCase(Locale.ROOT))) {
                return choice;
            }
        }
        if (!wanted.isEmpty()) {
            faults.add("%s%s: expected one of %s, found \"%s\""
                    .formatted(path, key, Arrays.toString(choices).toLowerCase(Locale.ROOT), shown(wanted)));
        }
        return otherwise;
    }

    private List<Float> numbers(JsonObject json, String path, String key) {
        List<Float> numbers = new ArrayList<>();
        for (JsonElement element : array(json, path, key)) {
            if (element instanceof JsonPrimitive number && number.isNumber()) {
                numbers.add(number.getAsFloat());
            } else {
                faults.add("%s%s: expected numbers, found %s".formatted(path, key, shown(element)));
            }
        }
        return numbers;
    }

    private JsonArray array(JsonObject json, String path, String key) {
        if (json.get(key) instanceof JsonArray array) {
            return array;
        }
        missing(path, key, "an array", json.get(key));
        return new JsonArray();
    }

    private <T> T value(
            JsonObject json,
            String path,
            String key,
            String expected,
            Predicate<JsonPrimitive> isRight,
            Function<JsonElement, T> convert,
            T otherwise) {
        if (json.get(key) instanceof JsonPrimitive primitive && isRight.test(primitive)) {
            return convert.apply(primitive);
        }
        missing(path, key, expected, json.get(key));
        return otherwise;
    }

    private void missing(String path, String key, String expected, @Nullable JsonElement found) {
        faults.add(
                found == null
                        ? "%s%s is missing".formatted(path, key)
                        : "%s%s: expected %s, found %s".formatted(path, key, expected, shown(found)));
    }
}
