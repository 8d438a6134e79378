package dev.maskwright.camera;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The counts up to a frame.
 *
 * @param tracks number of objects that are currently tracked
 * @param lines one for each line
 * @param zones one for each zone
 * @param clockJumps how often a frame had an earlier time than the one before
 */
public record Counts(int tracks, List<Line> lines, List<Area> zones, long clockJumps) {

    /**
     * A line.
     *
     * @param forward how many crossed from its left to its right, by the name of their class, without zeros
     * @param backward how many crossed the other way
     */
    public record Line(String name, Map<String, Integer> forward, Map<String, Integer> backward) {

        /** In the order of names. */
        public Line {
            forward = new TreeMap<>(forward);
            backward = new TreeMap<>(backward);
        }
    }

    /**
     * A zone.
     *
     * @param shares of it that classes cover, by name, 0..1, without zeros
     */
    public record Area(String name, Map<String, Double> shares) {

        /** In the order of names. */
        public Area {
            shares = new TreeMap<>(shares);
        }
    }
}
