package dev.maskwright.cli.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.maskwright.cli.Run;
import dev.maskwright.cli.TinyModel;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.models.files.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings from the tiny network as a teacher, and from a student's own average. */
final class DistillationTest {

    private static final Path PICTURES = Run.ROOT.resolve("samples/images");

    @TempDir
    Path folder = Path.of("");

    @Test
    void aCheckpointAndItsModelFileTeachTheSame() throws IOException {
        Path file = withLogits("64x64");
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        Run run = train(first, "--teacher", TinyModel.checkpoint().toString());
        assertTrue(run.out().contains("taught by " + TinyModel.checkpoint()), run.out());
        train(second, "--teacher", file.toString());
        assertEquals(loss(first), loss(second), 1e-3 * loss(first));

        JsonObject teacher = description(first).getAsJsonObject("teacher");
        assertEquals("weights.safetensors", teacher.get("file").getAsString());
        assertEquals(
                Sha256.of(TinyModel.checkpoint().resolve("weights.safetensors")),
                teacher.get("sha256").getAsString());
        assertEquals(
                Sha256.of(file),
                description(second).getAsJsonObject("teacher").get("sha256").getAsString());
    }

    @Test
    void aModelFileThatTakesAnySizeIsGivenCrops() throws IOException {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        String[] crops = {"--set", "batch.cropWidth=96", "--set", "batch.cropHeight=32", "--teacher"};
        train(first, with(crops, TinyModel.checkpoint()));
        train(second, with(crops, withLogits("dynamic")));
        assertEquals(loss(first), loss(second), 1e-3 * loss(first));
    }

    @Test
    void aFileOfWeightsTeachesAsItsCheckpointDoes() throws IOException {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        train(first, "--teacher", TinyModel.checkpoint().toString());
        train(
                second,
                "--teacher",
                TinyModel.checkpoint().resolve("weights.safetensors").toString());
        assertEquals(loss(first), loss(second));
    }

    @Test
    void aTrainingGoesOnWithItsTeacherAndItsPicturesOnly() throws IOException {
        Path output = folder.resolve("run");
        String teacher = TinyModel.checkpoint().toString();
        Run run = train(output, "--teacher", teacher, "--unlabelled", PICTURES.toString());
        assertTrue(
                run.out().contains("8 pictures without labels in " + PICTURES + ", 2 in each batch of 4"), run.out());
        JsonObject unlabelled = description(output).getAsJsonObject("unlabelled");
        assertEquals(8, unlabelled.get("rows").getAsInt());
        assertEquals(64, unlabelled.get("fingerprint").getAsString().length());

        assertRefused(output, "was started with --teacher, so it can only continue with one");
        assertRefused(output, "was started with --unlabelled, so it can only continue with one", "--teacher", teacher);
        assertRefused(
                output,
                "was started with another teacher (weights.safetensors, SHA-256 ",
                "--teacher",
                "self",
                "--unlabelled",
                PICTURES.toString());
        Run same = resume(output, "--teacher", teacher, "--unlabelled", PICTURES.toString());
        assertEquals(ExitCode.DONE, same.exitCode(), same.toString());
        assertTrue(same.out().contains("all 1 epochs are done already"), same.out());

        Path fewer = Files.createDirectories(folder.resolve("fewer"));
        Files.copy(PICTURES.resolve("bed.jpg"), fewer.resolve("bed.jpg"));
        Run changed = resume(output, "--teacher", teacher, "--unlabelled", fewer.toString());
        assertEquals(ExitCode.DONE, changed.exitCode(), changed.toString());
        assertTrue(changed.err().contains("pictures without labels are not those that"), changed.err());
    }

    @Test
    void aStudentCanBeItsOwnTeacher() throws IOException {
        Path output = folder.resolve("run");
        Run run = train(output, "--teacher", "self", "--unlabelled", PICTURES.toString());
        assertTrue(run.out().contains("taught by its own average"), run.out());
        assertEquals(
                "self",
                description(output).getAsJsonObject("teacher").get("file").getAsString());
        Run report = Run.of("export", "--checkpoint", output, "--output", folder.resolve("m.onnx"), "--data", Run.DATA);
        assertEquals(ExitCode.DONE, report.exitCode(), report.toString());
    }

    @Test
    void aTrainingWithoutATeacherCannotGetOneLater() {
        assertRefused(
                TinyModel.checkpoint(),
                "was started without --teacher, so it can only continue without one",
                "--teacher",
                "self");
    }

    @Test
    void aModelFileThatDoesNotFitIsRefusedBeforeAnythingIsWritten() throws IOException {
        Path masks = TinyModel.exported(folder.resolve("masks.onnx"), "--form", "pixels");
        assertFails("export it with --logits", "--teacher", masks.toString());
        assertFails(
                "takes pictures whose sides are multiples of 32, but the recipe's crops are 48x48",
                "--teacher",
                withLogits("dynamic").toString(),
                "--set",
                "architecture=deeplabv3plus-resnet18", // of stride 16
                "--set",
                "batch.cropWidth=48",
                "--set",
                "batch.cropHeight=48");
        assertFails(
                "takes pictures of 96x64, but the recipe's crops are 64x64",
                "--teacher",
                withLogits("96x64").toString());
    }

    @Test
    void aTeacherOfOtherClassesIsRefused() throws IOException {
        Path other = Files.createDirectories(folder.resolve("other"));
        for (String name : List.of("recipe.json", "weights.safetensors")) {
            Files.copy(TinyModel.checkpoint().resolve(name), other.resolve(name));
        }
        Path recipe = other.resolve("recipe.json");
        Files.writeString(recipe, Files.readString(recipe).replace("\"bed\"", "\"piano\""));
        assertFails(
                other + " cannot teach these classes: it does not have bed; the data does not have piano;",
                "--teacher",
                other.toString());
    }

    @Test
    void whatIsNotThereIsNamed() {
        Path missing = folder.resolve("missing");
        assertFails(missing + " is not a checkpoint", "--teacher", missing.toString());
        assertFails(missing + ".onnx: there is no such file", "--teacher", missing + ".onnx");
        assertFails(missing + ": no such folder", "--teacher", "self", "--unlabelled", missing.toString());
        assertFails(folder + ": no picture there", "--teacher", "self", "--unlabelled", folder.toString());
    }

    /** The tiny model with logits, for pictures of a size. */
    private Path withLogits(String size) {
        return TinyModel.exported(folder.resolve("logits-%s.onnx".formatted(size)), "--logits", "--size", size);
    }

    private static String[] with(String[] options, Path teacher) {
        String[] all = Arrays.copyOf(options, options.length + 1);
        all[options.length] = teacher.toString();
        return all;
    }

    private static Run train(Path output, String... more) {
        Run run = TinyModel.train(output, Run.DATA, more);
        assertEquals(ExitCode.DONE, run.exitCode(), run.toString());
        return run;
    }

    private static Run resume(Path output, String... more) {
        List<Object> arguments = new ArrayList<>(List.of("train", "--resume", "--data", Run.DATA, "--output", output));
        arguments.addAll(List.of(more));
        return Run.of(arguments.toArray());
    }

    private static void assertRefused(Path output, String message, String... more) {
        Run run = resume(output, more);
        assertEquals(ExitCode.WRONG_USAGE, run.exitCode(), run.toString());
        assertTrue(run.err().contains(output + " " + message), run.err());
    }

    private void assertFails(String message, String... more) {
        Path output = folder.resolve("refused");
        Run run = TinyModel.train(output, Run.DATA, more);
        assertEquals(ExitCode.COULD_NOT_RUN, run.exitCode(), run.toString());
        assertTrue(run.err().contains(message), run.err());
        assertFalse(Files.exists(output), "nothing is written");
    }

    private static JsonObject description(Path checkpoint) throws IOException {
        return JsonParser.parseString(Files.readString(checkpoint.resolve("recipe.json")))
                .getAsJsonObject()
                .getAsJsonObject("data");
    }

    /** Of the only epoch. */
    private static double loss(Path checkpoint) throws IOException {
        return JsonParser.parseString(Files.readString(checkpoint.resolve("metrics.jsonl")))
                .getAsJsonObject()
                .get("loss")
                .getAsDouble();
    }
}
