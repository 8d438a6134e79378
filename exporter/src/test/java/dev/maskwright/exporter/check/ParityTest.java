package dev.maskwright.exporter.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import dev.maskwright.exporter.Export;
import dev.maskwright.exporter.Form;
import dev.maskwright.exporter.WeightStorage;
import dev.maskwright.exporter.fixtures.Cards;
import dev.maskwright.exporter.fixtures.Pictures;
import dev.maskwright.exporter.rewrite.Rewriting;
import dev.maskwright.exporter.rewrite.Trained;
import dev.maskwright.models.fixtures.FormulaWeights;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.zoo.Architectures;
import dev.maskwright.sdk.Frame;
import dev.maskwright.trainer.net.NetworkBlock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files against DJL. */
final class ParityTest {

    private static final List<Frame> PICTURES = List.of(Pictures.of(120, 90, 1), Pictures.of(64, 128, 2));

    private final Path file;

    ParityTest(@TempDir Path folder) {
        file = folder.resolve("model.onnx");
    }

    @ParameterizedTest
    @CsvSource({"unet-resnet18, PIXELS", "unet-resnet18, TENSOR", "segformer-mit_b0, PIXELS", "segformer-mit_b0, TENSOR"
    })
    void fileAgreesWithTheTrainedNetwork(String architecture, Form form) throws IOException {
        Trained trained = trained(architecture);
        export(trained, form, WeightStorage.FLOAT32);
        Report report = compare(trained);
        assertTrue(report.passed(), report.toText());
        assertEquals(2, report.pictures());
    }

    @Test
    void halfPrecisionFileAgreesWithTheNetworkAsStoredAndComesNearTheTrainedOne() throws IOException {
        Trained trained = trained("unet-resnet18");
        export(trained, Form.PIXELS, WeightStorage.FLOAT16);
        Report stored = compare(WeightStorage.FLOAT16.stored(trained, Rewriting.ALL));
        assertTrue(stored.passed(), stored.toText());
        Report price = compare(trained);
        assertTrue(price.relativeDifference() > stored.relativeDifference(), price.toText());
        assertTrue(price.relativeDifference() < 1e-2, price.toText());
    }

    @Test
    void fileOfAnotherNetworkFails() throws IOException {
        export(trained("unet-resnet18"), Form.PIXELS, WeightStorage.FLOAT32);
        Report report = compare(trained("segformer-mit_b0"));
        assertFalse(report.passed());
        assertTrue(report.toText().startsWith("parity on 2 pictures: FAILED"), report.toText());
        assertFalse(report.toJson().get("passed").getAsBoolean());
    }

    @Test
    void notANumberFails() throws IOException {
        export(trained("unet-resnet18"), Form.PIXELS, WeightStorage.FLOAT32);
        Report report = Parity.compare(
                file,
                (image, width, height) -> {
                    float[] logits = new float[4 * width * height];
                    logits[0] = Float.NaN;
                    return logits;
                },
                PICTURES);
        assertFalse(report.passed(), report.toText());
    }

    @Test
    void noPicturesAreRefused() throws IOException {
        Trained trained = trained("unet-resnet18");
        export(trained, Form.PIXELS, WeightStorage.FLOAT32);
        assertThrows(
                IllegalArgumentException.class,
                () -> Parity.compare(file, (image, width, height) -> new float[0], List.of()));
    }

    private static Trained trained(String architecture) {
        Network network = Architectures.build(architecture, 3, 4);
        return new Trained(network, FormulaWeights.of(network));
    }

    private void export(Trained trained, Form form, WeightStorage storage) throws IOException {
        Export.write(trained, Cards.dynamic(trained.network(), form, 96, 64), storage, PICTURES.get(0), file);
    }

    private Report compare(Trained reference) throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            NetworkBlock block = NetworkBlock.of(reference.network(), reference.weights(), manager);
            return Parity.compare(
                    file,
                    (image, width, height) -> block.forward(
                                    manager.create(image, new ai.djl.ndarray.types.Shape(1, 3, height, width)), false)
                            .toFloatArray(),
                    PICTURES);
        }
    }
}
