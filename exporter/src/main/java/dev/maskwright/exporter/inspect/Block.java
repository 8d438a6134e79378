package dev.maskwright.exporter.inspect;

import java.util.List;
import java.util.Map;

/**
 * Nodes of one scope that are drawn as one.
 *
 * @param name the scope
 * @param operators how often each occurs, the most frequent first
 * @param shapes of the values that leave it
 * @param parameters elements of its weights
 */
record Block(
        String name,
        Kind kind,
        Map<String, Integer> operators,
        List<String> shapes,
        long parameters,
        long multiplyAdds) {

    enum Kind {
        INPUT,
        NODES,
        OUTPUT
    }
}
