package dev.maskwright.exporter.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OrtException;
import dev.maskwright.exporter.Form;
import dev.maskwright.exporter.WeightStorage;
import dev.maskwright.exporter.fixtures.Cards;
import dev.maskwright.exporter.fixtures.OrtGraph;
import dev.maskwright.exporter.rewrite.Trained;
import dev.maskwright.models.fixtures.Npy;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.weights.SafetensorsFile;
import dev.maskwright.models.weights.Tensor;
import dev.maskwright.models.zoo.Architectures;
import dev.maskwright.sdk.ModelCard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A network that the peer saved, exported here: its logits are the peer's at both recorded sizes. */
final class PeerWeightsTest {

    private static final Path WEIGHTS = Path.of("..", "..", "shared", "goldens", "weights");

    @ParameterizedTest
    @CsvSource({
        "segformer-mit_b0, segformer_b0_c2, 224",
        "segformer-mit_b0, segformer_b0_c2, 256x320",
        "unet_plain, plain_unet_c2, 224",
        "unet_plain, plain_unet_c2, 256x320"
    })
    void logitsAreThePeers(String architecture, String file, String size) throws IOException, OrtException {
        assumeTrue(Files.isDirectory(WEIGHTS), () -> "the recorded weights are not at " + WEIGHTS);
        Network network = Architectures.build(architecture, 3, 2);
        Trained trained = new Trained(network, SafetensorsFile.read(WEIGHTS.resolve(file + ".safetensors")));
        Tensor input = npy("input_" + size);
        Tensor expected = npy(file + "_out_" + size);
        ModelCard card = Cards.dynamic(network, Form.TENSOR, 64, 64);
        try (OrtGraph graph =
                new OrtGraph(OnnxFile.model(SegmentationGraph.of(WeightStorage.FLOAT32.stored(trained), card), card))) {
            Tensor logits = graph.run(input);
            assertEquals(expected.shape(), logits.shape());
            for (int i = 0; i < expected.values().length; i++) {
                assertEquals(expected.values()[i], logits.values()[i], 2e-5, "logit " + i);
            }
        }
    }

    private static Tensor npy(String name) throws IOException {
        return Npy.parse(Files.readAllBytes(WEIGHTS.resolve(name + ".npy")));
    }
}
