package dev.maskwright.exporter.kernel;

import java.util.Map;
import java.util.Optional;

/**
 * What was found out about one layer.
 *
 * @param name of its node
 * @param micros what it takes alone, by the roads that were timed; empty if it was not
 * @param road that was chosen
 * @param padded how many output channels it was given, if more than it has
 * @param slow why it is slow, such as a condition that it misses; empty if nothing is known against it
 */
public record LayerKernel(
        String name, Map<Road, Double> micros, Road road, Optional<Integer> padded, Optional<String> slow) {

    public LayerKernel {
        micros = Map.copyOf(micros);
    }
}
