package dev.maskwright.models.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.maskwright.models.graph.Network;
import dev.maskwright.models.zoo.Architectures;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is written here loads there with {@code strict=True}: the peer's keys, types and shapes. */
final class PeerKeysTest {

    @ParameterizedTest
    @CsvSource({"unet-resnet18, unet_resnet18_c2", "segformer-mit_b0, segformer_b0_c2"})
    void writtenFileHasThePeersStateDict(String architecture, String recorded, @TempDir Path folder)
            throws IOException {
        Network network = Architectures.build(architecture, 3, 2);
        Path file = folder.resolve("weights.safetensors");
        SafetensorsFile.write(file, Initializer.fromScratch(network, 1));
        List<String> written = SafetensorsFile.read(file).asMap().entrySet().stream()
                .map(entry -> "%s %s %s"
                        .formatted(
                                entry.getKey(),
                                entry.getValue().type() == Tensor.Type.I64 ? "int64" : "float32",
                                entry.getValue().shape().sizes()))
                .sorted()
                .toList();
        assertEquals(recorded(recorded), written);
    }

    private static List<String> recorded(String name) throws IOException {
        try (InputStream stream = PeerKeysTest.class.getResourceAsStream("/weights/" + name + ".keys.txt")) {
            return new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t"))
                    .map(fields -> "%s %s %s".formatted(fields[0], fields[1], fields[2]))
                    .sorted()
                    .toList();
        }
    }
}
