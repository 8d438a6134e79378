package dev.maskwright.exporter.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OrtException;
import dev.maskwright.exporter.Form;
import dev.maskwright.exporter.fixtures.Cards;
import dev.maskwright.exporter.fixtures.OrtGraph;
import dev.maskwright.exporter.rewrite.DropLastResize;
import dev.maskwright.exporter.rewrite.Trained;
import dev.maskwright.models.fixtures.FormulaGolden;
import dev.maskwright.models.fixtures.FormulaWeights;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.weights.Preference;
import dev.maskwright.models.weights.Tensor;
import dev.maskwright.models.weights.WeightImport;
import dev.maskwright.models.weights.Weights;
import dev.maskwright.models.zoo.Architectures;
import dev.maskwright.sdk.model.ModelCard;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hugging Face's SegFormer, encoder and decode head, against logits that it recorded. */
final class HuggingFaceSegformerTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "model.", "module._orig_mod."})
    void logitsAreThoseOfHuggingFace(String wrapper) throws IOException, OrtException {
        FormulaGolden golden = FormulaGolden.huggingFaceSegformer();
        Map<String, Tensor> wrapped = new LinkedHashMap<>();
        FormulaWeights.ofHuggingFace(golden.keys())
                .asMap()
                .forEach((key, tensor) -> wrapped.put(wrapper + key, tensor));
        Weights file = Weights.of(wrapped);
        assertTrue(WeightImport.isHuggingFaceSegformer(file));
        assertEquals(
                5,
                WeightImport.classes(
                        file, classes -> Architectures.build(golden.architecture(), 3, classes), "hf", Preference.RAW));
        Trained trained = new Trained(
                golden.network(),
                WeightImport.network(file, golden.network(), "hf").weights());
        assertFalse(DropLastResize.alignsCorners(golden.network()));

        Network quarter = DropLastResize.apply(trained).network();
        int width = golden.inputShape().size(3);
        int height = golden.inputShape().size(2);
        ModelCard card = Cards.fixed(quarter, Form.TENSOR, width, height);
        ModelProto model = OnnxFile.model(SegmentationGraph.of(DropLastResize.apply(trained), card), card);
        try (OrtGraph graph = new OrtGraph(model)) {
            float[] logits =
                    graph.run(Tensor.of(golden.inputShape(), golden.input())).values();
            double largest = 0;
            for (int i = 0; i < logits.length; i++) {
                largest = Math.max(largest, Math.abs(logits[i] - golden.logits().values()[i]));
            }
            assertEquals(golden.logits().values().length, logits.length);
            assertTrue(largest <= 5 * golden.logitsError(), "largest difference " + largest);
        }
    }

    /** A state dict that was saved under transformers 5 has other keys than its files. */
    @ParameterizedTest
    @ValueSource(strings = {"", "module._orig_mod."})
    void keysInMemoryMeanTheSame(String wrapper) throws IOException {
        FormulaGolden golden = FormulaGolden.huggingFaceSegformer();
        Map<String, Tensor> ofFiles =
                FormulaWeights.ofHuggingFace(golden.keys()).asMap();
        Map<String, Tensor> inMemory = new LinkedHashMap<>();
        ofFiles.forEach((key, tensor) -> inMemory.put(wrapper + FormulaWeights.keyInMemory(key), tensor));
        assertTrue(inMemory.containsKey(wrapper + "segformer.stages.1.blocks.0.attention.o_proj.weight"));
        assertEquals(
                WeightImport.network(Weights.of(ofFiles), golden.network(), "hf")
                        .weights()
                        .asMap(),
                WeightImport.network(Weights.of(inMemory), golden.network(), "hf")
                        .weights()
                        .asMap());
    }

    @Test
    void averagedWeightsBesideItsOwnAreToldApart() throws IOException {
        FormulaGolden golden = FormulaGolden.huggingFaceSegformer();
        Map<String, Tensor> both = new LinkedHashMap<>();
        FormulaWeights.ofHuggingFace(golden.keys()).asMap().forEach((key, tensor) -> {
            both.put("model.module." + key, tensor);
            both.put(
                    "model_ema.module." + key,
                    new Tensor(tensor.type(), tensor.shape(), new float[tensor.values().length]));
        });
        Weights file = Weights.of(both);
        String key = "segmentation_head.0.bias";
        assertEquals(
                both.get("model.module.decode_head.classifier.bias"),
                WeightImport.network(file, golden.network(), "hf").weights().get(key));
        assertEquals(
                both.get("model_ema.module.decode_head.classifier.bias"),
                WeightImport.network(file, golden.network(), "hf", Preference.EMA)
                        .weights()
                        .get(key));
    }

    @Test
    void theLargerOnesHaveTheSameKeys() {
        for (String encoder : new String[] {"mit_b0", "mit_b1", "mit_b2"}) {
            assertEquals(
                    Architectures.build("segformer-" + encoder, 3, 5).parameters(),
                    Architectures.build("segformer_hf-" + encoder, 3, 5).parameters());
        }
    }
}
