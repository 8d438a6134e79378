package dev.maskwright.trainer.fit;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import dev.maskwright.models.graph.Layer;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.Node;
import dev.maskwright.models.graph.Shape;
import dev.maskwright.models.text.EditDistance;
import dev.maskwright.models.zoo.Architectures;
import dev.maskwright.models.zoo.encoder.ImageNetWeights;
import dev.maskwright.sdk.model.Normalization;
import dev.maskwright.trainer.data.Augmentation;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.ProductMasks;
import dev.maskwright.trainer.loss.SegmentationLoss;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Everything that decides what a training gives. Each setting has a default; a YAML file overrides some, and
 * {@code key=value} pairs override those.
 *
 * @param architecture an id of {@link dev.maskwright.models.zoo.Architectures}
 * @param encoderWeights what the encoder begins with, unless a file says it
 * @param target which masks of the data set are learned
 * @param outside what pixels outside the mask are, with target {@code mask}
 * @param data where things are in the data set's folder, and how it is split
 * @param width of the network's input, a multiple of its stride
 * @param height likewise
 * @param cropWidth of the crops that are trained on, likewise; smaller crops than the input take less time a step, and
 *     {@code augmentation.area} says how much of a picture they show
 * @param cropHeight likewise
 * @param epochs passes over the training split
 * @param batchSize images that go through the network together
 * @param accumulate batches whose gradients are averaged for one step; without batch norm and where each batch has as
 *     many counted pixels, it is as one batch of all their images
 * @param seed decides weights, order and augmentation
 * @param workers threads that prepare batches
 * @param optimizer that moves the parameters
 * @param learningRate after the warm-up
 * @param encoderRate what the learning rate is multiplied by for the encoder, 0 excluded
 * @param momentum of SGD, 0..1
 * @param weightDecay acts on weights only, not on biases, norms and positions; decoupled from the gradient with AdamW
 * @param warmUpEpochs over which the learning rate grows; may be a fraction
 * @param schedule of the learning rate after the warm-up
 * @param polyPower of schedule {@code poly}
 * @param stepEpochs between the steps of schedule {@code step}
 * @param stepFactor by which each of them multiplies the rate
 * @param gradientNorm to which longer gradients are shortened; 0 for never
 * @param averageDecay of the moving average of the weights, 0 for none
 * @param stochasticDepth how likely the last block of the encoder is left out for an image, others in proportion; only
 *     Mix Transformers know it
 * @param freezeEncoderEpochs epochs for which the encoder stays as it began, its batch norms as in evaluation; as many as
 *     {@code epochs} for all
 * @param patience epochs without a higher mean IoU after which the training ends; 0 for never
 * @param keepBest how many of the best epochs keep a file of weights of their own, beside that of the best
 * @param loss what is made small
 * @param lossStride of how many rows and columns of pixels the loss looks at one, another each step; 2 takes a quarter of them
 * @param distillation how much a teacher says, if there is one
 * @param augmentation what happens to pictures before they are learned from
 * @param normalization of the input
 */
public record Recipe(
        String architecture,
        EncoderWeights encoderWeights,
        ProductMasks.Target target,
        ProductMasks.Outside outside,
        DataSettings data,
        int width,
        int height,
        int cropWidth,
        int cropHeight,
        int epochs,
        int batchSize,
        int accumulate,
        long seed,
        int workers,
        OptimizerKind optimizer,
        double learningRate,
        double encoderRate,
        double momentum,
        double weightDecay,
        double warmUpEpochs,
        ScheduleKind schedule,
        double polyPower,
        int stepEpochs,
        double stepFactor,
        double gradientNorm,
        double averageDecay,
        double stochasticDepth,
        int freezeEncoderEpochs,
        int patience,
        int keepBest,
        SegmentationLoss.Settings loss,
        int lossStride,
        Distillation.Settings distillation,
        Augmentation augmentation,
        Normalization normalization) {

    public Recipe {
        requirePositive("width", width);
        requirePositive("height", height);
        requirePositive("cropWidth", cropWidth);
        requirePositive("cropHeight", cropHeight);
        requirePositive("epochs", epochs);
        requirePositive("batchSize", batchSize);
        requirePositive("accumulate", accumulate);
        requirePositive("workers", workers);
        requireRange("learningRate", learningRate, Double.MIN_VALUE, 1000);
        requireRange("encoderRate", encoderRate, Double.MIN_VALUE, 1000);
        requireRange("momentum", momentum, 0, 1);
        requirePositive("stepEpochs", stepEpochs);
        requireRange("stepFactor", stepFactor, 0, 1);
        requireRange("weightDecay", weightDecay, 0, 1000);
        requireRange("warmUpEpochs", warmUpEpochs, 0, epochs);
        requireRange("polyPower", polyPower, 0, 1000);
        requireRange("gradientNorm", gradientNorm, 0, Double.MAX_VALUE);
        requireRange("averageDecay", averageDecay, 0, 1);
        requireRange("stochasticDepth", stochasticDepth, 0, 0.99);
        requireRange("freezeEncoderEpochs", freezeEncoderEpochs, 0, Integer.MAX_VALUE);
        requireRange("patience", patience, 0, Integer.MAX_VALUE);
        requireRange("keepBest", keepBest, 0, 1000);
        requireRange("lossStride", lossStride, 1, Math.min(cropWidth, cropHeight));
    }

    /** What an encoder begins with. */
    public enum EncoderWeights {
        /** At random, by the seed. */
        NONE,
        /** The weights that come with this project, learned on ImageNet. */
        IMAGENET
    }

    /** The recipe for training from scratch on photographs or renders with full labels. */
    public static Recipe defaults() {
        return new Recipe(
                "unet-resnet18",
                EncoderWeights.NONE,
                ProductMasks.Target.LABELS,
                ProductMasks.Outside.BACKGROUND,
                DataSettings.defaults(),
                224,
                224,
                224,
                224,
                40,
                16,
                1,
                1,
                1,
                OptimizerKind.ADAMW,
                1e-3,
                1,
                0.9,
                0.01,
                1,
                ScheduleKind.POLY,
                0.9,
                10,
                0.1,
                5,
                0.998,
                0.1,
                0,
                0,
                0,
                new SegmentationLoss.Settings(1, 1, 0.5),
                1,
                Distillation.Settings.defaults(),
                Augmentation.defaults(),
                new Normalization(List.of(0.485f, 0.456f, 0.406f), List.of(0.229f, 0.224f, 0.225f)));
    }

    /**
     * Reads a recipe.
     *
     * @param yaml a mapping with any of the recipe's keys; empty for the defaults
     * @param source where it comes from, for messages
     * @param overrides {@code key=value} pairs with dots between the levels, such as {@code loss.dice=0}
     * @throws IllegalArgumentException if a key is unknown (the message suggests the nearest) or a value does not fit
     */
    public static Recipe parse(String yaml, String source, List<String> overrides) {
        JsonObject tree = merged(GSON.toJsonTree(defaults()).getAsJsonObject(), yaml, source, overrides);
        Optional<ImageNetWeights> pretrained =
                ImageNetWeights.of(tree.get("architecture").getAsString());
        if (pretrained.isPresent()) { // other defaults, then what is given over them once more
            tree = merged(defaults(pretrained.get()), yaml, source, overrides);
        }
        return bound(tree, source);
    }

    /** The defaults for an encoder whose weights are known: they are used where they are shipped, and always their normalisation. */
    private static JsonObject defaults(ImageNetWeights weights) {
        JsonObject tree = GSON.toJsonTree(defaults()).getAsJsonObject();
        if (weights.shipped()) {
            tree.add("encoderWeights", GSON.toJsonTree(EncoderWeights.IMAGENET));
        }
        tree.add("normalization", GSON.toJsonTree(new Normalization(weights.mean(), weights.std())));
        return tree;
    }

    private static JsonObject merged(JsonObject tree, String yaml, String source, List<String> overrides) {
        Object loaded = loadYaml(yaml, source);
        if (loaded instanceof Map<?, ?> values) {
            merge(tree, GSON.toJsonTree(values).getAsJsonObject(), source);
        } else if (loaded != null) {
            throw new IllegalArgumentException("%s: a recipe is a mapping of keys to values".formatted(source));
        }
        for (String override : overrides) {
            int equals = override.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("--set wants key=value, got '%s'".formatted(override));
            }
            JsonElement value = GSON.toJsonTree(loadYaml(override.substring(equals + 1), "--set " + override));
            String[] path = override.substring(0, equals).strip().split("\\.", -1);
            for (int i = path.length - 1; i >= 0; i--) {
                JsonObject outer = new JsonObject();
                outer.add(path[i], value);
                value = outer;
            }
            merge(tree, value.getAsJsonObject(), "--set " + override);
        }
        return tree;
    }

    /** The recipe in a checkpoint, as {@link #toJson} wrote it; settings that came later have their defaults. */
    public static Recipe fromJson(JsonObject json, String source) {
        JsonObject tree = GSON.toJsonTree(defaults()).getAsJsonObject();
        merge(tree, json, source);
        return bound(tree, source);
    }

    private static Recipe bound(JsonObject tree, String source) {
        try {
            return GSON.fromJson(tree, Recipe.class);
        } catch (JsonParseException | IllegalArgumentException e) {
            throw new IllegalArgumentException(source + ": " + e.getMessage(), e);
        } catch (RuntimeException e) { // what a record's constructor throws arrives wrapped
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalArgumentException(source + ": " + cause.getMessage(), e);
        }
    }

    public JsonObject toJson() {
        return GSON.toJsonTree(this).getAsJsonObject();
    }

    /**
     * Checks what only the network can tell: that it takes the sizes and the batch, and has what settings speak of.
     *
     * @param source where the recipe comes from, for messages
     * @return this recipe
     * @throws IllegalArgumentException if it cannot be trained by
     */
    public Recipe requireTrainable(String source) {
        Network network = Architectures.build(architecture, normalization.mean().size(), 2);
        for (int size : List.of(width, height, cropWidth, cropHeight)) {
            if (!network.takes(size, size)) {
                throw new IllegalArgumentException("%s: %s takes widths and heights that are %s, got %d"
                        .formatted(source, architecture, network.sizes(), size));
            }
        }
        Map<String, Shape> shapes =
                network.shapes(Shape.of(batchSize, normalization.mean().size(), cropHeight, cropWidth));
        for (Node node : network.nodes()) {
            if (node.layer() instanceof Layer.BatchNorm norm
                    && Objects.requireNonNull(shapes.get(node.name())).elements() == norm.channels()) {
                throw new IllegalArgumentException(
                        "%s: %s cannot be trained on one image of %dx%d at a time, for batch norm %s would see one value per channel; set batchSize to 2 or more"
                                .formatted(source, architecture, cropWidth, cropHeight, node.name()));
            }
        }
        if (encoderWeights == EncoderWeights.IMAGENET
                && ImageNetWeights.of(architecture).isEmpty()) {
            throw new IllegalArgumentException(
                    "%s: there are no ImageNet weights for %s; set encoderWeights to none, or give a file to start from"
                            .formatted(source, architecture));
        }
        boolean hasEncoder =
                network.parameters().stream().anyMatch(parameter -> Optimizer.isInEncoder(parameter.key()));
        if (!hasEncoder && (encoderRate != 1 || freezeEncoderEpochs > 0)) {
            throw new IllegalArgumentException(
                    "%s: %s has no part that is called encoder; leave encoderRate and freezeEncoderEpochs out"
                            .formatted(source, architecture));
        }
        return this;
    }

    private static final Gson GSON = new GsonBuilder()
            .registerTypeHierarchyAdapter(Enum.class, new LowerCaseEnums())
            .setPrettyPrinting()
            .create();

    private static Object loadYaml(String yaml, String source) {
        try {
            return new Load(LoadSettings.builder().build()).loadFromString(yaml);
        } catch (YamlEngineException e) {
            throw new IllegalArgumentException("%s is no YAML: %s".formatted(source, e.getMessage()), e);
        }
    }

    private static void merge(JsonObject into, JsonObject from, String source) {
        merge(into, from, source, "", into);
    }

    private static void merge(JsonObject into, JsonObject from, String source, String path, JsonObject whole) {
        for (Map.Entry<String, JsonElement> entry : from.entrySet()) {
            String key = path + entry.getKey();
            JsonElement value = entry.getValue();
            JsonElement known = into.get(entry.getKey());
            if (known == null) {
                throw new IllegalArgumentException("%s: no setting is called '%s'; did you mean '%s'?"
                        .formatted(source, key, nearest(key, keys(whole, ""))));
            }
            if (!isAlike(known, value)) {
                throw new IllegalArgumentException("%s: '%s' is %s, got %s"
                        .formatted(source, key, kind(known), value.isJsonNull() ? "nothing" : value));
            }
            if (known instanceof JsonObject group) {
                merge(group, value.getAsJsonObject(), source, key + ".", whole);
            } else {
                into.add(entry.getKey(), value);
            }
        }
    }

    /** Whether a value can stand where the known one stands. */
    private static boolean isAlike(JsonElement known, JsonElement value) {
        if (known instanceof JsonPrimitive primitive) {
            return value instanceof JsonPrimitive other
                    && (primitive.isString()
                            || (primitive.isNumber() == other.isNumber()
                                    && primitive.isBoolean() == other.isBoolean()
                                    && (!isWhole(primitive) || isWhole(other))));
        }
        return known.getClass() == value.getClass();
    }

    private static boolean isWhole(JsonPrimitive value) {
        return value.isNumber() && !(value.getAsNumber() instanceof Double);
    }

    private static String kind(JsonElement known) {
        if (known instanceof JsonObject group) {
            return "a group of settings " + group.keySet();
        }
        if (known.isJsonArray()) {
            return "a list, such as [a, b]";
        }
        JsonPrimitive primitive = known.getAsJsonPrimitive();
        if (primitive.isBoolean()) {
            return "true or false";
        }
        return primitive.isNumber() ? (isWhole(primitive) ? "a whole number" : "a number") : "one word or text";
    }

    /** All settings and groups, with dots between the levels. */
    private static List<String> keys(JsonObject group, String path) {
        List<String> keys = new ArrayList<>();
        group.entrySet().forEach(entry -> {
            keys.add(path + entry.getKey());
            if (entry.getValue() instanceof JsonObject inner) {
                keys.addAll(keys(inner, path + entry.getKey() + "."));
            }
        });
        return keys;
    }

    /** The most alike of the known keys: by its last word, which tells more than the group that it stands in. */
    private static String nearest(String key, List<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(
                        (String candidate) -> 2 * EditDistance.between(lastWord(candidate), lastWord(key))
                                + EditDistance.between(candidate, key)))
                .orElse("");
    }

    private static String lastWord(String key) {
        return key.substring(key.lastIndexOf('.') + 1);
    }

    private static void requirePositive(String name, int value) {
        requireRange(name, value, 1, Integer.MAX_VALUE);
    }

    private static void requireRange(String name, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException(
                    "%s is at least %s and at most %s, got %s".formatted(name, least, most, value));
        }
    }
}
