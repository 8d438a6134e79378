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
 * Moves a network's parameters by an {@link UpdateRule}. Weight decay acts on weights but neither on biases, positions
 * nor norms; gradients are shortened to a largest common norm. One thread at a time.
 *
 * <p>DJL's own optimisers cannot do this: they have one decay for all parameters, clip element by element and on one
 * side, and do not let their state be saved.
 */
public final class Optimizer {

    private final NetworkBlock block;
    private final UpdateRule rule;
    private final Options options;
    private final List<Slot> slots = new ArrayList<>();

    /**
     * What is kept for one parameter.
     *
     * @param buffers one for each of the rule's {@link UpdateRule#buffers}
     */
    record Slot(Parameter parameter, List<NDArray> buffers) {}

    /**
     * What parameters are moved by.
     *
     * @param weightDecay of weights
     * @param largestNorm the norm to which longer gradients are shortened; 0 leaves them as they are
     * @param encoderRate what the learning rate is multiplied by for the encoder
     * @param frozenSteps the first steps, in which the encoder is not moved
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

    /** As the constructor, for what {@link NetworkBlock#freeze} has left to be trained and nothing else, ever. */
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
     * Moves every trained parameter against its gradient, and sets the gradients to zero.
     *
     * @param step which step this is, from 1
     * @param batches how many gradients have been added up; their mean counts
     * @param scratch owns what is needed on the way
     * @return the norm of the mean gradient before it was shortened; where that is no finite number, nothing is moved
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
                // PyTorch refuses to write into an array that wants a gradient.
                array.setRequiresGradient(false);
                rule.update(array, gradient, slot.buffers(), ownStep(slot, step), rate, decay, manager);
                array.setRequiresGradient(true);
                gradient.subi(gradient);
            }
        }
        return norm;
    }

    /** Which step it is for a parameter, counted from its first; at most 0 where that is still to come. */
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
