package dev.maskwright.trainer.fit;

import static dev.maskwright.trainer.fit.Optimizer.attached;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;

/** How one parameter is updated in a step. The results are those of PyTorch's optimiser of that name. */
public sealed interface UpdateRule {

    /** The names of the buffers that are kept for each parameter from step to step; all of them start at zero. */
    List<String> buffers();

    /**
     * Updates a parameter in place; may write into gradient and buffers.
     *
     * @param step number of the step, from 1
     * @param weightDecay for this parameter
     * @param scratch owns temporary arrays
     */
    void update(
            NDArray parameter,
            NDArray gradient,
            List<NDArray> buffers,
            int step,
            double learningRate,
            double weightDecay,
            NDManager scratch);

    /**
     * Stochastic gradient descent; decay is added to the gradient.
     *
     * @param momentum share of the last update in the next, 0 for none
     */
    record Sgd(double momentum) implements UpdateRule {
        @Override
        public List<String> buffers() {
            return List.of("velocity");
        }

        @Override
        public void update(
                NDArray parameter,
                NDArray gradient,
                List<NDArray> buffers,
                int step,
                double learningRate,
                double weightDecay,
                NDManager scratch) {
            NDArray velocity = buffers.get(0);
            velocity.muli(momentum).addi(gradient);
            if (weightDecay > 0) {
                velocity.addi(attached(parameter.mul(weightDecay), scratch));
            }
            parameter.subi(attached(velocity.mul(learningRate), scratch));
        }
    }

    /**
     * Adam, or AdamW if decay is decoupled from the gradient. Both moments are kept as plain decaying sums, and their
     * factors {@code 1 - beta} are part of the step: fewer passes over memory for the same result.
     *
     * @see <a href="https://arxiv.org/abs/1412.6980">Adam</a>
     * @see <a href="https://arxiv.org/abs/1711.05101">Decoupled Weight Decay Regularization</a>
     */
    record Adam(boolean decoupled) implements UpdateRule {
        private static final double BETA1 = 0.9;
        private static final double BETA2 = 0.999;
        private static final double EPSILON = 1e-8;

        @Override
        public List<String> buffers() {
            return List.of("first", "second");
        }

        @Override
        public void update(
                NDArray parameter,
                NDArray gradient,
                List<NDArray> buffers,
                int step,
                double learningRate,
                double weightDecay,
                NDManager scratch) {
            if (!decoupled && weightDecay > 0) {
                gradient.addi(attached(parameter.mul(weightDecay), scratch));
            }
            NDArray first = buffers.get(0).muli(BETA1).addi(gradient);
            NDArray second = buffers.get(1).muli(BETA2).addi(gradient.mul(gradient));
            double spread = Math.sqrt((1 - BETA2) / (1 - Math.pow(BETA2, step)));
            double rate = learningRate * (1 - BETA1) / (1 - Math.pow(BETA1, step)) / spread;
            NDArray deviation = attached(second.sqrt(), scratch).addi(EPSILON / spread);
            NDArray move = attached(first.div(deviation), scratch);
            if (decoupled && weightDecay > 0) {
                parameter.muli(1 - learningRate * weightDecay);
            }
            parameter.subi(move.muli(rate));
        }
    }
}
