package dev.maskwright.trainer.fit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.Parameter;
import dev.maskwright.models.weights.Tensor;
import dev.maskwright.models.weights.Weights;
import dev.maskwright.trainer.net.NetworkBlock;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that a training must find again to go on.
 *
 * @param trained the network whose parameters the optimiser moves
 * @param average the moving average of its parameters
 * @param optimizer with its moments
 * @param epoch the last finished epoch, 0 before the first
 * @param bestMeanIou of the epochs so far
 */
record TrainingState(NetworkBlock trained, NetworkBlock average, Optimizer optimizer, int epoch, double bestMeanIou) {

    private static final String TRAINED = "trained.";
    private static final String AVERAGE = "average.";

    /** Where the checkpoint stands: after its last finished epoch, or before the first with the weights it begins with. */
    static TrainingState of(Checkpoint checkpoint, NDManager manager) throws IOException {
        Network network = checkpoint.network();
        Recipe recipe = checkpoint.recipe();
        if (!checkpoint.hasState()) {
            Weights start = checkpoint.start();
            NetworkBlock trained = NetworkBlock.of(network, start, manager);
            Optimizer optimizer = optimizer(recipe, trained, manager);
            NetworkBlock average = NetworkBlock.of(network, start, manager);
            return new TrainingState(trained, average, optimizer, 0, Double.NEGATIVE_INFINITY);
        }
        Weights saved = checkpoint.state();
        NetworkBlock trained = NetworkBlock.of(network, withoutPrefix(saved, TRAINED), manager);
        NetworkBlock average = NetworkBlock.of(network, withoutPrefix(saved, AVERAGE), manager);
        Optimizer optimizer = optimizer(recipe, trained, manager);
        List<String> names = optimizer.rule().buffers();
        for (Optimizer.Slot slot : optimizer.slots()) {
            for (int i = 0; i < names.size(); i++) {
                // Added to zeros: DJL's copyTo would lose the memory layout, and with it speed and the last bits.
                add(
                        saved.get(names.get(i) + "." + slot.parameter().key()),
                        slot.buffers().get(i));
            }
        }
        Map<String, String> metadata = checkpoint.stateMetadata();
        return new TrainingState(
                trained,
                average,
                optimizer,
                Integer.parseInt(metadata.getOrDefault("epoch", "0")),
                Double.parseDouble(metadata.getOrDefault("bestMeanIou", "0")));
    }

    private static Optimizer optimizer(Recipe recipe, NetworkBlock trained, NDManager manager) {
        UpdateRule rule =
                switch (recipe.optimizer()) {
                    case ADAMW -> new UpdateRule.Adam(true);
                    case ADAM -> new UpdateRule.Adam(false);
                    case SGD -> new UpdateRule.Sgd(recipe.momentum());
                };
        return new Optimizer(trained, rule, recipe.weightDecay(), recipe.gradientNorm(), manager);
    }

    /** A copy of all arrays as they are now. */
    Weights weights() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        trained.weights().asMap().forEach((key, tensor) -> tensors.put(TRAINED + key, tensor));
        average.weights().asMap().forEach((key, tensor) -> tensors.put(AVERAGE + key, tensor));
        List<String> names = optimizer.rule().buffers();
        for (Optimizer.Slot slot : optimizer.slots()) {
            Parameter parameter = slot.parameter();
            for (int i = 0; i < names.size(); i++) {
                float[] values = slot.buffers().get(i).toFloatArray();
                tensors.put(names.get(i) + "." + parameter.key(), Tensor.of(parameter.shape(), values));
            }
        }
        return Weights.of(tensors);
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

    private static void add(Tensor tensor, NDArray array) {
        try (NDArray values = array.getManager().create(tensor.values(), array.getShape())) {
            array.addi(values);
        }
    }
}
