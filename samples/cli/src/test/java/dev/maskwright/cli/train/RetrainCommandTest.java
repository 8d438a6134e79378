package dev.maskwright.cli.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.maskwright.cli.Run;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.folder.corrections.CorrectionSet;
import dev.maskwright.models.history.ModelHistory;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.model.ClassLabel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command on the model that ships, with a handful of steps: that its parts fit together. How much it learns, {@code
 * RetrainingTest} in the trainer shows.
 */
final class RetrainCommandTest {

    private static final Path MODELS = Run.ROOT.resolve("models/trained");
    private static final String FLOAT = "interiors-edgefpn-lite0.onnx";
    private static final String INT8 = "interiors-edgefpn-lite0-int8.onnx";

    @TempDir
    Path folder = Path.of("");

    @Test
    void aModelIsRetrainedWrittenAndRemembered() throws IOException {
        Path corrections = corrections();
        Path written = folder.resolve("models/new.onnx");
        Run run = Run.of(
                "retrain",
                "--model",
                MODELS.resolve(INT8),
                "--corrections",
                corrections,
                "--replay",
                "none",
                "--steps",
                "2",
                "--crops",
                "1",
                "--max-drop",
                "1",
                "--output",
                written,
                "--json");
        assertEquals(ExitCode.DONE, run.exitCode(), run.toString());
        JsonObject json = JsonParser.parseString(run.out()).getAsJsonObject();
        assertTrue(json.get("kept").getAsBoolean());
        assertEquals("stain", json.getAsJsonArray("newClasses").get(0).getAsString());
        assertTrue(run.err().contains("mean of the new classes"), run.err());

        Path inInt8 = folder.resolve("models/new-int8.onnx");
        assertEquals(List.of(ModelHistory.FILE, "new-int8.onnx", "new.onnx"), names(folder.resolve("models")));
        try (Segmenter old = Segmenter.open(MODELS.resolve(INT8));
                Segmenter segmenter = Segmenter.open(inInt8)) {
            List<ClassLabel> classes = segmenter.card().classes();
            assertEquals(old.card().classes(), classes.subList(0, 23));
            assertEquals("stain", classes.get(23).name());
            assertEquals(0, segmenter.verify().orElseThrow().different());
            assertFalse(segmenter.card().version().equals(old.card().version()));
        }
        ModelHistory history = ModelHistory.in(folder.resolve("models"));
        assertTrue(history.of(inInt8).orElseThrow().kept());
        assertEquals(Optional.empty(), history.before(inInt8)); // its parent lies elsewhere
        Path parent = Files.copy(MODELS.resolve(INT8), folder.resolve("models/parent.onnx"));
        assertEquals(Optional.of(parent), history.before(inInt8));

        Run again = retrain(MODELS.resolve(FLOAT), corrections, written);
        assertEquals(ExitCode.WRONG_USAGE, again.exitCode(), again.toString());
        assertTrue(again.err().contains("already exists"), again.err());
    }

    /**
     * Some steps at an absurd rate ruin the model: it is not written, and what was tried leaves nothing but a line in
     * the history.
     */
    @Test
    void aModelThatDoesWorseIsNotWritten() throws IOException {
        Path written = folder.resolve("models/new.onnx");
        Run run = Run.of(
                "retrain",
                "--model",
                MODELS.resolve(FLOAT),
                "--corrections",
                sample(),
                "--replay",
                "none",
                "--steps",
                "3",
                "--crops",
                "1",
                "--rate",
                "0.2",
                "--output",
                written);
        assertEquals(ExitCode.COULD_NOT_RUN, run.exitCode(), run.toString());
        assertTrue(run.out().contains("not written, because the held-out mean IoU falls"), run.out());
        assertEquals(List.of(ModelHistory.FILE), names(folder.resolve("models")));
        assertFalse(ModelHistory.in(folder.resolve("models")).entries().get(0).kept());
    }

    @Test
    void whatCannotBeRetrainedIsRefusedAtOnce() throws IOException {
        Path alone = Files.copy(MODELS.resolve(INT8), folder.resolve("alone-int8.onnx"));
        Run run = retrain(alone, sample(), folder.resolve("new.onnx"));
        assertEquals(ExitCode.COULD_NOT_RUN, run.exitCode(), run.toString());
        assertTrue(run.err().contains("the float model that it was made from, is missing"), run.err());

        run = retrain(MODELS.resolve(FLOAT), folder.resolve("nothing"), folder.resolve("new.onnx"));
        assertEquals(ExitCode.COULD_NOT_RUN, run.exitCode(), run.toString());
        assertTrue(run.err().contains("nothing: no such folder"), run.err());
        assertEquals(List.of("alone-int8.onnx", "sample"), names(folder));
    }

    @Test
    void aSubsetLeavesOutWhatItIsTold() throws IOException {
        Path plants = folder.resolve("plants");
        Run run = Run.of("subset", "--data", Run.DATA, "--output", plants, "--with", "potted_plant", "--views", "2");
        assertEquals(ExitCode.DONE, run.exitCode(), run.toString());
        assertEquals(2, CorrectionSet.names(plants).size());

        Path others = folder.resolve("others");
        run = Run.of(
                "subset",
                "--data",
                Run.DATA,
                "--output",
                others,
                "--without",
                "potted_plant",
                "--except",
                plants,
                "--views",
                "4");
        assertEquals(ExitCode.DONE, run.exitCode(), run.toString());
        List<String> names = CorrectionSet.names(others);
        assertEquals(4, names.size());
        assertTrue(names.stream().noneMatch(names(plants.resolve("images"))::contains));
        assertFalse(Files.readString(others.resolve("classes.json")).contains("potted_plant"));

        run = Run.of("subset", "--data", Run.DATA, "--output", others);
        assertEquals(ExitCode.WRONG_USAGE, run.exitCode(), run.toString());
        assertTrue(run.err().contains("the folder is not empty"), run.err());
        run = Run.of("subset", "--data", Run.DATA, "--output", folder.resolve("x"), "--with", "car");
        assertEquals(ExitCode.WRONG_USAGE, run.exitCode(), run.toString());
        assertTrue(run.err().contains("--with car: the data set has no such class"), run.err());
    }

    private static Run retrain(Path model, Path corrections, Path output) {
        return Run.of(
                "retrain", "--model", model, "--corrections", corrections, "--replay", "none", "--output", output);
    }

    /** Pictures of the sample as if all of them had been accepted. */
    private Path sample() {
        Path sample = folder.resolve("sample");
        if (!Files.exists(sample)) {
            Run run = Run.of("subset", "--data", Run.DATA, "--output", sample);
            assertEquals(ExitCode.DONE, run.exitCode(), run.toString());
        }
        return sample;
    }

    /** The same, with a class that no model knows. */
    private Path corrections() throws IOException {
        Path classes = sample().resolve("classes.json");
        Files.writeString(classes, Files.readString(classes).replaceFirst("\\s*]\\s*$", ", \"stain\"]"));
        return sample();
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
