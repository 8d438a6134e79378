package dev.maskwright.exporter.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.onnxruntime.OrtException;
import dev.maskwright.exporter.Form;
import dev.maskwright.exporter.WeightStorage;
import dev.maskwright.exporter.fixtures.Cards;
import dev.maskwright.exporter.fixtures.OrtGraph;
import dev.maskwright.exporter.rewrite.Rewriting;
import dev.maskwright.exporter.rewrite.Trained;
import dev.maskwright.models.fixtures.Npy;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.weights.Tensor;
import dev.maskwright.models.weights.WeightFile;
import dev.maskwright.models.weights.WeightImport;
import dev.maskwright.models.weights.Weights;
import dev.maskwright.models.zoo.Architectures;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.trainer.net.NetworkBlock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A network that the peer saved, read and exported here: its logits, through DJL and ONNX Runtime, are the peer's at
 * both recorded sizes.
 */
final class PeerWeightsTest {

    private static final Path WEIGHTS = Path.of("..", "..", "shared", "goldens", "weights");

    @ParameterizedTest
    @CsvSource({
        "segformer-mit_b0, segformer_b0_c2, safetensors, 224",
        "segformer-mit_b0, segformer_b0_c2, safetensors, 256x320",
        "segformer-mit_b0, segformer_b0_c2, pth, 224",
        "segformer-mit_b0, segformer_b0_c2, pth, 256x320",
        "unet_plain, plain_unet_c2, safetensors, 224",
        "unet_plain, plain_unet_c2, safetensors, 256x320"
    })
    void logitsAreThePeers(String architecture, String name, String type, String size)
            throws IOException, OrtException {
        assumeTrue(Files.isDirectory(WEIGHTS), () -> "the recorded weights are not at " + WEIGHTS);
        Network network = Architectures.build(architecture, 3, 2);
        String file = name + "." + type;
        Weights weights = WeightImport.network(WeightFile.read(WEIGHTS.resolve(file)), network, file)
                .weights();
        Tensor input = npy("input_" + size);
        Tensor expected = npy(name + "_out_" + size);
        ModelCard card = Cards.dynamic(network, Form.TENSOR, 64, 64);
        Trained trained = WeightStorage.FLOAT32.stored(new Trained(network, weights), Rewriting.ALL);
        try (OrtGraph graph = new OrtGraph(OnnxFile.model(SegmentationGraph.of(trained, card), card))) {
            assertClose(expected, graph.run(input));
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            NetworkBlock block = NetworkBlock.of(network, weights, manager);
            long[] sizes =
                    input.shape().sizes().stream().mapToLong(Integer::longValue).toArray();
            NDArray logits = block.forward(manager.create(input.values(), new Shape(sizes)), false);
            assertClose(expected, Tensor.of(expected.shape(), logits.toFloatArray()));
        }
    }

    private static void assertClose(Tensor expected, Tensor logits) {
        assertEquals(expected.shape(), logits.shape());
        for (int i = 0; i < expected.values().length; i++) {
            assertEquals(expected.values()[i], logits.values()[i], 2e-5, "logit " + i);
        }
    }

    private static Tensor npy(String name) throws IOException {
        return Npy.parse(Files.readAllBytes(WEIGHTS.resolve(name + ".npy")));
    }
}
