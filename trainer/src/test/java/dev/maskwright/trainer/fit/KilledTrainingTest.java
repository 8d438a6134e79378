package dev.maskwright.trainer.fit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.maskwright.trainer.data.CacheOptions;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.source.DataSources;
import dev.maskwright.trainer.recipe.Recipe;
import dev.maskwright.trainer.recipe.RecipeReader;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked
final class KilledTrainingTest {

    private static final Path DATA = Path.of("..", "samples", "data");
    private static final long SEED = 20;
    private static final int KILLS = 3;

    @TempDir
    private Path folder;

    @Test
    void aTrainingThatIsKilledAgainAndAgainEndsWithTheSameBytes() throws Exception {
        Checkpoint whole = create("whole");
        assertEquals(0, run(whole, Integer.MAX_VALUE, 0));

        Checkpoint killed = create("killed");
        Random random = new Random(SEED);
        for (int kill = 0; kill < KILLS; kill++) {
            // An epoch has two steps; its files are written between the second of them and the line of the epoch.
            int exitCode = run(killed, 1 + random.nextInt(5), random.nextInt(40));
            assertTrue(exitCode != 0, "it was killed, seed " + SEED);
        }
        assertEquals(0, run(killed, Integer.MAX_VALUE, 0));

        for (String name : List.of("weights.safetensors", "last.safetensors")) {
            assertArrayEquals(
                    Files.readAllBytes(whole.dir().resolve(name)),
                    Files.readAllBytes(killed.dir().resolve(name)),
                    name);
        }
        assertEquals(
                4, Files.readAllLines(killed.dir().resolve("metrics.jsonl")).size());
    }

    private Checkpoint create(String name) throws Exception {
        Recipe recipe = RecipeReader.parse(
                "",
                "test",
                List.of(
                        "architecture=segformer-mit_b0",
                        "epochs=4",
                        "batchSize=8",
                        "width=32",
                        "height=32",
                        "cropWidth=32",
                        "cropHeight=32"));
        try (DataSource data = DataSources.open(DATA, DataSettings.defaults(), CacheOptions.inMemory())) {
            return Checkpoint.create(folder.resolve(name), recipe, data.train().classes(), new JsonObject());
        }
    }

    /** Trains in another process and kills it some milliseconds after so many lines. */
    private int run(Checkpoint checkpoint, int lines, long milliseconds) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.awt.headless=true",
                "-Dai.djl.pytorch.num_threads=1",
                "-cp",
                System.getProperty("java.class.path"),
                TrainingProcess.class.getName(),
                DATA.toString(),
                checkpoint.dir().toString());
        builder.environment().put("OMP_NUM_THREADS", "1");
        Path errors = folder.resolve("errors.txt");
        Process process = builder.redirectError(errors.toFile()).start();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (int line = 0; line < lines && output.readLine() != null; line++) {}
            if (lines < Integer.MAX_VALUE) {
                Thread.sleep(milliseconds);
                process.destroyForcibly();
            }
            int exitCode = process.waitFor();
            assertTrue(exitCode == 0 || lines < Integer.MAX_VALUE, Files.readString(errors));
            return exitCode;
        } finally {
            process.destroyForcibly();
        }
    }
}
