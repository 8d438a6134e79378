package dev.maskwright.cli.train;

import com.google.gson.JsonObject;
import dev.maskwright.cli.option.DistillationOptions;
import dev.maskwright.cli.option.RecipeOptions;
import dev.maskwright.cli.option.ThreadsOption;
import dev.maskwright.cli.source.Provenance;
import dev.maskwright.cli.source.TrainedModels;
import dev.maskwright.cli.source.WeightSource;
import dev.maskwright.cli.terminal.Console;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.cli.terminal.Interruption;
import dev.maskwright.cli.terminal.Json;
import dev.maskwright.cli.terminal.Version;
import dev.maskwright.cli.terminal.Words;
import dev.maskwright.models.files.FolderLock;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.weights.Initializer;
import dev.maskwright.models.weights.WeightImport;
import dev.maskwright.models.weights.Weights;
import dev.maskwright.models.zoo.Architectures;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.CacheOptions;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.Foreground;
import dev.maskwright.trainer.data.source.DataSources;
import dev.maskwright.trainer.fit.Checkpoint;
import dev.maskwright.trainer.fit.Distillation;
import dev.maskwright.trainer.fit.Ending;
import dev.maskwright.trainer.fit.Ending.Reason;
import dev.maskwright.trainer.fit.Training;
import dev.maskwright.trainer.recipe.EncoderWeights;
import dev.maskwright.trainer.recipe.Recipe;
import dev.maskwright.trainer.report.RunFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A data set in, a checkpoint out. */
@Command(
        name = "train",
        description = "Train a network on a data set; progress is saved after each epoch.",
        sortOptions = false)
public final class TrainCommand implements Callable<Integer> {

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "The data set: a folder with Parquet files, with images and masks, with COCO"
                    + " annotations or with a CSV table.")
    private Path data = Path.of("");

    @Option(names = "--output", required = true, paramLabel = "DIR", description = "The checkpoint folder.")
    private Path output = Path.of("");

    @Option(
            names = "--resume",
            description = "Continue after the last finished epoch of the checkpoint, with its recipe.")
    private boolean resume;

    @Option(
            names = "--encoder-weights",
            paramLabel = "FILE",
            description = {
                "Start the encoder from a .safetensors or .pth file and the rest at random."
                        + " Weights of smp, torchvision and timm,",
                "and of Hugging Face's Mix Transformers, alone or as part of a whole network."
            })
    private @Nullable Path encoderWeights;

    @Option(
            names = "--initial-weights",
            paramLabel = "FILE|DIR",
            description = "Start the whole network from a .safetensors or .pth file of smp, or from a"
                    + " checkpoint: fine-tuning.")
    private @Nullable Path initialWeights;

    @Mixin
    private DistillationOptions distillation = new DistillationOptions();

    @Option(
            names = "--cache",
            paramLabel = "DIR|none",
            description = {
                "Keep decoded pictures in this folder, so that neither the next epoch nor the next run decodes them.",
                "Without it they are kept in memory, or in ~/.cache/maskwright if they take more"
                        + " than a quarter of the heap."
            })
    private @Nullable String cache;

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    @Mixin
    private RecipeOptions recipeOptions = new RecipeOptions();

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws IOException, BadDatasetException {
        if (resume && recipeOptions.areGiven()) {
            throw console.wrongUsage(
                    "--resume uses the recipe in the checkpoint, so --recipe and --set cannot be given with it");
        }
        if (encoderWeights != null && initialWeights != null) {
            throw console.wrongUsage(
                    "--initial-weights includes the encoder, so --encoder-weights cannot be given with it");
        }
        if (resume && (encoderWeights != null || initialWeights != null)) {
            throw console.wrongUsage("--resume uses the weights in the checkpoint, so --encoder-weights and"
                    + " --initial-weights cannot be given with it");
        }
        distillation.check(console);
        threads.apply(console);
        return resume ? goOn() : begin();
    }

    private int begin() throws IOException, BadDatasetException {
        Recipe recipe = recipeOptions.readTrainable(console);
        try (DataSource source = open(recipe)) {
            requireForeground(source);
            JsonObject description = new JsonObject();
            description.addProperty("fingerprint", source.train().fingerprint());
            description.addProperty("trainRows", source.train().size());
            description.addProperty("validationRows", source.validation().size());
            ClassList classes = source.train().classes();
            Optional<Weights> start = start(recipe, classes, description);
            try (DistillationOptions.Opened taught = distilled(recipe, classes);
                    FolderLock lock = FolderLock.take(output)) {
                taught.description().asMap().forEach(description::add);
                Checkpoint checkpoint = start.isPresent()
                        ? Checkpoint.create(output, recipe, classes, description, start.get())
                        : Checkpoint.create(output, recipe, classes, description);
                return train(checkpoint, source, taught.distillation());
            }
        }
    }

    /** The initial weights, if not random; adds their origin to the description. */
    private Optional<Weights> start(Recipe recipe, ClassList classes, JsonObject description) throws IOException {
        Network network = Architectures.build(
                recipe.architecture(), recipe.input().normalization().mean().size(), classes.size());
        if (encoderWeights != null) {
            WeightSource weights = WeightSource.of(encoderWeights);
            WeightImport encoder = weights.encoder(network);
            encoder.notes().forEach(console::say);
            description.add("encoderWeights", weights.provenance());
            return Optional.of(Initializer.fromScratch(network, recipe.seed()).with(encoder.weights()));
        }
        if (initialWeights != null) {
            WeightSource weights = WeightSource.of(initialWeights);
            WeightImport whole = weights.network(network);
            whole.notes().forEach(console::say);
            description.add("initialWeights", weights.provenance());
            return Optional.of(whole.weights());
        }
        if (recipe.encoder().weights() == EncoderWeights.IMAGENET) {
            WeightSource weights = WeightSource.of(TrainedModels.encoder(recipe.architecture()));
            description.add("encoderWeights", weights.provenance());
            return Optional.of(Initializer.fromScratch(network, recipe.seed())
                    .with(weights.encoder(network).weights()));
        }
        return Optional.empty();
    }

    private int goOn() throws IOException, BadDatasetException {
        Checkpoint checkpoint = Checkpoint.open(output);
        for (String origin : List.of(Provenance.AVERAGED, Provenance.IMPORTED)) {
            if (checkpoint.data().has(origin)) {
                throw console.wrongUsage(("%s was %s, so there is no training to resume; start one with"
                                + " --initial-weights %s and another --output")
                        .formatted(output, origin, output));
            }
        }
        try (DataSource source = open(checkpoint.recipe())) {
            requireForeground(source);
            ClassList classes = source.train().classes();
            if (!classes.equals(checkpoint.classes())) {
                throw new BadDatasetException(("%s has the classes %s, but the checkpoint %s was trained on %s;"
                                + " continue with the data it was started with")
                        .formatted(
                                data,
                                classes.names(),
                                output,
                                checkpoint.classes().names()));
            }
            if (!source.train().fingerprint().equals(fingerprint(checkpoint))) {
                console.warn("%s is not the data that %s was started with (its files have changed); continuing anyway"
                        .formatted(data, output));
            }
            try (DistillationOptions.Opened taught = distilled(checkpoint.recipe(), classes);
                    FolderLock lock = FolderLock.take(output)) {
                taught.requireSame(checkpoint, console);
                return train(checkpoint, source, taught.distillation());
            }
        }
    }

    private DistillationOptions.Opened distilled(Recipe recipe, ClassList classes)
            throws IOException, BadDatasetException {
        return distillation.open(recipe, classes, cacheSettings(), ThreadsOption.count(), console);
    }

    private static String fingerprint(Checkpoint checkpoint) {
        return checkpoint.data().has("fingerprint")
                ? checkpoint.data().get("fingerprint").getAsString()
                : "";
    }

    private DataSource open(Recipe recipe) throws BadDatasetException {
        DataSource source = DataSources.open(data, recipe.data(), cacheSettings());
        source.notes().forEach(console::say);
        return source;
    }

    /**
     * Rejects a training that would learn, or measure, nothing but background. A teacher may provide what labels do
     * not.
     */
    private void requireForeground(DataSource source) throws BadDatasetException {
        Optional<String> training = Foreground.missing(source.train(), "%s, training".formatted(data));
        Optional<String> validation = Foreground.missing(source.validation(), "%s, validation".formatted(data));
        if (training.isPresent() && !distillation.areGiven()) {
            throw new BadDatasetException(training.get());
        }
        training.ifPresent(console::warn);
        if (validation.isPresent()) {
            throw new BadDatasetException(validation.get());
        }
    }

    private CacheOptions cacheSettings() {
        if (cache == null) {
            return CacheOptions.defaults();
        }
        return cache.equals("none") ? CacheOptions.inMemory() : CacheOptions.onDisk(Path.of(cache));
    }

    private int train(Checkpoint checkpoint, DataSource source, Optional<Distillation> taught)
            throws IOException, BadDatasetException {
        Recipe recipe = checkpoint.recipe();
        console.say("%s on %s: %s to train on, %s to validate, %d classes"
                .formatted(
                        recipe.architecture(),
                        data,
                        RowCounts.words(source.train()),
                        RowCounts.words(source.validation()),
                        source.train().classes().size()));
        List<String> skipped = new ArrayList<>(source.train().skipped());
        skipped.addAll(source.validation().skipped());
        Ending ending;
        try (TrainingProgress progress = new TrainingProgress(
                        console, recipe.batch().size() * recipe.batch().accumulate());
                RunFiles files = RunFiles.begin(
                        checkpoint,
                        ClassLabel.of(checkpoint.classes().names()),
                        console.commandWords(),
                        new Version().getVersion()[0],
                        console::warn);
                Interruption interruption = Interruption.listen(
                        () -> progress.warn("stopping after this step, and saving; once more to stop at once"))) {
            ending = Training.fit(
                    checkpoint,
                    source.train(),
                    source.validation(),
                    taught,
                    progress.and(files),
                    interruption::isAskedFor);
            skipped.addAll(progress.skippedRows());
            if (ending.reason() == Reason.STOPPED) {
                progress.close();
                console.say(howToGoOn(ending.epochs(), ending.steps()));
                console.document(() -> document(checkpoint, ending, Map.of(), skipped));
                return interruption.exitCode();
            }
        } catch (IOException e) { // for example, a full disk
            if (checkpoint.hasState()) {
                console.warn(howToGoOn(checkpoint.finishedEpochs(), 0));
            }
            throw e;
        }
        return conclude(checkpoint, source, ending, skipped);
    }

    /** Reports the result of a training that ran to its end. */
    private int conclude(Checkpoint checkpoint, DataSource source, Ending ending, List<String> skipped)
            throws IOException {
        Recipe recipe = checkpoint.recipe();
        if (ending.reason() == Reason.NO_LONGER_BETTER) {
            console.say("stopped after epoch %d of %d: no higher mean IoU in %s (patience)"
                    .formatted(
                            ending.epochs(),
                            recipe.epochs(),
                            Words.count(recipe.validation().patience(), "epoch")));
        }
        Map<String, String> best = checkpoint.weightsMetadata();
        console.say("best mean IoU %s, in epoch %s; the checkpoint is %s"
                .formatted(
                        Words.ratio(Double.parseDouble(best.getOrDefault("meanIou", "NaN"))),
                        best.get("epoch"),
                        output));
        console.say("the report is %s".formatted(ReportCommand.write(checkpoint, source, console::warn)));
        console.say("export it with: "
                + Console.commandLine(List.of(
                        Console.program(),
                        "export",
                        "--checkpoint",
                        output.toString(),
                        "--output",
                        output.resolve("model.onnx").toString(),
                        "--data",
                        data.toString())));
        if (!skipped.isEmpty()) {
            console.warn("%s skipped:".formatted(Words.count(skipped.size(), "row")));
            console.warn(skipped);
        }
        console.document(() -> document(checkpoint, ending, best, skipped));
        return skipped.isEmpty() ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }

    private String howToGoOn(int epochs, int steps) {
        List<String> words = new ArrayList<>(List.of(
                Console.program(), "train", "--resume", "--data", data.toString(), "--output", output.toString()));
        words.addAll(distillation.words());
        if (cache != null) {
            words.addAll(List.of("--cache", cache));
        }
        words.addAll(threads.words());
        return "stopped after epoch %d%s; continue with: %s"
                .formatted(
                        epochs,
                        steps > 0 ? " and %s".formatted(Words.count(steps, "step")) : "",
                        Console.commandLine(words));
    }

    private static JsonObject document(
            Checkpoint checkpoint, Ending ending, Map<String, String> best, List<String> skipped) {
        JsonObject json = new JsonObject();
        json.addProperty("checkpoint", checkpoint.dir().toString());
        json.addProperty("epochs", checkpoint.recipe().epochs());
        json.addProperty("finishedEpochs", ending.epochs());
        json.addProperty("ending", ending.reason().name().toLowerCase(Locale.ROOT));
        json.addProperty("bestEpoch", Integer.parseInt(best.getOrDefault("epoch", "0")));
        Json.addNumber(json, "bestMeanIou", Double.parseDouble(best.getOrDefault("meanIou", "NaN")));
        json.add("skipped", Json.array(skipped));
        return json;
    }
}
