package dev.maskwright.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.sdk.model.ClassLabel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a data set to a model file that is proved. */
class WholePathTest {

    @Test
    void trainingSaysHowEachEpochWentAndHowToGoOn() {
        String out = TinyModel.training().out();
        assertTrue(out.contains("16 rows to train on, 8 rows to validate, 23 classes"), out);
        assertTrue(
                out.matches("(?s).*epoch 1/1: loss \\d+\\.\\d+, validation mean IoU 0\\.\\d+, pixel accuracy .*"), out);
        assertTrue(out.contains("best mean IoU 0."), out);
        assertTrue(out.contains("./maskwright export --checkpoint " + TinyModel.checkpoint()), out);
        assertFalse(TinyModel.training().err().contains("skipped"), "all rows are good");
    }

    @Test
    void exportProvesTheFileAndSaysSo() {
        assertTrue(
                TinyModel.export().out().startsWith("parity on 8 pictures: passed"),
                TinyModel.export().toString());
        assertTrue(Files.exists(TinyModel.file()));
    }

    @Test
    void exportInHalfPrecisionHasHalfTheSize(@TempDir Path folder) throws Exception {
        Path half = folder.resolve("half.onnx");
        Run run = Run.of(
                "export",
                "--checkpoint",
                TinyModel.checkpoint(),
                "--output",
                half,
                "--data",
                Run.DATA,
                "--precision",
                "fp16",
                "--size",
                "96x64",
                "--samples",
                "2");
        assertEquals(ExitCode.DONE, run.exitCode(), run.toString());
        assertTrue(run.out().contains("against the weights in float32"), run.out());
        assertTrue(Files.size(half) < 0.55 * Files.size(TinyModel.file()));
    }

    @Test
    void exportWithoutPicturesProvesItselfOnDrawnOnesAndSaysSo(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("drawn.onnx");
        Run run =
                Run.of("export", "--checkpoint", TinyModel.checkpoint(), "--output", file, "--samples", "3", "--json");
        assertEquals(ExitCode.DONE, run.exitCode(), run.toString());
        assertTrue(run.err().startsWith("parity on 3 pictures: passed"), run.err());
        assertTrue(run.err().contains("synthetic pictures: they verify the file"), run.err());
        JsonObject parity = JsonParser.parseString(run.out()).getAsJsonObject().getAsJsonObject("parity");
        assertTrue(parity.get("drawn").getAsBoolean());
        assertFalse(parity.has("meanIou"), "nothing is labelled");
        assertEquals(ExitCode.DONE, Run.of("verify", "--model", file).exitCode());
        try (var files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void sizeThatTheNetworkDoesNotTakeIsWrongUsage(@TempDir Path folder) {
        Path file = folder.resolve("model.onnx");
        Run run = Run.of("export", "--checkpoint", TinyModel.checkpoint(), "--output", file, "--size", "50x64");
        assertEquals(ExitCode.WRONG_USAGE, run.exitCode(), run.toString());
        assertTrue(run.err().contains("--size 50x64: segformer-mit_b0 takes multiples of 32"), run.err());
        assertFalse(Files.exists(file));
    }

    @Test
    void verifyFindsTheGoldenMaskAgain() {
        Run run = Run.of("verify", "--model", TinyModel.file(), "--json");
        assertEquals(ExitCode.DONE, run.exitCode(), run.toString());
        assertEquals(
                1.0,
                JsonParser.parseString(run.out()).getAsJsonObject().get("alike").getAsDouble());
    }

    @Test
    void modelsWithoutAnOptionAreStillUnderstood(@TempDir Path folder) throws Exception {
        Path file = TinyModel.file();
        Run verify = Run.of("verify", file);
        assertEquals(ExitCode.DONE, verify.exitCode(), verify.toString());
        assertTrue(verify.err().contains("write --model " + file), verify.err());
        Run compare = Run.of(
                "compare",
                file,
                file,
                SamplePictures.good(folder.resolve("picture.png")),
                "--samples",
                "1",
                "--rounds",
                "1");
        assertEquals(ExitCode.DONE, compare.exitCode(), compare.toString());
        assertTrue(compare.err().contains("write --model %s --with %s".formatted(file, file)), compare.err());
        Run both = Run.of("inspect", "other.onnx", "--model", file);
        assertEquals(ExitCode.WRONG_USAGE, both.exitCode(), both.toString());
        assertTrue(both.err().contains("name one"), both.err());
    }

    @Test
    void inspectShowsGraphAndCard() {
        Run run = Run.of("inspect", "--model", TinyModel.file(), "--json");
        assertEquals(ExitCode.DONE, run.exitCode(), run.toString());
        JsonObject json = JsonParser.parseString(run.out()).getAsJsonObject();
        assertEquals(
                "pixels",
                json.getAsJsonObject("graph")
                        .getAsJsonArray("inputs")
                        .get(0)
                        .getAsJsonObject()
                        .get("name")
                        .getAsString());
        JsonObject provenance = json.getAsJsonObject("card").getAsJsonObject("provenance");
        assertTrue(provenance.getAsJsonObject("parity").get("passed").getAsBoolean());
        assertEquals(16, provenance.getAsJsonObject("data").get("trainRows").getAsInt());
        JsonObject input = provenance.getAsJsonObject("recipe").getAsJsonObject("input");
        assertEquals(64, input.get("width").getAsInt());
        assertEquals(1, provenance.getAsJsonObject("metrics").get("epoch").getAsInt());
        assertEquals(
                "Apache-2.0",
                provenance.getAsJsonObject("licenses").get("weights").getAsString());
        assertTrue(run.err().contains("potted_plant"), "people read the same on standard error");
    }

    @Test
    void checkpointAndModelFileMeasureTheSame() {
        JsonObject checkpoint = evaluation("--checkpoint", TinyModel.checkpoint());
        JsonObject model = evaluation("--model", TinyModel.file());
        assertEquals(number(checkpoint.get("meanIou")), number(model.get("meanIou")), 5e-4);
        assertEquals(number(checkpoint.get("pixelAccuracy")), number(model.get("pixelAccuracy")), 5e-4);
        assertEquals(number(checkpoint.get("meanBoundaryIou")), number(model.get("meanBoundaryIou")), 5e-4);
        JsonArray classes = checkpoint.getAsJsonArray("classes");
        assertEquals(23, classes.size());
        for (int id = 0; id < classes.size(); id++) {
            JsonObject one = classes.get(id).getAsJsonObject();
            JsonObject other = model.getAsJsonArray("classes").get(id).getAsJsonObject();
            assertEquals(one.get("labelledPixels"), other.get("labelledPixels"));
            assertEquals(
                    number(one.get("iou")),
                    number(other.get("iou")),
                    5e-4,
                    one.get("name").getAsString());
        }
    }

    private static JsonObject evaluation(String option, Path subject) {
        Run run = Run.of("evaluate", "--data", Run.DATA, "--split", "val", option, subject, "--json");
        assertEquals(ExitCode.DONE, run.exitCode(), run.toString());
        return JsonParser.parseString(run.out()).getAsJsonObject();
    }

    private static double number(JsonElement element) {
        return element.isJsonNull() ? -1 : element.getAsDouble();
    }

    @Test
    void resumeOfAFinishedTrainingChangesNothing() throws Exception {
        String before = Files.readString(TinyModel.checkpoint().resolve("metrics.jsonl"));
        Run run = Run.of("train", "--data", Run.DATA, "--output", TinyModel.checkpoint(), "--resume");
        assertEquals(ExitCode.DONE, run.exitCode(), run.toString());
        assertTrue(run.out().contains("all 1 epochs are done already"), run.out());
        assertEquals(before, Files.readString(TinyModel.checkpoint().resolve("metrics.jsonl")));
    }

    @Test
    void reportIsWrittenBesideTheCheckpoint() throws Exception {
        Path checkpoint = TinyModel.checkpoint();
        Run run = Run.of("report", "--checkpoint", checkpoint, "--data", Run.DATA);
        assertEquals(ExitCode.DONE, run.exitCode(), run.toString());
        String report = Files.readString(checkpoint.resolve("report.html"));
        assertTrue(report.contains("Worst predictions"), "no pictures");
        assertTrue(report.contains("<code>./maskwright train --data "), "not the command");
        assertTrue(Files.readString(checkpoint.resolve("recipe.yaml")).contains("\nepochs: 1\n"));
        try (var events = Files.list(checkpoint.resolve("tensorboard"))) {
            assertTrue(events.findAny().isPresent());
        }
    }

    @Test
    void classesHaveColoursOfTheirOwn() {
        List<String> names = new ArrayList<>(List.of("background"));
        for (int i = 1; i < 64; i++) {
            names.add("class" + i);
        }
        List<ClassLabel> labels = ClassLabel.of(names);
        assertEquals("#000000", labels.get(0).colour());
        assertEquals(64, labels.stream().map(ClassLabel::colour).distinct().count());
        assertEquals(labels, ClassLabel.of(names));
    }
}
