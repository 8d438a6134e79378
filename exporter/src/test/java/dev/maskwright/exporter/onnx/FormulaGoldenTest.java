package dev.maskwright.exporter.onnx;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OrtException;
import dev.maskwright.exporter.Form;
import dev.maskwright.exporter.fixtures.Cards;
import dev.maskwright.exporter.fixtures.OrtGraph;
import dev.maskwright.exporter.rewrite.FoldBatchNorm;
import dev.maskwright.exporter.rewrite.Trained;
import dev.maskwright.models.fixtures.FormulaGolden;
import dev.maskwright.models.fixtures.FormulaWeights;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.weights.Tensor;
import dev.maskwright.sdk.model.ModelCard;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Exported networks against logits that the peer recorded. */
final class FormulaGoldenTest {

    @ParameterizedTest
    @MethodSource("dev.maskwright.models.fixtures.FormulaGolden#architectures")
    void logitsAreThePeersAtAFixedSize(String architecture) throws OrtException {
        FormulaGolden golden = FormulaGolden.of(architecture);
        Network network = golden.network();
        assertAgree(golden, new Trained(network, FormulaWeights.of(network)), false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unet-resnet18", "segformer-mit_b0"})
    void logitsAreThePeersWithBatchNormFolded(String architecture) throws OrtException {
        FormulaGolden golden = FormulaGolden.of(architecture);
        Network network = golden.network();
        assertAgree(golden, FoldBatchNorm.apply(new Trained(network, FormulaWeights.of(network))), true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unet-resnet18", "segformer-mit_b0", "unet_plain"})
    void logitsAreThePeersAtAnySize(String architecture) throws OrtException {
        FormulaGolden golden = FormulaGolden.of(architecture);
        Network network = golden.network();
        assertAgree(golden, new Trained(network, FormulaWeights.of(network)), true);
    }

    /**
     * Five times how far the peer is from itself in double precision, which bounds the rounding of any float engine.
     */
    private static void assertAgree(FormulaGolden golden, Trained trained, boolean dynamic) throws OrtException {
        int height = golden.inputShape().size(2);
        int width = golden.inputShape().size(3);
        ModelCard card = dynamic
                ? Cards.dynamic(trained.network(), Form.TENSOR, 2 * width, 2 * height)
                : Cards.fixed(trained.network(), Form.TENSOR, width, height);
        ModelProto model = OnnxFile.model(SegmentationGraph.of(trained, card), card);
        try (OrtGraph graph = new OrtGraph(model)) {
            Tensor logits = graph.run(Tensor.of(golden.inputShape(), golden.input()));
            float[] stored = golden.stored(logits.values());
            double largest = 0;
            for (int i = 0; i < stored.length; i++) {
                double difference = Math.abs(stored[i] - golden.logits().values()[i]);
                largest = Math.max(largest, difference);
            }
            assertTrue(
                    largest <= 5 * golden.logitsError(),
                    "largest difference %s, allowed %s".formatted(largest, 5 * golden.logitsError()));
        }
    }
}
