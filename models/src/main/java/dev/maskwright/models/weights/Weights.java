package dev.maskwright.models.weights;

import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.Parameter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The values of a network's parameters by key, in a fixed order. Immutable. */
public final class Weights {

    private final Map<String, Tensor> tensors;
    private final List<String> remarks;

    private Weights(Map<String, Tensor> tensors, List<String> remarks) {
        this.remarks = List.copyOf(remarks);
        this.tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    }

    public static Weights of(Map<String, Tensor> tensors) {
        return new Weights(tensors, List.of());
    }

    /** The same weights with a remark on where they come from. */
    Weights withRemark(String remark) {
        List<String> all = new ArrayList<>(remarks);
        all.add(remark);
        return new Weights(tensors, all);
    }

    /** What users should know about the file that these were read from. */
    public List<String> remarks() {
        return remarks;
    }

    public Set<String> keys() {
        return tensors.keySet();
    }

    public Map<String, Tensor> asMap() {
        return tensors;
    }

    /**
     * The values of one parameter.
     *
     * @throws IllegalArgumentException if there is no such key
     */
    public Tensor get(String key) {
        Tensor tensor = tensors.get(key);
        if (tensor == null) {
            throw new IllegalArgumentException("no weights have the key '%s'; the keys are %s".formatted(key, keys()));
        }
        return tensor;
    }

    /** These weights with those of {@code others} in place of their own, key by key. */
    public Weights with(Weights others) {
        Map<String, Tensor> all = new LinkedHashMap<>(tensors);
        all.putAll(others.tensors);
        return new Weights(all, remarks);
    }

    /**
     * The mean of each value over several trainings of one network. If these have started from the same weights, it is
     * often better than any of them: a <em>model soup</em> (Wortsman et al., arXiv 2203.05482). Running means and
     * variances of batch norms are averaged like weights.
     *
     * @param all at least one, with the same keys and shapes
     * @throws IllegalArgumentException if one has other keys or shapes than the first
     */
    public static Weights average(List<Weights> all) {
        Weights first = all.get(0);
        for (Weights weights : all) {
            if (!weights.keys().equals(first.keys())) {
                throw new IllegalArgumentException(
                        "only weights of the same network can be averaged; the keys %s differ from %s"
                                .formatted(weights.keys(), first.keys()));
            }
        }
        Map<String, Tensor> averages = new LinkedHashMap<>();
        first.tensors.forEach((key, tensor) -> {
            double[] sums = new double[tensor.values().length];
            for (Weights weights : all) {
                Tensor other = weights.get(key);
                if (!other.shape().equals(tensor.shape())) {
                    throw new IllegalArgumentException(
                            "only weights of the same network can be averaged; %s is %s in one and %s in another"
                                    .formatted(key, tensor.shape(), other.shape()));
                }
                for (int i = 0; i < sums.length; i++) {
                    sums[i] += other.values()[i];
                }
            }
            float[] values = new float[sums.length];
            for (int i = 0; i < sums.length; i++) {
                values[i] = (float) (sums[i] / all.size());
            }
            averages.put(key, new Tensor(tensor.type(), tensor.shape(), values));
        });
        return new Weights(averages, List.of());
    }

    /**
     * Checks that these are the parameters of a network: every key present, in its shape, and none left over.
     *
     * @param source where the weights come from, for the message
     * @return these weights
     * @throws IllegalArgumentException listing missing, left-over and mis-shaped keys: all of up to 16
     */
    public Weights requireFits(Network network, String source) {
        List<String> faults = faults(network.parameters());
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s: %d of %d keys do not fit %s with %d input channels and %d classes: %s"
                            .formatted(
                                    source,
                                    faults.size(),
                                    network.parameters().size(),
                                    network.architecture(),
                                    network.inputChannels(),
                                    network.classes(),
                                    Quoted.list(faults)));
        }
        return this;
    }

    /** How these differ from the given parameters: missing, mis-shaped and left-over keys. */
    List<String> faults(List<Parameter> parameters) {
        List<String> faults = new ArrayList<>();
        Set<String> leftOver = new LinkedHashSet<>(keys());
        for (Parameter parameter : parameters) {
            Tensor tensor = tensors.get(parameter.key());
            if (tensor == null) {
                faults.add(parameter.key() + " is missing");
            } else if (!tensor.shape().equals(parameter.shape())) {
                faults.add("%s is %s, network has %s".formatted(parameter.key(), tensor.shape(), parameter.shape()));
            }
            leftOver.remove(parameter.key());
        }
        leftOver.forEach(key -> faults.add("the network has no " + Quoted.of(key)));
        return faults;
    }
}
