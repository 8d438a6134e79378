package dev.maskwright.trainer.retrain;

import dev.maskwright.models.weights.Tensor;
import dev.maskwright.models.weights.Weights;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Weights part of the way from those of a deployed network to those at the end of a training: a network that is already
 * good forgets less, and keeps most of what was learned.
 *
 * @see <a href="https://arxiv.org/abs/2109.01903">Robust fine-tuning of zero-shot models</a>
 */
final class Partway {

    private Partway() {}

    /**
     * Weights between two sets with the same keys. Counters and the rows of new classes are those of {@code end}.
     *
     * @param share of the way from {@code start}, 0..1
     */
    static Weights between(Weights start, Weights end, double share) {
        Map<String, Tensor> between = new LinkedHashMap<>();
        end.asMap()
                .forEach((key, tensor) -> between.put(
                        key, tensor.type() == Tensor.Type.I64 ? tensor : between(start.get(key), tensor, share)));
        return Weights.of(between);
    }

    private static Tensor between(Tensor start, Tensor end, double share) {
        float[] first = start.values();
        float[] values = end.values().clone();
        for (int i = 0; i < first.length; i++) {
            values[i] = (float) (first[i] + share * (values[i] - first[i]));
        }
        return new Tensor(end.type(), end.shape(), values);
    }
}
