package dev.maskwright.trainer.fit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.maskwright.models.graph.Parameter;
import dev.maskwright.models.graph.Parameter.Kind;
import dev.maskwright.models.zoo.encoder.Encoder;
import dev.maskwright.trainer.net.NetworkBlock;
import java.util.ArrayList;
import java.util.List;

/**
 * Updates a network's parameters by an {@link UpdateRule}. Weight decay acts on weights but not on biases, positions or
 * norms; gradients are clipped to a maximum global norm. One thread at a time.
 *
 * <p>DJL's own optimisers cannot do this: they have one decay for all parameters, clip element by element and on one
 * side only, and their state cannot be saved.
 */
public final class Optimizer {

    private final NetworkBlock block;
    private final UpdateRule rule;
    private final Options options;
    private final List<Slot> slots = new ArrayList<>();

    /**
     * The state for one parameter.
     *
     * @param buffers one for each of the rule's {@link UpdateRule#buffers}
     */
    record Slot(Parameter parameter, List<NDArray> buffers) {}

    /**
     * The settings of the update.
     *
     * @param weightDecay of weights
     * @param largestNorm the norm to which longer gradients are clipped; 0 for no clipping
     * @param encoderRate factor for the learning rate of the encoder
     * @param frozenSteps the number of first steps in which the encoder is not updated
     */
    public record Options(double weightDecay, double largestNorm, double encoderRate, int frozenSteps) {
        public Options(double weightDecay, double largestNorm) {
            this(weightDecay, largestNorm, 1, 0);
        }
    }

    /**
     * Starts with buffers of zero.
     *
     * @param manager owns the buffers
     */
    public Optimizer(NetworkBlock block, UpdateRule rule, Options options, NDManager manager) {
        this(block, block.network().parameters(), rule, options, manager);
    }

    private Optimizer(
            NetworkBlock block, List<Parameter> parameters, UpdateRule rule, Options options, NDManager manager) {
        this.block = block;
        this.rule = rule;
        this.options = options;
        for (Parameter parameter : parameters) {
            if (parameter.kind().trained()) {
                List<NDArray> buffers = rule.buffers().stream()
                        .map(name -> zeros(parameter, manager))
                        .toList();
                slots.add(new Slot(parameter, buffers));
            }
        }
    }

    /** As the constructor, only for the parameters that {@link NetworkBlock#freeze} has left to be trained. */
    public static Optimizer ofUnfrozen(NetworkBlock block, UpdateRule rule, Options options, NDManager manager) {
        return new Optimizer(block, block.unfrozenParameters(), rule, options, manager);
    }

    UpdateRule rule() {
        return rule;
    }

    List<Slot> slots() {
        return slots;
    }

    /**
     * Updates every trained parameter by its gradient, and sets the gradients to zero.
     *
     * @param step number of the step, from 1
     * @param batches number of gradients that have been summed; their mean is used
     * @param scratch owns temporary arrays
     * @return the norm of the mean gradient before clipping; if it is not finite, nothing is updated
     */
    public double step(int step, double learningRate, int batches, NDManager scratch) {
        List<Slot> moved =
                slots.stream().filter(slot -> ownStep(slot, step) > 0).toList();
        double norm = gradientNorm(moved, scratch) / batches;
        if (!Double.isFinite(norm)) {
            return norm;
        }
        double largest = options.largestNorm();
        double factor = (largest > 0 && norm > largest ? largest / norm : 1) / batches;
        for (Slot slot : moved) {
            NDArray array = block.array(slot.parameter().key());
            try (NDManager manager = scratch.newSubManager()) {
                NDArray gradient = attached(array.getGradient(), manager);
                if (factor != 1) {
                    gradient.muli(factor);
                }
                double decay = slot.parameter().kind() == Kind.WEIGHT ? options.weightDecay() : 0;
                double rate =
                        Encoder.owns(slot.parameter().key()) ? learningRate * options.encoderRate() : learningRate;
                // PyTorch does not allow writing into an array that requires a gradient.
                array.setRequiresGradient(false);
                rule.update(array, gradient, slot.buffers(), ownStep(slot, step), rate, decay, manager);
                array.setRequiresGradient(true);
                gradient.subi(gradient);
            }
        }
        return norm;
    }

    /** The number of the step for a parameter, counted from its first; at most 0 before that. */
    private int ownStep(Slot slot, int step) {
        return Encoder.owns(slot.parameter().key()) ? step - options.frozenSteps() : step;
    }

    private double gradientNorm(List<Slot> moved, NDManager scratch) {
        try (NDManager manager = scratch.newSubManager()) {
            NDArray squares = manager.create(0f);
            for (Slot slot : moved) {
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
