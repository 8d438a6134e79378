package dev.maskwright.cli.train;

import ai.djl.ndarray.NDManager;
import dev.maskwright.cli.option.InputSizeOption;
import dev.maskwright.cli.source.ModelProbabilities;
import dev.maskwright.cli.source.Provenance;
import dev.maskwright.cli.source.SegmenterPredictor;
import dev.maskwright.cli.terminal.Console;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.cli.terminal.Words;
import dev.maskwright.exporter.check.BareModel;
import dev.maskwright.exporter.onnx.InputSize;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.zoo.Architectures;
import dev.maskwright.sdk.Device;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.CacheOptions;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.Foreground;
import dev.maskwright.trainer.data.source.DataSources;
import dev.maskwright.trainer.evaluation.Evaluation;
import dev.maskwright.trainer.evaluation.MirroredPredictor;
import dev.maskwright.trainer.evaluation.NetworkPredictor;
import dev.maskwright.trainer.evaluation.Predictor;
import dev.maskwright.trainer.evaluation.RenumberedPredictor;
import dev.maskwright.trainer.fit.Checkpoint;
import dev.maskwright.trainer.net.NetworkBlock;
import dev.maskwright.trainer.recipe.Recipe;
import dev.maskwright.trainer.recipe.RecipeReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How well a network does on a split of a data set. */
@Command(
        name = "evaluate",
        description = "Measure a checkpoint or a model file on a data set: IoU, Dice, precision,"
                + " recall and boundary IoU of each class, and their averages.",
        sortOptions = false)
public final class EvaluateCommand implements Callable<Integer> {

    private enum SplitName {
        TRAIN,
        VALIDATION,
        VAL
    }

    private static final class Subject {
        @Option(names = "--model", paramLabel = "M", description = "A model file.")
        private @Nullable Path model;

        @Option(names = "--checkpoint", paramLabel = "DIR", description = "The checkpoint folder of a training.")
        private @Nullable Path checkpoint;
    }

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "The data set.")
    private Path data = Path.of("");

    @Option(
            names = "--split",
            required = true,
            paramLabel = "train|validation",
            description = "Which part of the data set; 'val' is short for validation.")
    private SplitName split = SplitName.VALIDATION;

    @ArgGroup(multiplicity = "1")
    private Subject subject = new Subject();

    @Option(
            names = "--batch",
            defaultValue = "8",
            paramLabel = "N",
            description = "Number of pictures that go through the network together (${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--tta",
            description = {
                "Segment each picture twice, as it is and mirrored, and average the probabilities. Model files "
                        + "need logits:",
                "export --logits, or --form tensor."
            })
    private boolean tta;

    @Option(
            names = "--size",
            paramLabel = "WxH",
            converter = InputSizeOption.class,
            description = "Measure a checkpoint at another size than its recipe's.")
    private @Nullable InputSize size;

    @Option(
            names = "--set",
            paramLabel = "key=value",
            description = "Override the data settings of the network's recipe: data.target=mask|labels, "
                    + "data.outside=background|ignore|box, data.KEY=...")
    private List<String> settings = List.of();

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws IOException, BadDatasetException {
        console.requirePositive("--batch", batch);
        for (String setting : settings) {
            if (!setting.matches("(target|outside|data\\.[\\w.]+)=.*")) {
                throw console.wrongUsage("--set %s: only target, outside and data can be set here".formatted(setting));
            }
        }
        return subject.model == null
                ? evaluateCheckpoint(Objects.requireNonNull(subject.checkpoint))
                : evaluateModel(subject.model);
    }

    private int evaluateCheckpoint(Path folder) throws IOException, BadDatasetException {
        Checkpoint checkpoint = Checkpoint.open(folder);
        Recipe recipe = changed(checkpoint.recipe());
        try (DataSource source = DataSources.open(data, recipe.data(), CacheOptions.none());
                NDManager manager = NDManager.newBaseManager()) {
            NetworkBlock block = NetworkBlock.of(checkpoint.network(), checkpoint.weights(), manager);
            List<String> classes = checkpoint.classes().names();
            NetworkPredictor predictor =
                    new NetworkPredictor(block, recipe.input().normalization(), manager);
            return evaluate(
                    source,
                    checkpoint.dir().toString(),
                    classes,
                    tta ? new MirroredPredictor(classes.size(), predictor::probabilities) : predictor,
                    recipe.input().width(),
                    recipe.input().height());
        }
    }

    private int evaluateModel(Path model) throws IOException, BadDatasetException {
        if (size != null) {
            throw console.wrongUsage("--size is for checkpoints; a model file is measured at the size of its card");
        }
        try (Segmenter segmenter = Segmenter.open(model)) {
            ModelCard card = segmenter.card();
            Recipe recipe = changed(Provenance.recipe(card).orElseGet(Recipe::defaults));
            List<String> classes = card.classes().stream().map(ClassLabel::name).toList();
            ModelCard.Input input = card.input();
            try (DataSource source = DataSources.open(data, recipe.data(), CacheOptions.none())) {
                if (!tta) {
                    Predictor predictor = new SegmenterPredictor(segmenter);
                    return evaluate(source, model.toString(), classes, predictor, input.width(), input.height());
                }
                int threads = Runtime.getRuntime().availableProcessors();
                try (BareModel bare = BareModel.open(model, card, Device.cpu(), threads)) {
                    Predictor predictor = new MirroredPredictor(
                            classes.size(), batch -> ModelProbabilities.of(bare, model.toString(), batch));
                    return evaluate(source, model.toString(), classes, predictor, input.width(), input.height());
                }
            }
        }
    }

    private Recipe changed(Recipe recipe) {
        try {
            List<String> all = new ArrayList<>(settings);
            if (size != null) {
                all.addAll(sizeSettings(recipe, size));
            }
            return RecipeReader.parse(recipe.toJson().toString(), "the recipe", all);
        } catch (IllegalArgumentException e) {
            throw console.wrongUsage(String.valueOf(e.getMessage()));
        }
    }

    private static List<String> sizeSettings(Recipe recipe, InputSize size) {
        if (!(size instanceof InputSize.Fixed fixed)) {
            throw new IllegalArgumentException("--size needs a width and a height, such as 288x224");
        }
        Network network = Architectures.build(
                recipe.architecture(), recipe.input().normalization().mean().size(), 2);
        if (!network.takes(fixed.width(), fixed.height())) {
            throw new IllegalArgumentException("--size: %s takes widths and heights that are %s, got %dx%d"
                    .formatted(recipe.architecture(), network.sizes(), fixed.width(), fixed.height()));
        }
        return List.of("input.width=" + fixed.width(), "input.height=" + fixed.height());
    }

    private int evaluate(
            DataSource source, String name, List<String> classes, Predictor predictor, int width, int height)
            throws BadDatasetException {
        Dataset rows = split == SplitName.TRAIN ? source.train() : source.validation();
        List<String> named = rows.classes().names();
        Predictor renumbered = renumbered(predictor, name, classes, named);
        Evaluation evaluation = Evaluation.of(
                renumbered, rows, batch, width, height, Runtime.getRuntime().availableProcessors());
        List<String> skipped = new ArrayList<>(rows.skipped());
        skipped.addAll(evaluation.skipped());
        EvaluationReport report = new EvaluationReport(evaluation, named);
        console.say(report.classTable());
        console.say("");
        console.say(report.averageTable());
        console.say("");
        console.say("%s on %s of %s (%s, %dx%d): %s"
                .formatted(
                        name,
                        splitName(),
                        data,
                        Words.count(rows.size() - evaluation.skipped().size(), "row"),
                        width,
                        height,
                        report.summary()));
        console.warn(skipped);
        Foreground.missing(rows, "%s, %s".formatted(data, splitName())).ifPresent(console::warn);
        console.document(() -> report.json(splitName(), skipped));
        return skipped.isEmpty() ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }

    /** The predictor with the class ids of the data, if that has the same classes in another order, or fewer. */
    private Predictor renumbered(Predictor predictor, String name, List<String> classes, List<String> named)
            throws BadDatasetException {
        if (named.equals(classes)) {
            return predictor;
        }
        try {
            Predictor renumbered = new RenumberedPredictor(predictor, classes, named);
            List<String> unknown =
                    classes.stream().filter(each -> !named.contains(each)).toList();
            if (!unknown.isEmpty()) {
                console.say("%s has no class called %s: where they are found, %s counts as found"
                        .formatted(data, String.join(", ", unknown), named.get(0)));
                console.say("");
            }
            return renumbered;
        } catch (IllegalArgumentException e) {
            throw new BadDatasetException(
                    "%s and %s have different classes: %s and %s; measure it on its own data, or --set data.target (%s)"
                            .formatted(name, data, classes, named, e.getMessage()));
        }
    }

    private String splitName() {
        return split == SplitName.TRAIN ? "train" : "validation";
    }
}
