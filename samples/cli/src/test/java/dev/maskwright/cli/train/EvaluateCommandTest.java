package dev.maskwright.cli.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import dev.maskwright.cli.Run;
import dev.maskwright.cli.TinyModel;
import dev.maskwright.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EvaluateCommandTest {

    @TempDir
    Path folder = Path.of("");

    @Test
    void aDataSetWithAValidationSplitAloneIsMeasured() throws IOException {
        Path data = Files.createDirectories(folder.resolve("shift"));
        Files.createDirectories(data.resolve("data"));
        for (String file : List.of("classes.json", "data/val-00000-of-00001.parquet")) {
            Files.copy(Run.DATA.resolve(file), data.resolve(file));
        }

        assertEquals(
                meanIou("--data", Run.DATA, "--model", TinyModel.file()),
                meanIou("--data", data, "--model", TinyModel.file()));

        Run refused = Run.of("evaluate", "--data", data, "--split", "train", "--model", TinyModel.file());
        assertEquals(ExitCode.COULD_NOT_RUN, refused.exitCode(), refused.toString());
        assertTrue(refused.err().contains(data + ": there is only a validation split"), refused.err());
        refused = Run.of("train", "--data", data, "--output", folder.resolve("run"));
        assertEquals(ExitCode.COULD_NOT_RUN, refused.exitCode(), refused.toString());
        assertTrue(refused.err().contains("add rows to train on"), refused.err());
    }

    @Test
    void lookingTwiceGivesTheSameForACheckpointAndItsFile() {
        Path file = folder.resolve("logits.onnx");
        Run export = Run.of(
                "export", "--checkpoint", TinyModel.checkpoint(), "--output", file, "--data", Run.DATA, "--logits");
        assertEquals(ExitCode.DONE, export.exitCode(), export.toString());
        double checkpoint = meanIou("--data", Run.DATA, "--checkpoint", TinyModel.checkpoint(), "--tta");
        assertEquals(checkpoint, meanIou("--data", Run.DATA, "--model", file, "--tta"), 1e-3);
    }

    /**
     * Masks of single products make a data set of the classes that occur, by name; the checkpoint knows more, in
     * another order.
     */
    @Test
    void classesOfOtherDataAreFoundByName() {
        Run run = evaluate("--data", Run.DATA, "--checkpoint", TinyModel.checkpoint(), "--set", "target=mask");
        assertTrue(run.out().contains(" has no class called "), run.out());
        assertTrue(run.out().contains("where they are found, background counts as found"), run.out());
    }

    @Test
    void aModelWithoutLogitsCannotLookTwice(@TempDir Path folder) {
        Path masks = TinyModel.exported(folder.resolve("masks.onnx"), "--form", "pixels");
        Run run = Run.of("evaluate", "--data", Run.DATA, "--split", "validation", "--model", masks, "--tta");
        assertEquals(ExitCode.COULD_NOT_RUN, run.exitCode(), run.toString());
        assertTrue(run.err().contains("export it with --logits"), run.err());
    }

    @Test
    void aCheckpointIsMeasuredAtAnotherSize() {
        Run run = evaluate("--data", Run.DATA, "--checkpoint", TinyModel.checkpoint(), "--size", "96x32");
        assertTrue(run.out().contains("(8 rows, 96x32)"), run.out());
        run = Run.of(
                "evaluate",
                "--data",
                Run.DATA,
                "--split",
                "validation",
                "--checkpoint",
                TinyModel.checkpoint(),
                "--size",
                "100x32");
        assertEquals(ExitCode.WRONG_USAGE, run.exitCode(), run.toString());
        assertTrue(run.err().contains("multiples of 32, got 100x32"), run.err());
    }

    private static double meanIou(Object... arguments) {
        List<Object> all = new ArrayList<>(List.of(arguments));
        all.add("--json");
        return JsonParser.parseString(evaluate(all.toArray()).out())
                .getAsJsonObject()
                .get("meanIou")
                .getAsDouble();
    }

    private static Run evaluate(Object... arguments) {
        List<Object> all = new ArrayList<>(List.of("evaluate", "--split", "validation"));
        all.addAll(List.of(arguments));
        Run run = Run.of(all.toArray());
        assertEquals(ExitCode.DONE, run.exitCode(), run.toString());
        return run;
    }
}
