package dev.maskwright.sdk.model;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.maskwright.sdk.model.ModelCard.ChannelOrder;
import dev.maskwright.sdk.model.ModelCard.Golden;
import dev.maskwright.sdk.model.ModelCard.Input;
import dev.maskwright.sdk.model.ModelCard.Layout;
import dev.maskwright.sdk.model.ModelCard.LogitsOutput;
import dev.maskwright.sdk.model.ModelCard.MaskOutputs;
import dev.maskwright.sdk.model.ModelCard.Outputs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.zip.DeflaterOutputStream;

/** Writes model cards as JSON; the inverse of {@link CardReader}. */
final class CardWriter {

    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private CardWriter() {}

    static String write(ModelCard card) {
        JsonObject json = new JsonObject();
        json.addProperty("schema", ModelCard.SCHEMA);
        json.addProperty("name", card.name());
        json.addProperty("version", card.version());
        json.addProperty("architecture", card.architecture());
        json.add("classes", classes(card.classes()));
        json.add("input", input(card.input()));
        JsonObject normalization = new JsonObject();
        normalization.add("mean", numbers(card.normalization().mean()));
        normalization.add("std", numbers(card.normalization().std()));
        json.add("normalization", normalization);
        json.add("outputs", outputs(card.outputs()));
        json.add("provenance", card.provenance());
        card.golden().ifPresent(golden -> json.add("golden", golden(golden)));
        return GSON.toJson(json);
    }

    private static JsonArray classes(List<ClassLabel> classes) {
        JsonArray array = new JsonArray();
        for (ClassLabel label : classes) {
            JsonObject json = new JsonObject();
            json.addProperty("id", label.id());
            json.addProperty("name", label.name());
            json.addProperty("colour", label.colour());
            if (label.isBackground() != ClassLabel.isBackground(label.name())) {
                json.addProperty("background", label.isBackground());
            }
            array.add(json);
        }
        return array;
    }

    private static JsonObject input(Input input) {
        JsonObject json = new JsonObject();
        json.addProperty("name", input.name());
        json.addProperty("layout", input.layout().name());
        json.addProperty("type", lower(input.type()));
        json.addProperty("width", input.width());
        json.addProperty("height", input.height());
        json.addProperty("multipleOf", input.multipleOf());
        json.addProperty("dynamic", input.dynamic());
        json.addProperty("resize", lower(input.resize()));
        json.addProperty("fit", lower(input.fit()));
        if (input.channels() != ChannelOrder.RGB) {
            json.addProperty("channels", lower(input.channels()));
        }
        return json;
    }

    private static JsonObject outputs(Outputs outputs) {
        JsonObject json = new JsonObject();
        if (outputs instanceof MaskOutputs names) {
            json.addProperty("mask", names.mask());
            json.addProperty("confidence", names.confidence());
            names.logits().ifPresent(logits -> json.addProperty("logits", logits));
            if (names.stride() != 1) {
                json.addProperty("stride", names.stride());
            }
        } else if (outputs instanceof ClassIdsOutput name) {
            json.addProperty("classIds", name.classIds());
        } else if (outputs instanceof ScoresOutput scores) {
            scores(json, scores);
        }
        return json;
    }

    private static void scores(JsonObject json, ScoresOutput scores) {
        if (scores instanceof ForegroundOutput foreground) {
            json.addProperty("foreground", foreground.foreground());
            json.addProperty("values", lower(foreground.values()));
            json.addProperty("threshold", foreground.threshold());
        } else {
            json.addProperty(scores instanceof LogitsOutput ? "logits" : "probabilities", scores.output());
        }
        if (scores instanceof LogitsOutput logits) {
            logits.levels().ifPresent(levels -> json.add("levels", levels(levels)));
        }
        if (scores.layout() != Layout.NCHW) {
            json.addProperty("layout", scores.layout().name());
        }
        if (scores.enlargement() == ScoresOutput.TO_INPUT) {
            json.addProperty("enlargement", "input");
        } else if (scores.enlargement() != 1) {
            json.addProperty("enlargement", scores.enlargement());
        }
        if (scores.enlargement() != 1) {
            json.addProperty("alignsCorners", scores.alignsCorners());
        }
    }

    private static JsonObject levels(Levels levels) {
        JsonObject json = new JsonObject();
        json.addProperty("scale", levels.scale());
        json.addProperty("zeroPoint", levels.zeroPoint());
        return json;
    }

    private static JsonObject golden(Golden golden) {
        JsonObject json = new JsonObject();
        json.addProperty("width", golden.width());
        json.addProperty("height", golden.height());
        json.addProperty("rgb", packed(golden.rgb()));
        json.addProperty("maskWidth", golden.maskWidth());
        json.addProperty("maskHeight", golden.maskHeight());
        json.addProperty("classIds", packed(golden.classIds()));
        return json;
    }

    private static JsonArray numbers(List<Float> numbers) {
        JsonArray array = new JsonArray();
        numbers.forEach(array::add);
        return array;
    }

    private static String lower(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }

    /** Bytes deflated and encoded in Base64. */
    private static String packed(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(packed)) {
            deflater.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // writing to memory does not fail
        }
        return Base64.getEncoder().encodeToString(packed.toByteArray());
    }
}
