package dev.maskwright.cli.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.maskwright.cli.Run;
import dev.maskwright.cli.terminal.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoakCommandTest {

    @Test
    void measuresEachStepAndDrawsThem(@TempDir Path folder) throws Exception {
        List<Object> arguments =
                new ArrayList<>(List.of("soak", "--data", Run.DATA, "--output", folder, "--steps", "9", "--json"));
        for (String setting : List.of(
                "architecture=unet_plain", "batchSize=4", "width=32", "height=32", "cropWidth=32", "cropHeight=32")) {
            arguments.addAll(List.of("--set", setting));
        }
        Run run = Run.of(arguments.toArray());
        assertEquals(ExitCode.DONE, run.exitCode(), run.toString());
        JsonObject json = JsonParser.parseString(run.out()).getAsJsonObject();
        assertEquals(9, json.get("steps").getAsInt());
        assertTrue(json.get("stepMedianMs").getAsDouble() > 0, run.out());
        assertTrue(json.get("waitedShare").getAsDouble() < 1, run.out());
        List<String> lines = Files.readAllLines(folder.resolve("soak.csv"));
        assertEquals(10, lines.size());
        assertTrue(lines.get(9).startsWith("9,3,"), lines.get(9)); // four steps an epoch
        assertEquals(1000, ImageIO.read(folder.resolve("soak.png").toFile()).getWidth());
    }

    @Test
    void growthIsSeenAndCalledSo() {
        SoakLog log = new SoakLog();
        for (int step = 0; step < 400; step++) {
            log.add(1, 1_000_000, 0);
        }
        assertEquals(1000, log.growth(SoakLog.Step::number), 1e-6);
        assertTrue(log.isFlat(SoakLog.Step::milliseconds));
        assertTrue(!log.isFlat(SoakLog.Step::number));
        assertEquals(250, log.quantile(0.5, SoakLog.Step::number));
    }
}
