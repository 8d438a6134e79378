package dev.maskwright.exporter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.maskwright.models.graph.MultiplyAdds;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.Shape;
import dev.maskwright.models.zoo.Architecture;
import dev.maskwright.models.zoo.Architectures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Keeps {@code COVERAGE.md} true; {@code -Dcoverage.write=true} writes it. */
final class CoverageTest {

    private static final Path FILE = Path.of("..", "COVERAGE.md");

    @Test
    void coverageFileSaysWhatThereIs() throws IOException {
        String expected = coverage();
        if (Boolean.getBoolean("coverage.write")) {
            Files.writeString(FILE, expected);
        }
        assertEquals(
                expected,
                Files.exists(FILE) ? Files.readString(FILE) : "",
                "COVERAGE.md is not what is there; write it by: "
                        + "mvn -pl exporter -am verify -Dtest=CoverageTest -Dsurefire.failIfNoSpecifiedTests=false "
                        + "-Dcoverage.write=true");
    }

    private static String coverage() {
        StringBuilder text = new StringBuilder("""
                # Coverage

                Written by `CoverageTest`, not by hand; its message says how to write it anew. Parameters are for 24 classes, multiply-adds for one image of
                224x224. Every architecture here passes `ArchitectureContractTest`: it trains (a finite gradient for every parameter), its weights are read as
                they were written, and it exports to ONNX with logits within 1e-4 of their range of the trainer's.

                Agreement with segmentation_models.pytorch (0.5.0, and 0.6.0 with timm's EfficientNet-Lite) and the notebook: *logits* where logits equal recorded
                ones, and six training losses too, but for EfficientNet-Lite, of which none were recorded; *keys* where names, shapes and layout follow the peer's, with
                nothing recorded to compare with. *own* where the decoder is this project's, and only the
                encoder's keys are the peer's.

                | architecture | parameters | multiply-adds | trains | exports | agrees with the peer |
                |---|---:|---:|---|---|---|
                """);
        for (Architecture architecture : Architectures.list()) {
            Network network = architecture.builder().build(3, 24);
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %,d | %,d million | yes | yes | %s |\n",
                    architecture.id(),
                    network.parameterCount(),
                    Math.round(MultiplyAdds.of(network, Shape.of(1, 3, 224, 224)) / 1e6),
                    architecture.agreement().name().toLowerCase(Locale.ROOT)));
        }
        return text.toString();
    }
}
