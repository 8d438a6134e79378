package dev.maskwright.exporter.kernel;

import java.util.List;
import java.util.Optional;

/**
 * What was chosen for a graph, and why.
 *
 * @param layers in the order of the graph: those with weights, and operators that are slow for lack of an int8 form
 * @param speedup how many times as fast as without the choice the whole graph was; 1 where nothing is chosen
 * @param tried how often a choice was proved on the whole graph
 * @param seconds that timing took
 * @param processor that it was done on
 */
public record KernelReport(
        KernelChoice choice, List<LayerKernel> layers, double speedup, int tried, double seconds, String processor) {

    public KernelReport {
        layers = List.copyOf(layers);
    }

    /** That of one layer. */
    public Optional<LayerKernel> of(String layer) {
        return layers.stream().filter(one -> one.name().equals(layer)).findFirst();
    }
}
