package dev.maskwright.trainer.recipe;

import com.google.gson.JsonObject;
import dev.maskwright.models.graph.Layer;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.Node;
import dev.maskwright.models.graph.Shape;
import dev.maskwright.models.zoo.Architectures;
import dev.maskwright.models.zoo.encoder.Encoder;
import dev.maskwright.models.zoo.encoder.ImageNetWeights;
import dev.maskwright.sdk.model.Normalization;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.augment.Augmentation;
import dev.maskwright.trainer.loss.LossSettings;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Everything that determines the result of a training, in groups. Each setting has a default, and {@code with...}
 * changes one; {@link RecipeReader} reads recipes from YAML. No two components have the same type, so that they cannot
 * be confused.
 *
 * @param architecture an id of {@link Architectures}
 * @param encoder how the encoder is initialised, and how it learns
 * @param data where things are in the data set's folder, which masks are learned, and how it is split
 * @param input what the network is given
 * @param batch what a step learns from
 * @param epochs passes over the training split, at least 1
 * @param seed determines weights, order and augmentation
 * @param optimizer how a step updates the parameters
 * @param schedule how the learning rate changes
 * @param validation the consequences of the validation at the end of each epoch
 * @param loss what is minimised
 * @param distillation the influence of a teacher, if there is one
 * @param augmentation how pictures are changed before the network sees them
 */
public record Recipe(
        String architecture,
        EncoderSettings encoder,
        DataSettings data,
        InputSettings input,
        BatchSettings batch,
        int epochs,
        long seed,
        OptimizerSettings optimizer,
        ScheduleSettings schedule,
        ValidationSettings validation,
        LossSettings loss,
        DistillationSettings distillation,
        Augmentation augmentation) {

    public Recipe {
        Bounds.requirePositive("epochs", epochs);
        Bounds.require("schedule.warmUpEpochs", schedule.warmUpEpochs(), 0, epochs);
        Bounds.require("loss.stride", loss.stride(), 1, Math.min(batch.cropWidth(), batch.cropHeight()));
    }

    /** The recipe for training from scratch on photographs or renders with full labels. */
    public static Recipe defaults() {
        return new Recipe(
                "unet-resnet18",
                EncoderSettings.defaults(),
                DataSettings.defaults(),
                InputSettings.defaults(),
                BatchSettings.defaults(),
                40,
                1,
                OptimizerSettings.defaults(),
                ScheduleSettings.defaults(),
                ValidationSettings.defaults(),
                LossSettings.defaults(),
                DistillationSettings.defaults(),
                Augmentation.defaults());
    }

    /**
     * The defaults for a network. An encoder with known ImageNet weights gets pictures with the normalisation of those,
     * and starts from those weights if they are shipped.
     *
     * @param architecture an id of {@link Architectures}
     */
    public static Recipe defaults(String architecture) {
        Recipe recipe = defaults().withArchitecture(architecture);
        Optional<ImageNetWeights> known = ImageNetWeights.of(architecture);
        if (known.isEmpty()) {
            return recipe;
        }
        ImageNetWeights weights = known.get();
        EncoderWeights begin =
                weights.shipped() ? EncoderWeights.IMAGENET : recipe.encoder().weights();
        return recipe.withEncoder(recipe.encoder().withWeights(begin))
                .withInput(recipe.input().withNormalization(new Normalization(weights.mean(), weights.std())));
    }

    /** The same recipe with another network; {@link #defaults(String)} also has suitable settings for its encoder. */
    public Recipe withArchitecture(String changed) {
        return with(parts -> parts.architecture = changed);
    }

    public Recipe withEncoder(EncoderSettings changed) {
        return with(parts -> parts.encoder = changed);
    }

    public Recipe withData(DataSettings changed) {
        return with(parts -> parts.data = changed);
    }

    public Recipe withInput(InputSettings changed) {
        return with(parts -> parts.input = changed);
    }

    public Recipe withBatch(BatchSettings changed) {
        return with(parts -> parts.batch = changed);
    }

    public Recipe withEpochs(int changed) {
        return with(parts -> parts.epochs = changed);
    }

    public Recipe withSeed(long changed) {
        return with(parts -> parts.seed = changed);
    }

    public Recipe withOptimizer(OptimizerSettings changed) {
        return with(parts -> parts.optimizer = changed);
    }

    public Recipe withSchedule(ScheduleSettings changed) {
        return with(parts -> parts.schedule = changed);
    }

    public Recipe withValidation(ValidationSettings changed) {
        return with(parts -> parts.validation = changed);
    }

    public Recipe withLoss(LossSettings changed) {
        return with(parts -> parts.loss = changed);
    }

    public Recipe withDistillation(DistillationSettings changed) {
        return with(parts -> parts.distillation = changed);
    }

    public Recipe withAugmentation(Augmentation changed) {
        return with(parts -> parts.augmentation = changed);
    }

    /** The parts of a copy, so that components are listed once and not in each {@code with...}. */
    private static final class Parts {

        private String architecture;
        private EncoderSettings encoder;
        private DataSettings data;
        private InputSettings input;
        private BatchSettings batch;
        private int epochs;
        private long seed;
        private OptimizerSettings optimizer;
        private ScheduleSettings schedule;
        private ValidationSettings validation;
        private LossSettings loss;
        private DistillationSettings distillation;
        private Augmentation augmentation;

        Parts(Recipe recipe) {
            architecture = recipe.architecture;
            encoder = recipe.encoder;
            data = recipe.data;
            input = recipe.input;
            batch = recipe.batch;
            epochs = recipe.epochs;
            seed = recipe.seed;
            optimizer = recipe.optimizer;
            schedule = recipe.schedule;
            validation = recipe.validation;
            loss = recipe.loss;
            distillation = recipe.distillation;
            augmentation = recipe.augmentation;
        }

        Recipe recipe() {
            return new Recipe(
                    architecture,
                    encoder,
                    data,
                    input,
                    batch,
                    epochs,
                    seed,
                    optimizer,
                    schedule,
                    validation,
                    loss,
                    distillation,
                    augmentation);
        }
    }

    private Recipe with(Consumer<Parts> change) {
        Parts parts = new Parts(this);
        change.accept(parts);
        return parts.recipe();
    }

    /** As JSON, in groups; {@link RecipeReader#fromJson} reads it back. */
    public JsonObject toJson() {
        return RecipeJson.tree(this);
    }

    /**
     * Checks what depends on the network: that it takes the sizes and the batch, and has the parts that settings refer
     * to.
     *
     * @param source where the recipe comes from, for messages
     * @return this recipe
     * @throws IllegalArgumentException if the network cannot be trained with it
     */
    public Recipe requireTrainable(String source) {
        int channels = input.normalization().mean().size();
        Network network = Architectures.build(architecture, channels, 2);
        for (int size : List.of(input.width(), input.height(), batch.cropWidth(), batch.cropHeight())) {
            if (!network.takes(size, size)) {
                throw new IllegalArgumentException("%s: %s takes widths and heights that are %s, got %d"
                        .formatted(source, architecture, network.sizes(), size));
            }
        }
        Map<String, Shape> shapes =
                network.shapes(Shape.of(batch.size(), channels, batch.cropHeight(), batch.cropWidth()));
        for (Node node : network.nodes()) {
            if (node.layer() instanceof Layer.BatchNorm norm
                    && Objects.requireNonNull(shapes.get(node.name())).elements() == norm.channels()) {
                throw new IllegalArgumentException(
                        ("%s: %s cannot be trained on one image of %dx%d at a time, because batch"
                                        + " norm %s would see one value per channel; set batch.size to 2 or more")
                                .formatted(source, architecture, batch.cropWidth(), batch.cropHeight(), node.name()));
            }
        }
        if (encoder.weights() == EncoderWeights.IMAGENET
                && ImageNetWeights.of(architecture).isEmpty()) {
            throw new IllegalArgumentException(
                    ("%s: there are no ImageNet weights for %s; set encoder.weights to none, or"
                                    + " give a file to start from")
                            .formatted(source, architecture));
        }
        boolean hasEncoder = network.parameters().stream().anyMatch(parameter -> Encoder.owns(parameter.key()));
        if (!hasEncoder && (encoder.rate() != 1 || encoder.freezeEpochs() > 0)) {
            throw new IllegalArgumentException(
                    "%s: %s has no part called encoder; leave encoder.rate and encoder.freezeEpochs out"
                            .formatted(source, architecture));
        }
        return this;
    }
}
