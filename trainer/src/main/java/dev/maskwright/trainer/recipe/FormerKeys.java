package dev.maskwright.trainer.recipe;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The keys that settings had before recipes had groups, and where those settings are now. They will always be accepted
 * in recipes, {@code --set} and checkpoints, and are never written.
 *
 * <p>Some keys have become the name of a group, such as {@code optimizer}: a plain value there is the former setting.
 */
final class FormerKeys {

    private static final Map<String, String> CURRENT = Map.copyOf(current());

    private FormerKeys() {}

    private static Map<String, String> current() {
        Map<String, String> keys = new TreeMap<>();
        addTraining(keys);
        addLoss(keys);
        addAugmentation(keys);
        return keys;
    }

    private static void addTraining(Map<String, String> keys) {
        keys.put("target", "data.target");
        keys.put("outside", "data.outside");

        keys.put("encoderWeights", "encoder.weights");
        keys.put("encoderRate", "encoder.rate");
        keys.put("stochasticDepth", "encoder.stochasticDepth");
        keys.put("freezeEncoderEpochs", "encoder.freezeEpochs");

        keys.put("width", "input.width");
        keys.put("height", "input.height");
        keys.put("normalization", "input.normalization");

        keys.put("batchSize", "batch.size");
        keys.put("accumulate", "batch.accumulate");
        keys.put("cropWidth", "batch.cropWidth");
        keys.put("cropHeight", "batch.cropHeight");
        keys.put("workers", "batch.workers");

        keys.put("optimizer", "optimizer.kind");
        keys.put("learningRate", "optimizer.learningRate");
        keys.put("momentum", "optimizer.momentum");
        keys.put("weightDecay", "optimizer.weightDecay");
        keys.put("gradientNorm", "optimizer.gradientNorm");
        keys.put("averageDecay", "optimizer.averageDecay");

        keys.put("schedule", "schedule.kind");
        keys.put("warmUpEpochs", "schedule.warmUpEpochs");
        keys.put("polyPower", "schedule.polyPower");
        keys.put("stepEpochs", "schedule.stepEpochs");
        keys.put("stepFactor", "schedule.stepFactor");

        keys.put("patience", "validation.patience");
        keys.put("keepBest", "validation.keepBest");
    }

    private static void addLoss(Map<String, String> keys) {
        keys.put("lossStride", "loss.stride");
        keys.put("loss.crossEntropy", "loss.crossEntropy.factor");
        keys.put("loss.classBalance", "loss.crossEntropy.classBalance");
        keys.put("loss.weights", "loss.crossEntropy.weights");
        keys.put("loss.labelSmoothing", "loss.crossEntropy.labelSmoothing");
        keys.put("loss.focal", "loss.focal.factor");
        keys.put("loss.focalGamma", "loss.focal.gamma");
        keys.put("loss.focalAlpha", "loss.focal.alpha");
        keys.put("loss.tversky", "loss.tversky.factor");
        keys.put("loss.tverskyAlpha", "loss.tversky.alpha");
        keys.put("loss.tverskyBeta", "loss.tversky.beta");
        keys.put("loss.tverskyGamma", "loss.tversky.gamma");
        keys.put("loss.lovasz", "loss.lovasz.factor");
        keys.put("loss.lovaszPerImage", "loss.lovasz.perImage");
        keys.put("loss.lovaszFrom", "loss.lovasz.from");
    }

    private static void addAugmentation(Map<String, String> keys) {
        keys.put("augmentation.crop", "augmentation.crop.kind");
        keys.put("augmentation.area", "augmentation.crop.area");
        keys.put("augmentation.aspect", "augmentation.crop.aspect");
        keys.put("augmentation.cropToBox", "augmentation.crop.toBox");
        keys.put("augmentation.enlarge", "augmentation.crop.enlarge");
        keys.put("augmentation.flip", "augmentation.flip.horizontal");
        keys.put("augmentation.flipVertical", "augmentation.flip.vertical");
        for (String motion : new String[] {"perspective", "rotate", "scale", "translate"}) {
            keys.put("augmentation." + motion, "augmentation.motion." + motion);
        }
        for (String change : new String[] {"mosaic", "copyPaste", "materials"}) {
            keys.put("augmentation." + change, "augmentation.scene." + change);
        }
        for (String effect : new String[] {"color", "blur", "noise", "jpeg", "cutOut"}) {
            keys.put("augmentation." + effect, "augmentation.pixels." + effect);
        }
    }

    /** The former keys, each with its current name. */
    static Map<String, String> all() {
        return CURRENT;
    }

    /**
     * Settings under their current names.
     *
     * @param tree in groups; unknown keys stay where they are
     * @param written for each setting and group that was given by a former key, that key
     */
    record Renamed(JsonObject tree, Map<String, String> written) {

        /** The name of a setting as it was read. */
        String written(String key) {
            for (int end = key.length(); end > 0; end = key.lastIndexOf('.', end - 1)) {
                String former = written.get(key.substring(0, end));
                if (former != null) {
                    return former + key.substring(end);
                }
            }
            return key;
        }
    }

    /**
     * Renames settings to their current names. A key with dots stands for nested groups.
     *
     * @param source where they come from, for messages
     * @throws IllegalArgumentException if a setting is given twice, by both its names
     */
    static Renamed rename(JsonObject settings, String source) {
        Renamed renamed = new Renamed(new JsonObject(), new HashMap<>());
        rename(settings, "", renamed, source);
        return renamed;
    }

    private static void rename(JsonObject group, String path, Renamed renamed, String source) {
        for (Map.Entry<String, JsonElement> entry : group.entrySet()) {
            int dot = entry.getKey().indexOf('.');
            if (dot > 0) {
                JsonObject inner = new JsonObject();
                inner.add(entry.getKey().substring(dot + 1), entry.getValue());
                JsonObject outer = new JsonObject();
                outer.add(entry.getKey().substring(0, dot), inner);
                rename(outer, path, renamed, source);
                continue;
            }
            String written = path + entry.getKey();
            String current = CURRENT.get(written);
            boolean isGroupNow = current != null && current.startsWith(written + ".");
            if (current == null || (isGroupNow && entry.getValue() instanceof JsonObject)) {
                put(written, written, entry.getValue(), renamed, source);
            } else {
                put(current, written, entry.getValue(), renamed, source);
            }
        }
    }

    /** Groups are merged and not copied, because they may already contain settings given by a former key. */
    private static void put(String key, String written, JsonElement value, Renamed renamed, String source) {
        String[] words = key.split("\\.", -1);
        int groups = value instanceof JsonObject ? words.length : words.length - 1;
        JsonObject into = renamed.tree();
        for (int i = 0; i < groups; i++) {
            if (!into.has(words[i])) {
                into.add(words[i], new JsonObject());
            }
            if (!(into.get(words[i]) instanceof JsonObject inner)) {
                throw givenTwice(key, written, renamed, source);
            }
            into = inner;
        }
        if (!(value instanceof JsonObject) && into.has(words[groups])) {
            throw givenTwice(key, written, renamed, source);
        }
        if (!key.equals(written)) {
            renamed.written().put(key, written);
        }
        if (value instanceof JsonObject group) {
            rename(group, key + ".", renamed, source);
        } else {
            into.add(words[groups], value);
        }
    }

    private static IllegalArgumentException givenTwice(String key, String written, Renamed renamed, String source) {
        return new IllegalArgumentException("%s: '%s' is given twice, as '%s' and as '%s'; keep one"
                .formatted(source, key, renamed.written(key), written));
    }
}
