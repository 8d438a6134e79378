package dev.maskwright.trainer.fit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.maskwright.models.graph.Parameter;
import dev.maskwright.models.graph.Parameter.Kind;
import dev.maskwright.trainer.net.NetworkBlock;
import java.util.List;

/**
 * Adam with decoupled weight decay, which acts on weights but neither on biases nor on norms. Gradients are shortened to
 * a largest common norm. One thread at a time.
 *
 * <p>DJL's own Adam cannot do this: it has one decay for all parameters, clips element by element and on one side, and
 * does not let its moments be saved.
 *
 * @see <a href="https://arxiv.org/abs/1711.05101">Decoupled Weight Decay Regularization</a>; the results are those of
 *     PyTorch's AdamW, with fewer passes over memory: both moments are kept as plain decaying sums, and their factors
 *     {@code 1 - beta} go into the step
 */
final class AdamW {

    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    private final NetworkBlock block;
    private final List<Moments> moments;
    private final double weightDecay;
    private final double largestNorm;

    /**
     * What is kept for one parameter.
     *
     * @param first decaying sum of gradients
     * @param second decaying sum of squared gradients
     */
    record Moments(Parameter parameter, NDArray first, NDArray second) {}

    /**
     * Starts with moments of zero.
     *
     * @param largestNorm the norm to which longer gradients are shortened; 0 leaves them as they are
     * @param manager owns the moments
     */
    AdamW(NetworkBlock block, double weightDecay, double largestNorm, NDManager manager) {
        this.block = block;
        this.weightDecay = weightDecay;
        this.largestNorm = largestNorm;
        this.moments = block.network().parameters().stream()
                .filter(parameter -> parameter.kind().trained())
                .map(parameter -> new Moments(parameter, zeros(parameter, manager), zeros(parameter, manager)))
                .toList();
    }

    /** Zeros in the shape and memory layout of a parameter. */
    private NDArray zeros(Parameter parameter, NDManager manager) {
        return attached(block.array(parameter.key()).stopGradient().mul(0), manager);
    }

    List<Moments> moments() {
        return moments;
    }

    /**
     * Moves every trained parameter against its gradient, and sets the gradients to zero.
     *
     * @param step which step this is, from 1
     * @param scratch owns what is needed on the way
     * @return the norm of all gradients before they were shortened
     */
    double step(int step, double learningRate, NDManager scratch) {
        double norm = gradientNorm(scratch);
        double clip = largestNorm > 0 && norm > largestNorm ? largestNorm / norm : 1;
        double spread = Math.sqrt((1 - BETA2) / (1 - Math.pow(BETA2, step)));
        double rate = learningRate * (1 - BETA1) / (1 - Math.pow(BETA1, step)) / spread;
        for (Moments moment : moments) {
            NDArray array = block.array(moment.parameter().key());
            NDArray first = moment.first();
            NDArray second = moment.second();
            try (NDManager manager = scratch.newSubManager()) {
                NDArray gradient = gradient(array, manager);
                if (clip < 1) {
                    gradient.muli(clip);
                }
                first.muli(BETA1).addi(gradient);
                second.muli(BETA2).addi(gradient.mul(gradient));
                NDArray change = second.sqrt();
                change.attach(manager);
                change.addi(EPSILON / spread);
                NDArray move = first.div(change);
                move.attach(manager);
                // PyTorch refuses to write into an array that wants a gradient.
                array.setRequiresGradient(false);
                if (moment.parameter().kind() == Kind.WEIGHT && weightDecay > 0) {
                    array.muli(1 - learningRate * weightDecay);
                }
                array.addi(move.muli(-rate));
                array.setRequiresGradient(true);
                gradient.subi(gradient);
            }
        }
        return norm;
    }

    private double gradientNorm(NDManager scratch) {
        try (NDManager manager = scratch.newSubManager()) {
            NDArray squares = manager.create(0f);
            for (Moments moment : moments) {
                NDArray gradient = gradient(block.array(moment.parameter().key()), manager);
                squares.addi(gradient.mul(gradient).sum());
            }
            return Math.sqrt(squares.getFloat());
        }
    }

    private static NDArray gradient(NDArray array, NDManager manager) {
        return attached(array.getGradient(), manager);
    }

    private static NDArray attached(NDArray array, NDManager manager) {
        array.attach(manager);
        return array;
    }
}
