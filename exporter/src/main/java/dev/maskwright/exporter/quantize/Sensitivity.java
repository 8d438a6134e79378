package dev.maskwright.exporter.quantize;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.model.ModelCard;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Measures the error of each layer alone. */
final class Sensitivity {

    private Sensitivity() {}

    /** The layers in the order of the graph; runs the model once per layer and picture. */
    static List<LayerError> of(Quantizer quantizer, ModelCard card, List<Frame> pictures) {
        String logits = ScoredValue.of(quantizer.floatModel().getGraph(), card);
        List<float[]> expected = logits(quantizer.floatModel(), card, logits, pictures);
        List<LayerError> errors = new ArrayList<>();
        for (Quantizer.QuantizableLayer layer : quantizer.layers()) {
            errors.add(new LayerError(
                    layer,
                    layer.obstacle().isEmpty()
                            ? decibels(expected, logits(quantizer.only(layer.name(), logits), card, logits, pictures))
                            : Double.NaN));
        }
        return errors;
    }

    private static List<float[]> logits(ModelProto model, ModelCard card, String value, List<Frame> pictures) {
        List<float[]> logits = new ArrayList<>();
        try (GraphRun run = new GraphRun(model, card, Set.of(value))) {
            for (Frame picture : pictures) {
                run.run(
                        picture,
                        Set.of(value),
                        (name, numbers, count, shape) -> logits.add(Arrays.copyOf(numbers, count)));
            }
        }
        return logits;
    }

    static double decibels(List<float[]> expected, List<float[]> found) {
        double signal = 0;
        double noise = 0;
        for (int picture = 0; picture < expected.size(); picture++) {
            float[] a = expected.get(picture);
            float[] b = found.get(picture);
            for (int i = 0; i < a.length; i++) {
                signal += (double) a[i] * a[i];
                noise += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
            }
        }
        return 10 * Math.log10(signal / noise);
    }
}
