package dev.maskwright.cli.train;

import ai.djl.ndarray.NDManager;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.maskwright.cli.option.ThreadsOption;
import dev.maskwright.cli.terminal.Console;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.cli.terminal.Interruption;
import dev.maskwright.cli.terminal.Words;
import dev.maskwright.models.files.FolderLock;
import dev.maskwright.models.files.TextFile;
import dev.maskwright.models.files.WholeFile;
import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.CacheOptions;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.source.DataSources;
import dev.maskwright.trainer.evaluation.NetworkPredictor;
import dev.maskwright.trainer.fit.Checkpoint;
import dev.maskwright.trainer.fit.Ending;
import dev.maskwright.trainer.fit.Training;
import dev.maskwright.trainer.net.NetworkBlock;
import dev.maskwright.trainer.recipe.Recipe;
import dev.maskwright.trainer.recipe.RecipeReader;
import dev.maskwright.trainer.reproduce.EpochTimer;
import dev.maskwright.trainer.reproduce.Examination;
import dev.maskwright.trainer.reproduce.Figures;
import dev.maskwright.trainer.reproduce.NotebookCell;
import dev.maskwright.trainer.reproduce.ReproductionReport;
import dev.maskwright.trainer.reproduce.ReproductionReport.Reference;
import dev.maskwright.trainer.reproduce.TrainedCell;
import dev.maskwright.trainer.reproduce.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Trains and measures the networks of the notebook from which Maskwright started, and prints the figures beside the
 * notebook's.
 */
@Command(
        name = "reproduce",
        description = {
            "Train the networks of the notebook from which Maskwright started.",
            "Uses the recipes in recipes/notebook, and prints the notebook's table with the results. "
                    + "Finished trainings are not",
            "repeated, interrupted ones are resumed."
        },
        sortOptions = false)
public final class ReproduceCommand implements Callable<Integer> {

    private static final int BACKGROUND = 0;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "The data set: Parquet files with image, mask, bbox and category.")
    private Path data = Path.of("");

    @Option(
            names = "--output",
            defaultValue = "reproduction",
            paramLabel = "DIR",
            description = "Folder for the trainings, reproduction.md and reproduction.html (${DEFAULT-VALUE}).")
    private Path output = Path.of("");

    @Option(
            names = "--fixed",
            description = "Also train each network with the corrected recipes in recipes/notebook/fixed.")
    private boolean fixed;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "NAME",
            description =
                    "Only these, such as unet_plain-baseline, or unet_plain for all of its rows; separated by commas.")
    private List<String> only = List.of();

    @Option(names = "--epochs", paramLabel = "N", description = "Number of epochs for each, instead of the recipe's.")
    private @Nullable Integer epochs;

    @Option(
            names = "--minutes",
            paramLabel = "M",
            description = {
                "Divide this time among the trainings: each gets as many whole epochs as fit in its part, at "
                        + "least one",
                "and at most the recipe's number. This is an estimate; one epoch of a slow network may take "
                        + "longer."
            })
    private @Nullable Double minutes;

    @Option(
            names = "--set",
            paramLabel = "key=value",
            description = "A setting for all recipes, such as batch.size=8; may be repeated.")
    private List<String> settings = List.of();

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    @Mixin
    private Console console = new Console();

    private final Set<String> skipped = new LinkedHashSet<>();

    /** A cell, and how to train it. */
    private record Job(NotebookCell cell, Variant variant, Recipe recipe) {
        String name() {
            return TrainedCell.name(cell, variant);
        }
    }

    @Override
    public Integer call() throws IOException, BadDatasetException {
        if (epochs != null) {
            console.requirePositive("--epochs", epochs);
        }
        if (minutes != null && !(minutes > 0)) {
            throw console.wrongUsage("--minutes must be above 0, got " + minutes);
        }
        threads.apply(console);
        List<Job> jobs = jobs();
        Recipe first = jobs.get(0).recipe();
        Files.createDirectories(output);
        try (Examination examination = Examination.open(data, first.data())) {
            skipped.addAll(examination.validation().skipped());
            List<Reference> references =
                    references(examination, first.input().width(), first.input().height());
            Optional<Integer> cutShort = train(jobs, examination, references);
            if (cutShort.isPresent()) {
                return cutShort.get();
            }
            ReproductionReport report = report(examination, references);
            console.say(report.markdown());
            console.document(() -> document(report));
        }
        if (!skipped.isEmpty()) {
            console.warn("%s skipped or failed:".formatted(Words.count(skipped.size(), "row")));
            console.warn(List.copyOf(skipped));
        }
        return skipped.isEmpty() ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }

    /** What is to be done, cheap networks first. */
    private List<Job> jobs() throws IOException {
        Set<String> known = new TreeSet<>();
        for (NotebookCell cell : NotebookCell.all()) {
            known.add(cell.name());
            known.add(cell.architecture());
        }
        for (String name : only) {
            if (!known.contains(name)) {
                throw console.wrongUsage(
                        "--only %s: there is no such row; known are %s".formatted(name, String.join(", ", known)));
            }
        }
        List<Job> jobs = new ArrayList<>();
        List<NotebookCell> cells = NotebookCell.all().stream()
                .filter(cell -> only.isEmpty() || only.contains(cell.name()) || only.contains(cell.architecture()))
                .sorted(NotebookCell.byCost())
                .toList();
        for (NotebookCell cell : cells) {
            jobs.add(new Job(cell, Variant.AS_MEANT, recipe(cell, Path.of("recipes", "notebook"))));
            if (fixed) {
                jobs.add(new Job(cell, Variant.DONE_RIGHT, recipe(cell, Path.of("recipes", "notebook", "fixed"))));
            }
        }
        return jobs;
    }

    private Recipe recipe(NotebookCell cell, Path folder) throws IOException {
        Path file = Path.of(System.getProperty("maskwright.home", "."))
                .resolve(folder)
                .resolve(cell.name() + ".yaml");
        List<String> overrides = new ArrayList<>(settings);
        if (epochs != null) {
            overrides.add("epochs=" + epochs);
        }
        String yaml = TextFile.read(file);
        return console.checked(
                () -> RecipeReader.parse(yaml, file.toString(), overrides).requireTrainable(file.toString()));
    }

    private List<Reference> references(Examination examination, int width, int height) {
        int product = examination.commonestProduct(width, height);
        return List.of(
                ReproductionReport.reference(
                        "always " + examination.classes().name(product),
                        hypothesis -> examination.measureConstant(product, hypothesis, width, height)),
                ReproductionReport.reference(
                        "always background",
                        hypothesis -> examination.measureConstant(BACKGROUND, hypothesis, width, height)));
    }

    /**
     * Trains and measures what is not finished.
     *
     * @return the exit code if it was asked to stop
     */
    private Optional<Integer> train(List<Job> jobs, Examination examination, List<Reference> references)
            throws IOException, BadDatasetException {
        long begin = System.nanoTime();
        try (FolderLock lock = FolderLock.take(output);
                Interruption interruption = Interruption.listen(
                        () -> console.warn("stopping after this step, and saving; once more to stop at once"))) {
            for (int i = 0; i < jobs.size(); i++) {
                Job job = jobs.get(i);
                Optional<Checkpoint> begun = begun(job);
                if (begun.isPresent()
                        && TrainedCell.read(output, job.cell(), job.variant()).isPresent()) {
                    console.say("%s is finished already".formatted(job.name()));
                    continue;
                }
                double secondsLeft = minutes == null ? 0 : 60 * minutes - (System.nanoTime() - begin) / 1e9;
                try (DataSource source = DataSources.open(data, job.recipe().data(), CacheOptions.inMemory())) {
                    Checkpoint checkpoint =
                            begun.isPresent() ? begun.get() : create(job, source, secondsLeft / (jobs.size() - i));
                    console.say("%s: training %d of %d, %s"
                            .formatted(
                                    job.name(),
                                    i + 1,
                                    jobs.size(),
                                    Words.count(checkpoint.recipe().epochs(), "epoch")));
                    if (train(checkpoint, source, interruption).reason() == Ending.Reason.STOPPED) {
                        console.say("stopped in %s; the same command continues there".formatted(job.name()));
                        return Optional.of(interruption.exitCode());
                    }
                    measure(job, checkpoint, examination).write(output);
                    report(examination, references);
                } catch (ArithmeticException e) { // the others can still be trained
                    skipped.add("%s: %s".formatted(job.name(), e.getMessage()));
                    console.warn("%s: %s".formatted(job.name(), e.getMessage()));
                }
            }
        }
        return Optional.empty();
    }

    /** The checkpoint of a training that was started before with the same recipe. */
    private Optional<Checkpoint> begun(Job job) throws IOException {
        Path folder = output.resolve(job.name());
        if (!Files.exists(folder.resolve("recipe.json"))) {
            return Optional.empty();
        }
        Checkpoint checkpoint = Checkpoint.open(folder);
        JsonObject old = checkpoint.recipe().toJson();
        JsonObject wanted = job.recipe().toJson();
        Set<String> differing = wanted.keySet().stream()
                .filter(key -> !wanted.get(key).equals(old.get(key)))
                .filter(key -> minutes == null || !key.equals("epochs")) // those were planned when it was started
                .collect(Collectors.toCollection(TreeSet::new));
        if (!differing.isEmpty()) {
            throw new IOException("%s was started with another recipe: %s; remove it, or choose another --output"
                    .formatted(
                            folder,
                            differing.stream()
                                    .map(key -> "%s was %s and is %s now".formatted(key, old.get(key), wanted.get(key)))
                                    .collect(Collectors.joining(", "))));
        }
        return Optional.of(checkpoint);
    }

    private Checkpoint create(Job job, DataSource source, double seconds) throws IOException, BadDatasetException {
        Recipe recipe = minutes == null ? job.recipe() : planned(job.recipe(), source, seconds);
        JsonObject description = new JsonObject();
        description.addProperty("fingerprint", source.train().fingerprint());
        description.addProperty("trainRows", source.train().size());
        description.addProperty("validationRows", source.validation().size());
        return Checkpoint.create(
                output.resolve(job.name()), recipe, source.train().classes(), description);
    }

    /** The recipe with as many epochs as fit into the time. */
    private static Recipe planned(Recipe recipe, DataSource source, double seconds)
            throws IOException, BadDatasetException {
        double epoch = EpochTimer.seconds(recipe, source.train(), source.validation());
        int fitting = (int) Math.max(1, Math.min(recipe.epochs(), Math.floor(seconds / epoch)));
        return recipe.withEpochs(fitting);
    }

    private Ending train(Checkpoint checkpoint, DataSource source, Interruption interruption)
            throws IOException, BadDatasetException {
        skipped.addAll(source.train().skipped());
        Recipe recipe = checkpoint.recipe();
        try (TrainingProgress progress = new TrainingProgress(
                console, recipe.batch().size() * recipe.batch().accumulate())) {
            Ending ending =
                    Training.fit(checkpoint, source.train(), source.validation(), progress, interruption::isAskedFor);
            skipped.addAll(progress.skippedRows());
            return ending;
        }
    }

    private static TrainedCell measure(Job job, Checkpoint checkpoint, Examination examination) throws IOException {
        Recipe recipe = checkpoint.recipe();
        try (NDManager manager = NDManager.newBaseManager()) {
            NetworkBlock block = NetworkBlock.of(checkpoint.network(), checkpoint.lastWeights(), manager);
            Figures figures = examination.measure(
                    new NetworkPredictor(block, recipe.input().normalization(), manager),
                    job.cell().hypothesis(),
                    recipe.input().width(),
                    recipe.input().height());
            return TrainedCell.of(job.cell(), job.variant(), checkpoint, figures);
        }
    }

    /** Writes the report about everything that is finished in the folder. */
    private ReproductionReport report(Examination examination, List<Reference> references) throws IOException {
        List<TrainedCell> trained = new ArrayList<>();
        int trainRows = 0;
        for (Variant variant : Variant.values()) {
            for (NotebookCell cell : NotebookCell.all()) {
                Optional<TrainedCell> done = TrainedCell.read(output, cell, variant);
                if (done.isPresent()) {
                    trained.add(done.get());
                    trainRows = Checkpoint.open(output.resolve(done.get().name()))
                            .data()
                            .get("trainRows")
                            .getAsInt();
                }
            }
        }
        Dataset validation = examination.validation();
        String description = "Trained and measured on %s: %s to train on and %d to validate, %s."
                .formatted(
                        data.toAbsolutePath().normalize().getFileName(),
                        Words.count(trainRows, "row"),
                        validation.size(),
                        Words.count(validation.classes().size() - 1L, "product"));
        ReproductionReport report = new ReproductionReport(description, references, trained);
        WholeFile.write(output.resolve("reproduction.md"), report.markdown());
        report.page().write(output.resolve("reproduction.html"));
        return report;
    }

    private static JsonObject document(ReproductionReport report) {
        JsonObject json = new JsonObject();
        JsonArray trained = new JsonArray();
        report.trained().forEach(cell -> trained.add(cell.toJson()));
        json.add("trained", trained);
        JsonObject references = new JsonObject();
        for (Reference reference : report.references()) {
            JsonObject byHypothesis = new JsonObject();
            reference.figures().forEach((hypothesis, figures) -> byHypothesis.add(hypothesis.id(), figures.toJson()));
            references.add(reference.name(), byHypothesis);
        }
        json.add("references", references);
        return json;
    }
}
