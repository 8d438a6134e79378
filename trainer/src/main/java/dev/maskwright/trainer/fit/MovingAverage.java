package dev.maskwright.trainer.fit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.maskwright.models.graph.Parameter;
import dev.maskwright.models.graph.Parameter.Kind;
import dev.maskwright.trainer.net.NetworkBlock;

/**
 * Keeps a second network whose parameters, running statistics included, are the exponential moving average of the
 * trained one's. This network is validated and saved.
 *
 * @see <a href="https://arxiv.org/abs/1703.01780">Mean Teachers, section 2</a>; the decay grows from 0.1 in the first
 *     steps, so that the initial weights are soon forgotten
 */
public final class MovingAverage {

    private final NetworkBlock trained;
    private final NetworkBlock average;
    private final double decay;

    /** An average that starts from the values of {@code average}; {@code decay} 0 copies the trained network. */
    public MovingAverage(NetworkBlock trained, NetworkBlock average, double decay) {
        this.trained = trained;
        this.average = average;
        this.decay = decay;
    }

    /**
     * Updates the average with the trained network after a step, counted from 1; frozen parameters are already in it.
     */
    public void update(int step, NDManager scratch) {
        double kept = Math.min(decay, step / (step + 9.0));
        for (Parameter parameter : trained.unfrozenParameters()) {
            NDArray now = trained.array(parameter.key());
            NDArray mean = average.array(parameter.key());
            try (NDArray difference = now.sub(mean)) {
                difference.attach(scratch);
                boolean isCounter = parameter.kind() == Kind.BATCHES_TRACKED; // integers have no average
                mean.addi(isCounter ? difference : difference.muli(1 - kept));
            }
        }
    }
}
