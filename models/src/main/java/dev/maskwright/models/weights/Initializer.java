package dev.maskwright.models.weights;

import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.Parameter;
import dev.maskwright.models.graph.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGeneratorFactory;

/** The values that parameters have before training. */
public final class Initializer {

    private Initializer() {}

    /**
     * Weights for training from scratch: convolutions normal with variance 2 / fan-out, linear layers normal with
     * standard deviation 0.02, truncated at two standard deviations, norms the identity, biases zero.
     *
     * @param seed same seed, same values, whatever the version of Java
     * @see <a href="https://arxiv.org/abs/1502.01852">He et al.: Delving Deep into Rectifiers</a>; smp draws the
     *     decoder's convolutions from a uniform distribution of fan-in instead
     */
    public static Weights fromScratch(Network network, long seed) {
        NormalDraws random =
                new NormalDraws(RandomGeneratorFactory.of("L64X128MixRandom").create(seed));
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Parameter parameter : network.parameters()) {
            tensors.put(parameter.key(), tensor(parameter, random));
        }
        return Weights.of(tensors);
    }

    private static Tensor tensor(Parameter parameter, NormalDraws random) {
        Shape shape = parameter.shape();
        float[] values = new float[(int) shape.elements()];
        switch (parameter.kind()) {
            case WEIGHT, POSITION -> {
                boolean convolution = shape.rank() == 4;
                double deviation = convolution ? Math.sqrt(2.0 / fanOut(shape)) : 0.02;
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) (deviation * (convolution ? random.next() : random.nextCut()));
                }
            }
            case NORM_SCALE, RUNNING_VAR -> Arrays.fill(values, 1);
            case BATCHES_TRACKED -> {
                return new Tensor(Tensor.Type.I64, shape, values);
            }
            case BIAS, NORM_SHIFT, RUNNING_MEAN -> {}
        }
        return Tensor.of(shape, values);
    }

    /**
     * The number of outputs that one input of a convolution acts on. Depth-wise kernels, (C, 1, k, k), act on one
     * channel each.
     */
    private static int fanOut(Shape weight) {
        int channels = weight.size(1) == 1 ? 1 : weight.size(0);
        return channels * weight.size(2) * weight.size(3);
    }
}
