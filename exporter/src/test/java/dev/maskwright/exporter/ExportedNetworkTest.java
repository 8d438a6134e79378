package dev.maskwright.exporter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.maskwright.exporter.check.Proof;
import dev.maskwright.exporter.check.ProofPictures;
import dev.maskwright.exporter.check.Reference;
import dev.maskwright.exporter.check.Tolerance;
import dev.maskwright.exporter.fixtures.Cards;
import dev.maskwright.exporter.fixtures.DjlReference;
import dev.maskwright.exporter.fixtures.Pictures;
import dev.maskwright.exporter.onnx.InputSize;
import dev.maskwright.exporter.onnx.OnnxFile;
import dev.maskwright.exporter.rewrite.Rewriting;
import dev.maskwright.exporter.rewrite.Trained;
import dev.maskwright.models.fixtures.FormulaWeights;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.weights.Weights;
import dev.maskwright.models.zoo.Architectures;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ExportedNetworkTest {

    private final Path folder;

    ExportedNetworkTest(@TempDir Path folder) {
        this.folder = folder;
    }

    static Stream<Arguments> ways() {
        ExportOptions plain = ExportOptions.defaults();
        return Stream.of(
                Arguments.of(
                        "edgefpn-efficientnet_lite0",
                        plain.withForm(Form.LOGITS).withStorage(WeightStorage.FLOAT16)),
                Arguments.of("edgefpn-efficientnet_lite0", plain.withLogits()),
                Arguments.of(
                        "segformer-mit_b0", plain.withRewriting(Rewriting.NONE).withForm(Form.TENSOR)),
                Arguments.of("segformer-mit_b0", plain.withResolution(Resolution.NETWORK)),
                Arguments.of(
                        "unet-resnet18",
                        plain.withRewriting(Rewriting.QUANTIZABLE).withSize(InputSize.fixed(96, 64))),
                Arguments.of("fpn-resnet18", plain));
    }

    /** What is read back has the weights of the file, and gives the same file again. */
    @ParameterizedTest
    @MethodSource("ways")
    void aFileIsReadBack(String architecture, ExportOptions options) throws IOException {
        Network network = Architectures.build(architecture, 3, 4);
        Trained trained = new Trained(network, FormulaWeights.of(network));
        Path file = folder.resolve("model.onnx");
        Export.of(trained, Cards.description(network, 96, 64), options).write(Pictures.of(90, 60, 1), file);

        ExportedNetwork read = ExportedNetwork.read(file);
        assertEquals(options, read.options());
        Weights stored = options.stored(trained).weights();
        assertEquals(stored.keys(), read.trained().weights().keys());
        stored.asMap().forEach((key, tensor) -> {
            if (!key.endsWith("num_batches_tracked")) {
                assertArrayEquals(
                        tensor.values(), read.trained().weights().get(key).values(), key);
            }
        });
        Path again = folder.resolve("again.onnx");
        Export.of(read.trained(), Cards.description(network, 96, 64), read.options())
                .write(Pictures.of(90, 60, 1), again);
        assertEquals(-1, Files.mismatch(file, again));
    }

    /** The model that ships, whose checkpoint is not here: what is read from it computes what it computes. */
    @Test
    void theShippedModelIsReadBack() throws IOException {
        Path file = Path.of("../models/trained/interiors-edgefpn-lite0.onnx");
        ExportedNetwork read = ExportedNetwork.read(file);
        try (Reference network = DjlReference.of(read.options().wanted(read.trained()))) {
            Proof proof = Proof.of(file, network, ProofPictures.drawn(2, 288, 224), Tolerance.FLOAT32);
            assertTrue(proof.passed(), proof.toText());
        }
    }

    @Test
    void whatCannotBeTrainedIsRefused() {
        Path int8 = Path.of("../models/trained/interiors-edgefpn-lite0-int8.onnx");
        String fault = assertThrows(ModelFormatException.class, () -> ExportedNetwork.read(int8))
                .getMessage();
        assertTrue(String.valueOf(fault).contains("is quantised"), fault);
        assertTrue(String.valueOf(fault).endsWith("name the float file that it was made from"), fault);
    }

    @Test
    void aFileWithOtherWeightsThanItsArchitectureIsRefused() throws IOException {
        Network network = Architectures.build("edgefpn-efficientnet_lite0", 3, 4);
        Trained trained = new Trained(network, FormulaWeights.of(network));
        Path file = folder.resolve("model.onnx");
        ModelCard card = Export.of(trained, Cards.description(network, 96, 64), ExportOptions.defaults())
                .write(Pictures.of(90, 60, 1), file);
        ModelCard other = new ModelCard(
                card.name(),
                card.version(),
                "unet-efficientnet_lite0",
                card.classes(),
                card.input(),
                card.normalization(),
                card.outputs(),
                card.provenance(),
                card.golden());
        OnnxFile.write(file, OnnxFile.withCard(OnnxFile.read(file), other));
        String fault = assertThrows(ModelFormatException.class, () -> ExportedNetwork.read(file))
                .getMessage();
        assertTrue(String.valueOf(fault).contains("does not hold the weights of unet-efficientnet_lite0"), fault);

        OnnxFile.write(file, OnnxFile.withCard(OnnxFile.read(file), card.withProvenance(new JsonObject())));
        fault = assertThrows(ModelFormatException.class, () -> ExportedNetwork.read(file))
                .getMessage();
        assertTrue(String.valueOf(fault).contains("was not exported by maskwright"), fault);
    }
}
