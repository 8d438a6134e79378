package dev.maskwright.models.graph;

import java.util.List;

/**
 * One layer at its place in a network.
 *
 * @param name the key that its parameters have in the peer's state dict, letter for letter; scope and role for nodes
 *     without parameters ({@code decoder.blocks.2.concat})
 * @param inputs names of the nodes whose values it reads, or {@link Network#INPUT}
 */
public record Node(String name, Layer layer, List<String> inputs) {

    public Node {
        inputs = List.copyOf(inputs);
    }

    public List<Parameter> parameters() {
        return layer.parameters(name);
    }
}
