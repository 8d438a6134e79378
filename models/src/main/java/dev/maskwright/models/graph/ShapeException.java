package dev.maskwright.models.graph;

/** Thrown if a layer cannot take the shapes of its inputs; the message names the node and the sizes. */
public final class ShapeException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    ShapeException(Node node, String problem, Object... arguments) {
        super("node " + node.name() + ": " + problem.formatted(arguments));
    }
}
