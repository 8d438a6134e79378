package dev.maskwright.exporter.kernel;

import java.util.Map;
import java.util.Optional;

/**
 * The findings for one layer.
 *
 * @param name of its node
 * @param micros its time alone, by the methods that were timed; empty if it was not timed
 * @param road that was chosen
 * @param padded its increased number of output channels, if it was padded
 * @param slow why it is slow, such as a condition that it does not meet; empty if no reason is known
 */
public record LayerKernel(
        String name, Map<Road, Double> micros, Road road, Optional<Integer> padded, Optional<String> slow) {

    public LayerKernel {
        micros = Map.copyOf(micros);
    }
}
