package dev.maskwright.exporter.kernel;

import java.util.Map;
import java.util.Set;

/** Says how long a layer takes on this machine, on each of several roads. */
@FunctionalInterface
public interface LayerTimer {

    /** Microseconds of one run on one thread, with what converts its input and output. */
    Map<Road, Double> micros(LayerShape layer, Set<Road> roads);
}
