package dev.maskwright.cli.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import dev.maskwright.cli.Run;
import dev.maskwright.models.files.Sha256;
import dev.maskwright.models.weights.Initializer;
import dev.maskwright.models.weights.SafetensorsFile;
import dev.maskwright.models.weights.Weights;
import dev.maskwright.models.zoo.Architectures;
import dev.maskwright.trainer.fit.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AverageCommandTest {

    private final StringBuilder errors = new StringBuilder();
    private final Path folder;

    AverageCommandTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void everyValueIsTheMean() throws IOException {
        Path a = checkpoint("a", "segformer-mit_b0", 3, 1);
        Path b = checkpoint("b", "segformer-mit_b0", 3, 2);
        Path c = checkpoint("c", "segformer-mit_b0", 3, 3);

        assertEquals(0, average(folder.resolve("mean"), a, b, c), errors::toString);
        assertTrue(errors.toString().contains("did not start from the same"), errors::toString);

        Checkpoint mean = Checkpoint.open(folder.resolve("mean"));
        Weights first = Checkpoint.open(a).weights();
        Weights second = Checkpoint.open(b).weights();
        Weights third = Checkpoint.open(c).weights();
        for (String key : first.keys()) {
            float[] expected = first.get(key).values().clone();
            for (int i = 0; i < expected.length; i++) {
                expected[i] = (float) (((double) expected[i]
                                + second.get(key).values()[i]
                                + third.get(key).values()[i])
                        / 3);
            }
            assertArrayEquals(expected, mean.weights().get(key).values(), key);
        }
        JsonArray origins = mean.data().getAsJsonArray("averaged");
        assertEquals("b", origins.get(1).getAsJsonObject().get("checkpoint").getAsString());
        assertEquals(
                Sha256.of(b.resolve("weights.safetensors")),
                origins.get(1).getAsJsonObject().get("sha256").getAsString());

        assertEquals(2, run("train", "--data", Run.DATA, "--resume", "--output", folder.resolve("mean")));
        assertTrue(errors.toString().contains("was averaged, so there is no training to resume"), errors::toString);
    }

    @Test
    void otherNetworksAreRefused() throws IOException {
        Path a = checkpoint("a", "segformer-mit_b0", 3, 1);
        Path network = checkpoint("network", "unet-resnet18", 3, 1);
        Path classes = checkpoint("classes", "segformer-mit_b0", 4, 1);

        assertEquals(2, average(folder.resolve("x"), a, network));
        assertTrue(errors.toString().contains("architecture of"), errors::toString);
        assertEquals(2, average(folder.resolve("x"), a, classes));
        assertTrue(errors.toString().contains("classes of"), errors::toString);
        assertEquals(2, average(folder.resolve("x"), a));
        assertTrue(errors.toString().contains("repeat --checkpoint"), errors::toString);
        assertFalse(Files.exists(folder.resolve("x")));

        assertEquals(2, average(a, a, a));
        assertTrue(errors.toString().contains("already exists"), errors::toString);
    }

    private int run(Object... arguments) {
        Run run = Run.of(arguments);
        errors.append(run);
        return run.exitCode();
    }

    private int average(Path output, Path... checkpoints) {
        Object[] words = new Object[3 + 2 * checkpoints.length];
        words[0] = "average";
        words[1] = "--output";
        words[2] = output;
        for (int i = 0; i < checkpoints.length; i++) {
            words[3 + 2 * i] = "--checkpoint";
            words[4 + 2 * i] = checkpoints[i];
        }
        return run(words);
    }

    private Path checkpoint(String name, String architecture, int classes, long seed) throws IOException {
        Path file = folder.resolve(name + ".safetensors");
        SafetensorsFile.write(file, Initializer.fromScratch(Architectures.build(architecture, 3, classes), seed));
        Path dir = folder.resolve(name);
        assertEquals(
                0, run("import", "--weights", file, "--architecture", architecture, "--output", dir), errors::toString);
        return dir;
    }
}
