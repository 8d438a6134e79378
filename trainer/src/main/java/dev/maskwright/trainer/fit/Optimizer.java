package dev.maskwright.trainer.fit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.maskwright.models.graph.Parameter;
import dev.maskwright.models.graph.Parameter.Kind;
import dev.maskwright.trainer.net.NetworkBlock;
import java.util.ArrayList;
import java.util.List;

/**
 * Moves a network's parameters by an {@link UpdateRule}. Weight decay acts on weights but neither on biases, positions
 * nor norms; gradients are shortened to a largest common norm. One thread at a time.
 *
 * <p>DJL's own optimisers cannot do this: they have one decay for all parameters, clip element by element and on one
 * side, and do not let their state be saved.
 */
final class Optimizer {

    private final NetworkBlock block;
    private final UpdateRule rule;
    private final double weightDecay;
    private final double largestNorm;
    private final List<Slot> slots = new ArrayList<>();

    /**
     * What is kept for one parameter.
     *
     * @param buffers one for each of the rule's {@link UpdateRule#buffers}
     */
    record Slot(Parameter parameter, List<NDArray> buffers) {}

    /**
     * Starts with buffers of zero.
     *
     * @param largestNorm the norm to which longer gradients are shortened; 0 leaves them as they are
     * @param manager owns the buffers
     */
    Optimizer(NetworkBlock block, UpdateRule rule, double weightDecay, double largestNorm, NDManager manager) {
        this.block = block;
        this.rule = rule;
        this.weightDecay = weightDecay;
        this.largestNorm = largestNorm;
        for (Parameter parameter : block.network().parameters()) {
            if (parameter.kind().trained()) {
                List<NDArray> buffers = rule.buffers().stream()
                        .map(name -> zeros(parameter, manager))
                        .toList();
                slots.add(new Slot(parameter, buffers));
            }
        }
    }

    UpdateRule rule() {
        return rule;
    }

    List<Slot> slots() {
        return slots;
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
        for (Slot slot : slots) {
            NDArray array = block.array(slot.parameter().key());
            try (NDManager manager = scratch.newSubManager()) {
                NDArray gradient = attached(array.getGradient(), manager);
                if (clip < 1) {
                    gradient.muli(clip);
                }
                double decay = slot.parameter().kind() == Kind.WEIGHT ? weightDecay : 0;
                // PyTorch refuses to write into an array that wants a gradient.
                array.setRequiresGradient(false);
                rule.update(array, gradient, slot.buffers(), step, learningRate, decay, manager);
                array.setRequiresGradient(true);
                gradient.subi(gradient);
            }
        }
        return norm;
    }

    private double gradientNorm(NDManager scratch) {
        try (NDManager manager = scratch.newSubManager()) {
            NDArray squares = manager.create(0f);
            for (Slot slot : slots) {
                NDArray gradient = attached(block.array(slot.parameter().key()).getGradient(), manager);
                squares.addi(gradient.mul(gradient).sum());
            }
            return Math.sqrt(squares.getFloat());
        }
    }

    /** Zeros in the shape and memory layout of a parameter. */
    private NDArray zeros(Parameter parameter, NDManager manager) {
        return attached(block.array(parameter.key()).stopGradient().mul(0), manager);
    }

    static NDArray attached(NDArray array, NDManager manager) {
        array.attach(manager);
        return array;
    }
}
