package dev.maskwright.exporter.kernel;

import java.util.Map;
import java.util.Set;

/** Measures how long a layer takes on this machine with each of several methods. */
@FunctionalInterface
public interface LayerTimer {

    /** Microseconds of one run on one thread, including the conversion of its input and output. */
    Map<Road, Double> micros(LayerShape layer, Set<Road> roads);
}
