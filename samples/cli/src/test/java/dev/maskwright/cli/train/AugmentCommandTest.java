package dev.maskwright.cli.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.maskwright.cli.Run;
import dev.maskwright.cli.terminal.ExitCode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AugmentCommandTest {

    private final Path sheet;

    AugmentCommandTest(@TempDir Path folder) {
        sheet = folder.resolve("new/sheet.png");
    }

    private Run run(Object... more) {
        Object[] fixed = {
            "augment",
            "--data",
            Run.DATA,
            "--output",
            sheet,
            "--rows",
            2,
            "--samples",
            3,
            "--json",
            "--set",
            "cropWidth=64",
            "--set",
            "cropHeight=64"
        };
        Object[] all = new Object[fixed.length + more.length];
        System.arraycopy(fixed, 0, all, 0, fixed.length);
        System.arraycopy(more, 0, all, fixed.length, more.length);
        return Run.of(all);
    }

    private static JsonObject document(Run run) {
        assertEquals(ExitCode.DONE, run.exitCode(), run.toString());
        return JsonParser.parseString(run.out()).getAsJsonObject();
    }

    @Test
    void theSheetShowsEachRowAndEpochAndTheDocumentSaysWhatWasDone() throws IOException {
        JsonObject document = document(run("--set", "augmentation.rotate.probability=1", "--set", "seed=5"));
        assertEquals(5, document.get("seed").getAsInt());
        JsonArray rows = document.getAsJsonArray("rows");
        assertEquals(2, rows.size());
        for (int row = 0; row < 2; row++) {
            JsonArray epochs = rows.get(row).getAsJsonObject().getAsJsonArray("epochs");
            assertEquals(3, epochs.size());
            assertNotEquals(epochs.get(0), epochs.get(1));
            assertTrue(epochs.get(0).toString().contains("turned"), epochs.toString());
        }
        BufferedImage image = ImageIO.read(sheet.toFile());
        assertTrue(image.getWidth() >= 86 + 3 * 64 && image.getHeight() >= 2 * 64, image.toString());
    }

    @Test
    void whatComesOfOtherPicturesIsShown() {
        JsonObject document = document(run(
                "--set",
                "augmentation.copyPaste.probability=1",
                "--set",
                "augmentation.materials={probability: 1, share: 1}",
                "--set",
                "augmentation.mosaic.probability=1"));
        String rows = document.getAsJsonArray("rows").toString();
        assertTrue(rows.contains("pasted") && rows.contains("recoloured") && rows.contains("with 3 others"), rows);
    }

    @Test
    void theSameSeedDrawsTheSameSheet() throws IOException {
        document(run());
        byte[] first = Files.readAllBytes(sheet);
        document(run());
        assertArrayEquals(first, Files.readAllBytes(sheet));
    }
}
