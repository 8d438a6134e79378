package dev.maskwright.trainer.retrain;

import dev.maskwright.models.weights.Tensor;
import dev.maskwright.models.weights.Weights;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Weights half way between those that a training began with and those that it ended with: of a network that is good already they keep nearly all,
 * and have most of what was learned.
 *
 * @see <a href="https://arxiv.org/abs/2109.01903">Robust fine-tuning of zero-shot models</a>, which recommends the same half where nothing is known
 */
final class HalfWay {

    private HalfWay() {}

    /** The mean of two sets of weights with the same keys; numbers that count are those of {@code end}. */
    static Weights between(Weights start, Weights end) {
        Map<String, Tensor> mean = new LinkedHashMap<>();
        end.asMap()
                .forEach((key, tensor) ->
                        mean.put(key, tensor.type() == Tensor.Type.I64 ? tensor : mean(start.get(key), tensor)));
        return Weights.of(mean);
    }

    private static Tensor mean(Tensor start, Tensor end) {
        float[] first = start.values();
        float[] values = end.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = (first[i] + values[i]) / 2;
        }
        return new Tensor(end.type(), end.shape(), values);
    }
}
