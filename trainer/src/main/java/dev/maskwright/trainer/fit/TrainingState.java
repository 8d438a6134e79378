package dev.maskwright.trainer.fit;

import ai.djl.ndarray.NDArray;
import dev.maskwright.models.graph.Parameter;
import dev.maskwright.models.weights.Tensor;
import dev.maskwright.models.weights.Weights;
import dev.maskwright.trainer.net.NetworkBlock;
import java.util.LinkedHashMap;
import java.util.Map;

/** Every array that a training must find again to go on: trained and averaged parameters, and the optimiser's moments. */
final class TrainingState {

    private static final String TRAINED = "trained.";
    private static final String AVERAGE = "average.";
    private static final String FIRST = "first.";
    private static final String SECOND = "second.";

    private final NetworkBlock trained;
    private final NetworkBlock average;
    private final AdamW optimizer;

    TrainingState(NetworkBlock trained, NetworkBlock average, AdamW optimizer) {
        this.trained = trained;
        this.average = average;
        this.optimizer = optimizer;
    }

    Weights weights() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        trained.weights().asMap().forEach((key, tensor) -> tensors.put(TRAINED + key, tensor));
        average.weights().asMap().forEach((key, tensor) -> tensors.put(AVERAGE + key, tensor));
        for (AdamW.Moments moments : optimizer.moments()) {
            Parameter parameter = moments.parameter();
            tensors.put(
                    FIRST + parameter.key(),
                    Tensor.of(parameter.shape(), moments.first().toFloatArray()));
            tensors.put(
                    SECOND + parameter.key(),
                    Tensor.of(parameter.shape(), moments.second().toFloatArray()));
        }
        return Weights.of(tensors);
    }

    void restore(Weights saved) {
        trained.load(withoutPrefix(saved, TRAINED));
        average.load(withoutPrefix(saved, AVERAGE));
        for (AdamW.Moments moments : optimizer.moments()) {
            restore(moments.first(), saved.get(FIRST + moments.parameter().key()));
            restore(moments.second(), saved.get(SECOND + moments.parameter().key()));
        }
    }

    private static Weights withoutPrefix(Weights saved, String prefix) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        saved.asMap().forEach((key, tensor) -> {
            if (key.startsWith(prefix)) {
                tensors.put(key.substring(prefix.length()), tensor);
            }
        });
        return Weights.of(tensors);
    }

    private static void restore(NDArray array, Tensor tensor) {
        try (NDArray values = array.getManager().create(tensor.values(), array.getShape())) {
            values.copyTo(array);
        }
    }
}
