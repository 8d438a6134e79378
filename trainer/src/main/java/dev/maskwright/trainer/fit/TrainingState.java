package dev.maskwright.trainer.fit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.Parameter;
import dev.maskwright.models.graph.StochasticDepth;
import dev.maskwright.models.weights.Tensor;
import dev.maskwright.models.weights.Weights;
import dev.maskwright.trainer.net.NetworkBlock;
import dev.maskwright.trainer.net.Values;
import dev.maskwright.trainer.recipe.Recipe;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that a training needs to resume.
 *
 * @param trained the network whose parameters the optimiser updates
 * @param average the moving average of its parameters
 * @param optimizer with its moments
 */
record TrainingState(NetworkBlock trained, NetworkBlock average, Optimizer optimizer, Standing standing) {

    private static final String TRAINED = "trained.";
    private static final String AVERAGE = "average.";

    /**
     * The state in the checkpoint: the saved one, or that before the first epoch with the initial weights.
     *
     * @param stepsPerEpoch for the training data
     */
    static TrainingState of(Checkpoint checkpoint, int stepsPerEpoch, NDManager manager) throws IOException {
        Recipe recipe = checkpoint.recipe();
        Network network = StochasticDepth.withLargest(
                checkpoint.network(), (float) recipe.encoder().stochasticDepth());
        if (!checkpoint.hasState()) {
            Weights start = checkpoint.start();
            NetworkBlock trained = NetworkBlock.of(network, start, manager);
            Optimizer optimizer = optimizer(recipe, stepsPerEpoch, trained, manager);
            NetworkBlock average = NetworkBlock.of(network, start, manager);
            return new TrainingState(trained, average, optimizer, Standing.START);
        }
        Weights saved = checkpoint.state();
        NetworkBlock trained = NetworkBlock.of(network, withoutPrefix(saved, TRAINED), manager);
        NetworkBlock average = NetworkBlock.of(network, withoutPrefix(saved, AVERAGE), manager);
        Optimizer optimizer = optimizer(recipe, stepsPerEpoch, trained, manager);
        List<String> names = optimizer.rule().buffers();
        for (Optimizer.Slot slot : optimizer.slots()) {
            for (int i = 0; i < names.size(); i++) {
                // Added to zeros: DJL's copyTo would lose the memory layout, and with it speed and the last bits.
                add(
                        saved.get(names.get(i) + "." + slot.parameter().key()),
                        slot.buffers().get(i));
            }
        }
        return new TrainingState(trained, average, optimizer, Standing.of(checkpoint.stateMetadata()));
    }

    private static Optimizer optimizer(Recipe recipe, int stepsPerEpoch, NetworkBlock trained, NDManager manager) {
        UpdateRule rule =
                switch (recipe.optimizer().kind()) {
                    case ADAMW -> new UpdateRule.Adam(true);
                    case ADAM -> new UpdateRule.Adam(false);
                    case SGD -> new UpdateRule.Sgd(recipe.optimizer().momentum());
                };
        long frozenSteps = (long) recipe.encoder().freezeEpochs() * stepsPerEpoch;
        Optimizer.Options settings = new Optimizer.Options(
                recipe.optimizer().weightDecay(),
                recipe.optimizer().gradientNorm(),
                recipe.encoder().rate(),
                (int) Math.min(frozenSteps, Integer.MAX_VALUE));
        return new Optimizer(trained, rule, settings, manager);
    }

    /** A copy of all current arrays. */
    Weights weights() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        trained.weights().asMap().forEach((key, tensor) -> tensors.put(TRAINED + key, tensor));
        average.weights().asMap().forEach((key, tensor) -> tensors.put(AVERAGE + key, tensor));
        List<String> names = optimizer.rule().buffers();
        for (Optimizer.Slot slot : optimizer.slots()) {
            Parameter parameter = slot.parameter();
            for (int i = 0; i < names.size(); i++) {
                float[] values = Values.of(slot.buffers().get(i));
                tensors.put(names.get(i) + "." + parameter.key(), Tensor.of(parameter.shape(), values));
            }
        }
        return Weights.of(tensors);
    }

    /** The averaged network's part of {@link #weights}. */
    static Weights average(Weights saved) {
        return withoutPrefix(saved, AVERAGE);
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
