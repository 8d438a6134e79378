package dev.maskwright.models.graph;

/** A layer cannot take the shapes that it is given; the message names the node and the sizes. */
public final class ShapeException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    ShapeException(Node node, String problem, Object... arguments) {
        super("node " + node.name() + ": " + problem.formatted(arguments));
    }
}
