package dev.maskwright.cli.option;

import com.google.gson.JsonObject;
import dev.maskwright.cli.source.ModelTeacher;
import dev.maskwright.cli.source.WeightSource;
import dev.maskwright.cli.terminal.Console;
import dev.maskwright.cli.terminal.Words;
import dev.maskwright.models.files.Sha256;
import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.CacheOptions;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.source.UnlabelledPictures;
import dev.maskwright.trainer.fit.Checkpoint;
import dev.maskwright.trainer.fit.Distillation;
import dev.maskwright.trainer.fit.NetworkTeacher;
import dev.maskwright.trainer.fit.Teacher;
import dev.maskwright.trainer.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options for what a training learns from besides labels. */
public final class DistillationOptions {

    private static final String SELF = "self";
    private static final String TEACHER = "teacher";
    private static final String UNLABELLED = "unlabelled";
    private static final String FILE = "file";
    private static final String SHA_256 = "sha256";

    @Option(
            names = "--teacher",
            paramLabel = "DIR|FILE|self",
            description = {
                "Also learn the probabilities of another network: a checkpoint, one of its"
                        + " .safetensors files, or a model file that",
                "gives logits for pictures as large as the crops. 'self' is the moving average"
                        + " of the network in training."
            })
    private @Nullable String teacher;

    @Option(
            names = "--unlabelled",
            paramLabel = "DIR",
            description = {"Also learn the teacher's predictions for the pictures in this folder, which need no labels."
            })
    private @Nullable Path unlabelled;

    /** Whether a teacher is named. */
    public boolean areGiven() {
        return teacher != null;
    }

    /**
     * What was opened.
     *
     * @param distillation empty if no teacher is named
     * @param description its record in a checkpoint
     */
    public record Opened(Optional<Distillation> distillation, JsonObject description) implements AutoCloseable {

        /**
         * Compares it with that of the start of a training. Other pictures are a warning, as other data is.
         *
         * @throws picocli.CommandLine.ParameterException if the teacher is another, or one of the two has none or no
         *     pictures
         */
        public void requireSame(Checkpoint checkpoint, Console console) {
            JsonObject begun = checkpoint.data();
            requireBoth(TEACHER, checkpoint, console);
            requireBoth(UNLABELLED, checkpoint, console);
            if (begun.has(TEACHER) && !identity(begun).equals(identity(description))) {
                throw console.wrongUsage("%s was started with another teacher (%s) than %s; continue with that one"
                        .formatted(checkpoint.dir(), identity(begun), identity(description)));
            }
            if (begun.has(UNLABELLED) && !begun.get(UNLABELLED).equals(description.get(UNLABELLED))) {
                console.warn(("the pictures without labels are not those that %s was started with"
                                + " (files have changed); continuing anyway")
                        .formatted(checkpoint.dir()));
            }
        }

        private void requireBoth(String part, Checkpoint checkpoint, Console console) {
            boolean begun = checkpoint.data().has(part);
            if (begun != description.has(part)) {
                throw console.wrongUsage("%s was started %s --%s, so it can only continue %s one"
                        .formatted(checkpoint.dir(), begun ? "with" : "without", part, begun ? "with" : "without"));
            }
        }

        private static String identity(JsonObject description) {
            JsonObject said = description.getAsJsonObject(TEACHER);
            String file = said.get(FILE).getAsString();
            return said.has(SHA_256)
                    ? "%s, SHA-256 %s".formatted(file, said.get(SHA_256).getAsString())
                    : file;
        }

        @Override
        public void close() {
            distillation.flatMap(Distillation::teacher).ifPresent(Teacher::close);
            distillation.flatMap(Distillation::unlabelled).ifPresent(Dataset::close);
        }
    }

    /** Rejects options that have no effect together. */
    public void check(Console console) {
        if (unlabelled != null && teacher == null) {
            throw console.wrongUsage("--unlabelled needs a teacher to label the pictures; name one with"
                    + " --teacher, or use the network's own average with --teacher self");
        }
    }

    /** The options as a command line has them; empty if none is given. */
    public List<String> words() {
        List<String> words = new ArrayList<>();
        if (teacher != null) {
            words.addAll(List.of("--teacher", teacher));
        }
        if (unlabelled != null) {
            words.addAll(List.of("--unlabelled", unlabelled.toString()));
        }
        return words;
    }

    /**
     * Opens what the options name, and reports it.
     *
     * @param classes of the data
     * @param threads that a model file computes with
     * @throws IllegalArgumentException if the teacher does not fit the recipe or the classes
     */
    public Opened open(Recipe recipe, ClassList classes, CacheOptions cache, int threads, Console console)
            throws IOException, BadDatasetException {
        JsonObject description = new JsonObject();
        if (teacher == null) {
            return new Opened(Optional.empty(), description);
        }
        Optional<Teacher> opened = openTeacher(teacher, recipe, classes, threads, description);
        console.say("taught by " + (opened.isPresent() ? teacher : "its own average"));
        if (unlabelled == null) {
            return new Opened(Optional.of(new Distillation(opened, Optional.empty())), description);
        }
        try {
            int perBatch = Distillation.unlabelledPerBatch(recipe);
            Dataset pictures = openPictures(unlabelled, classes, cache, description, console);
            console.say("%s without labels in %s, %d in each batch of %d"
                    .formatted(
                            Words.count(pictures.size(), "picture"),
                            unlabelled,
                            perBatch,
                            recipe.batch().size()));
            return new Opened(Optional.of(new Distillation(opened, Optional.of(pictures))), description);
        } catch (BadDatasetException | IllegalArgumentException e) {
            opened.ifPresent(Teacher::close);
            throw e;
        }
    }

    /** Empty for the student's own average. */
    private static Optional<Teacher> openTeacher(
            String name, Recipe recipe, ClassList classes, int threads, JsonObject description) throws IOException {
        JsonObject said = new JsonObject();
        description.add(TEACHER, said);
        if (name.equals(SELF)) {
            said.addProperty(FILE, SELF);
            return Optional.empty();
        }
        Path path = Path.of(name);
        if (name.toLowerCase(Locale.ROOT).endsWith(".onnx")) {
            said.addProperty(FILE, String.valueOf(path.getFileName()));
            said.addProperty(SHA_256, Sha256.of(path));
            return Optional.of(ModelTeacher.open(path, recipe, classes, threads));
        }
        Path folder = Files.isRegularFile(path) ? path.toAbsolutePath().resolveSibling("") : path;
        Checkpoint checkpoint = Checkpoint.open(folder);
        WeightSource weights = WeightSource.of(path);
        description.add(TEACHER, weights.provenance());
        return Optional.of(NetworkTeacher.open(
                checkpoint, weights.network(checkpoint.network()).weights(), recipe, classes));
    }

    private static Dataset openPictures(
            Path folder, ClassList classes, CacheOptions cache, JsonObject description, Console console)
            throws BadDatasetException {
        List<String> notes = new ArrayList<>();
        Dataset pictures = UnlabelledPictures.open(folder, classes, cache, notes);
        notes.forEach(console::say);
        JsonObject said = new JsonObject();
        said.addProperty("fingerprint", pictures.fingerprint());
        said.addProperty("rows", pictures.size());
        description.add(UNLABELLED, said);
        return pictures;
    }
}
