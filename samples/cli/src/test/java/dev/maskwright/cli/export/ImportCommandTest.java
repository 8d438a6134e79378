package dev.maskwright.cli.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.maskwright.cli.Run;
import dev.maskwright.models.files.Sha256;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.weights.Initializer;
import dev.maskwright.models.weights.SafetensorsFile;
import dev.maskwright.models.weights.Tensor;
import dev.maskwright.models.weights.Weights;
import dev.maskwright.models.zoo.Architectures;
import dev.maskwright.trainer.fit.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights from elsewhere, through the command line. */
final class ImportCommandTest {

    private static final Network NETWORK = Architectures.build("segformer-mit_b0", 3, 3);
    private static final Weights WEIGHTS = Initializer.fromScratch(NETWORK, 7);

    private final StringBuilder errors = new StringBuilder();
    private final Path folder;
    private final Path file;

    ImportCommandTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        file = folder.resolve("from-elsewhere.safetensors");
        SafetensorsFile.write(file, WEIGHTS);
    }

    @Test
    void aWholeNetworkBecomesACheckpoint() throws IOException {
        assertEquals(0, importTo("imported", "--set", "width=64", "--set", "height=96"), errors::toString);
        Checkpoint checkpoint = Checkpoint.open(folder.resolve("imported"));
        assertEquals(WEIGHTS.asMap(), checkpoint.weights().asMap());
        assertEquals(
                List.of("background", "class_1", "class_2"),
                checkpoint.classes().names());
        assertEquals("segformer-mit_b0", checkpoint.recipe().architecture());
        assertEquals(64, checkpoint.recipe().input().width());
        JsonObject imported = checkpoint.data().getAsJsonObject("imported");
        assertEquals("from-elsewhere.safetensors", imported.get("file").getAsString());
        assertEquals(Sha256.of(file), imported.get("sha256").getAsString());
    }

    @Test
    void classesAreNamedByAFile() throws IOException {
        Path names = folder.resolve("names.txt");
        Files.writeString(names, "background\nchair\nlamp\n");
        assertEquals(0, importTo("imported", "--classes", names.toString()), errors::toString);
        assertEquals(
                List.of("background", "chair", "lamp"),
                Checkpoint.open(folder.resolve("imported")).classes().names());

        Files.writeString(names, "background\nchair\n");
        assertEquals(3, importTo("second", "--classes", names.toString()));
        assertTrue(errors.toString().contains("names 2 classes, but the head"), errors::toString);
    }

    @Test
    void weightsOfAnotherArchitectureAreAClearError() {
        assertEquals(
                3,
                run("import", "--weights", file, "--architecture", "unet-resnet18", "--output", folder.resolve("x")));
        assertTrue(errors.toString().contains("keys do not fit unet-resnet18"), errors::toString);
        assertEquals(2, run("import", "--weights", file, "--architecture", "vgg", "--output", folder.resolve("x")));
        assertTrue(errors.toString().contains("no architecture is called 'vgg'"), errors::toString);
    }

    @Test
    void anImportedCheckpointIsNoTrainingToGoOnWith() {
        assertEquals(0, importTo("imported"), errors::toString);
        assertEquals(2, run("train", "--data", Run.DATA, "--resume", "--output", folder.resolve("imported")));
        assertTrue(errors.toString().contains("was imported, so there is no training to resume"), errors::toString);
        assertEquals(
                2,
                run(
                        "train",
                        "--data",
                        Run.DATA,
                        "--resume",
                        "--encoder-weights",
                        file,
                        "--output",
                        folder.resolve("x")));
        assertTrue(errors.toString().contains("cannot be given with it"), errors::toString);
    }

    @Test
    void trainingStartsFromTheEncoderAndThenFromTheTrainedWhole() throws IOException {
        Path first = folder.resolve("first");
        assertEquals(0, train(first, "--encoder-weights", file), errors::toString);
        Weights start = SafetensorsFile.read(first.resolve("start.safetensors"));
        String encoder = "encoder.block1.0.attn.q.weight";
        String decoder = "decoder.mlp_stage.0.linear.weight";
        assertEquals(WEIGHTS.get(encoder), start.get(encoder));
        assertTrue(!WEIGHTS.get(decoder).equals(start.get(decoder)), "the decoder starts at random");
        JsonObject source = Checkpoint.open(first).data().getAsJsonObject("encoderWeights");
        assertEquals(Sha256.of(file), source.get("sha256").getAsString());

        Path second = folder.resolve("second");
        assertEquals(0, train(second, "--initial-weights", first), errors::toString);
        assertEquals(
                Checkpoint.open(first).weights().asMap(),
                SafetensorsFile.read(second.resolve("start.safetensors")).asMap());
    }

    @Test
    void anEncoderAloneIsWrittenAndStartsATraining() throws IOException {
        Path encoder = folder.resolve("encoder.safetensors");
        assertEquals(
                0,
                run(
                        "import",
                        "--encoder-only",
                        "--weights",
                        file,
                        "--architecture",
                        "segformer-mit_b0",
                        "--output",
                        encoder),
                errors::toString);
        Weights written = SafetensorsFile.read(encoder);
        assertTrue(written.keys().stream().allMatch(key -> key.startsWith("encoder.")), errors::toString);
        assertEquals(
                Tensor.Type.F16, written.get("encoder.patch_embed1.proj.weight").type());
        Path trained = folder.resolve("trained");
        assertEquals(0, train(trained, "--encoder-weights", encoder), errors::toString);
        Weights start = SafetensorsFile.read(trained.resolve("start.safetensors"));
        assertEquals(WEIGHTS.get("encoder.norm1.weight"), start.get("encoder.norm1.weight"));
    }

    @Test
    void trainingOfALiteEncoderStartsFromTheShippedWeights() throws IOException {
        String home = System.getProperty("maskwright.home", "");
        System.setProperty("maskwright.home", Run.ROOT.toString());
        try {
            Path output = folder.resolve("lite");
            assertEquals(
                    0,
                    train("edgefpn-efficientnet_lite0", "train", "--data", Run.DATA, "--output", output),
                    errors::toString);
            Weights shipped = SafetensorsFile.read(Run.ROOT.resolve("models/encoders/efficientnet_lite0.safetensors"));
            Weights start = SafetensorsFile.read(output.resolve("start.safetensors"));
            String stem = "encoder.model.bn1.weight";
            assertEquals(shipped.get(stem), start.get(stem));
            JsonObject source = Checkpoint.open(output).data().getAsJsonObject("encoderWeights");
            assertEquals("efficientnet_lite0.safetensors", source.get("file").getAsString());
        } finally {
            System.setProperty("maskwright.home", home);
        }
    }

    private int train(Path output, String option, Path weights) {
        return train("segformer-mit_b0", "train", "--data", Run.DATA, option, weights, "--output", output);
    }

    private int train(String architecture, Object... command) {
        List<Object> arguments = new ArrayList<>(List.of(command));
        for (String setting : List.of(
                "architecture=" + architecture,
                "epochs=1",
                "batchSize=8",
                "width=32",
                "height=32",
                "cropWidth=32",
                "cropHeight=32")) {
            arguments.addAll(List.of("--set", setting));
        }
        return run(arguments.toArray());
    }

    private int importTo(String name, String... options) {
        List<Object> arguments = new ArrayList<>(List.of(
                "import", "--weights", file, "--architecture", "segformer-mit_b0", "--output", folder.resolve(name)));
        arguments.addAll(List.of(options));
        return run(arguments.toArray());
    }

    private int run(Object... arguments) {
        Run run = Run.of(arguments);
        errors.append(run.toString());
        return run.exitCode();
    }
}
