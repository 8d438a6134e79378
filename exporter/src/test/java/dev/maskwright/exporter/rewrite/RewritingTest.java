package dev.maskwright.exporter.rewrite;

import static dev.maskwright.exporter.rewrite.SameLogits.assertSame;
import static dev.maskwright.exporter.rewrite.SameLogits.assertUnchanged;
import static dev.maskwright.exporter.rewrite.SameLogits.trained;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.maskwright.exporter.Form;
import dev.maskwright.exporter.fixtures.Cards;
import dev.maskwright.exporter.onnx.OnnxFile;
import dev.maskwright.exporter.onnx.SegmentationGraph;
import dev.maskwright.models.fixtures.FormulaWeights;
import dev.maskwright.models.graph.MultiplyAdds;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.Shape;
import dev.maskwright.models.zoo.Architectures;
import dev.maskwright.sdk.model.ModelCard;
import java.nio.FloatBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RewritingTest {

    private static final Network SEGFORMER = Architectures.build("segformer-mit_b0", 3, 4);
    private static final Trained TRAINED = trained(SEGFORMER);

    @Test
    void segformerStaysWhatItIsAtAnotherSize() throws OrtException {
        assertSame(TRAINED, Rewriting.ALL.apply(TRAINED), 96, 64);
    }

    @Test
    void segformerTakesLessThanHalfOfTheMultiplyAdds() {
        Shape image = Shape.of(1, 3, 224, 224);
        long before = MultiplyAdds.of(SEGFORMER, image);
        long after = MultiplyAdds.of(Rewriting.ALL.apply(TRAINED).network(), image);
        assertTrue(after < 0.42 * before, after + " of " + before);
    }

    @Test
    void noneGivesTheNetworkItself() {
        assertUnchanged(TRAINED, Rewriting.NONE.apply(TRAINED));
    }

    /** A runtime may do as much or as little as it likes: no level of ONNX Runtime fails or gives something else. */
    @ParameterizedTest
    @EnumSource(OptLevel.class)
    void fileRunsAtEveryLevelOfOptimisation(OptLevel level) throws OrtException {
        float[] expected = SameLogits.logits(TRAINED, 64, 64);
        for (boolean dynamic : new boolean[] {true, false}) {
            ModelCard card = dynamic
                    ? Cards.dynamic(SEGFORMER, Form.TENSOR, 64, 64)
                    : Cards.fixed(SEGFORMER, Form.TENSOR, 64, 64);
            ModelProto model = OnnxFile.model(SegmentationGraph.of(Rewriting.ALL.apply(TRAINED), card), card);
            float[] actual = run(model, level);
            for (int i = 0; i < expected.length; i++) {
                assertEquals(expected[i], actual[i], 1e-4 * Math.max(1, Math.abs(expected[i])));
            }
        }
    }

    @Test
    void fileIsMadeOfStandardOperators() {
        ModelCard card = Cards.dynamic(SEGFORMER, Form.PIXELS, 64, 64);
        ModelProto model = OnnxFile.model(SegmentationGraph.of(Rewriting.ALL.apply(TRAINED), card), card);
        assertEquals(1, model.getOpsetImportCount());
        assertEquals(17, model.getOpsetImport(0).getVersion());
        assertEquals(8, model.getIrVersion());
        assertTrue(model.getGraph().getNodeList().stream()
                .map(NodeProto::getDomain)
                .allMatch(String::isEmpty));
    }

    private static float[] run(ModelProto model, OptLevel level) throws OrtException {
        Shape shape = Shape.of(1, 3, 64, 64);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setOptimizationLevel(level);
            try (OrtSession session = environment.createSession(model.toByteArray(), options);
                    OnnxTensor input = OnnxTensor.createTensor(
                            environment, FloatBuffer.wrap(FormulaWeights.input(shape)), new long[] {1, 3, 64, 64});
                    OrtSession.Result result = session.run(Map.of("input", input))) {
                FloatBuffer buffer = ((OnnxTensor) result.get(0)).getFloatBuffer();
                float[] logits = new float[buffer.remaining()];
                buffer.get(logits);
                return logits;
            }
        }
    }
}
