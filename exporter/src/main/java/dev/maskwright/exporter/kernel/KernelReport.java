package dev.maskwright.exporter.kernel;

import java.util.List;
import java.util.Optional;

/**
 * The kernels chosen for a graph, and why.
 *
 * @param layers in the order of the graph: those with weights, and operators that are slow for lack of an int8 form
 * @param speedup speed of the whole graph relative to that without the choice; 1 if nothing is chosen
 * @param tried how often a choice was tried on the whole graph
 * @param seconds that timing took
 * @param processor on which the timing was done
 */
public record KernelReport(
        KernelChoice choice, List<LayerKernel> layers, double speedup, int tried, double seconds, String processor) {

    public KernelReport {
        layers = List.copyOf(layers);
    }

    /** The report for one layer. */
    public Optional<LayerKernel> of(String layer) {
        return layers.stream().filter(one -> one.name().equals(layer)).findFirst();
    }
}
