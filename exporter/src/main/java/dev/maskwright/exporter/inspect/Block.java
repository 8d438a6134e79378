package dev.maskwright.exporter.inspect;

import java.util.List;
import java.util.Map;

/**
 * The nodes of one scope, drawn as one block.
 *
 * @param name the scope
 * @param operators how often each occurs, the most frequent first
 * @param shapes of the values that other blocks read
 * @param parameters number of elements of its weights
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
