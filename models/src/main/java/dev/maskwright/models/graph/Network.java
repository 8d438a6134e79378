package dev.maskwright.models.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A segmentation network: nodes in the order in which they can run, from an image {@code (N, inputChannels, H, W)} to
 * logits {@code (N, classes, H, W)}. Immutable; changes to a network are functions that return another one.
 *
 * @param architecture id of the architecture that built it, such as {@code unet-resnet18}
 * @param stride what H and W of the input must be multiples of, or equal to where {@link #hasOneSize}
 * @param nodes each reads only {@link #INPUT} and nodes before it
 * @param output name of the node whose value is the logits
 */
public record Network(
        String architecture, int inputChannels, int classes, int stride, List<Node> nodes, String output) {

    /** The name by which nodes read the image. */
    public static final String INPUT = "input";

    public Network {
        nodes = List.copyOf(nodes);
        Set<String> known = new HashSet<>(Set.of(INPUT));
        for (Node node : nodes) {
            if (!known.containsAll(node.inputs())) {
                throw new IllegalArgumentException("node %s reads %s, but only nodes before it and '%s' can be read"
                        .formatted(node.name(), node.inputs(), INPUT));
            }
            if (!known.add(node.name())) {
                throw new IllegalArgumentException(
                        "two nodes are called %s; names must be unique".formatted(node.name()));
            }
        }
        if (!known.contains(output)) {
            throw new IllegalArgumentException("the output %s is not a node of the network".formatted(output));
        }
    }

    /** The same network with other nodes, one of which must have the name of its output. */
    public Network with(List<Node> newNodes) {
        return with(newNodes, output);
    }

    /** The same network with other nodes and another output. */
    public Network with(List<Node> newNodes, String newOutput) {
        return new Network(architecture, inputChannels, classes, stride, newNodes, newOutput);
    }

    /**
     * The node of a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Node node(String name) {
        return nodes.stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("%s has no node %s".formatted(architecture, name)));
    }

    /** All parameters, in the order of their nodes. */
    public List<Parameter> parameters() {
        return nodes.stream().flatMap(node -> node.parameters().stream()).toList();
    }

    /** The number of trained elements, as PyTorch counts {@code parameters()}. */
    public long parameterCount() {
        return parameters().stream()
                .filter(parameter -> parameter.kind().trained())
                .mapToLong(parameter -> parameter.shape().elements())
                .sum();
    }

    /** Whether it takes images of one size only, {@code stride x stride}, because it has learned each place in them. */
    public boolean hasOneSize() {
        return nodes.stream().anyMatch(node -> node.layer() instanceof Layer.PositionEmbedding);
    }

    /** Whether it takes images of this size. */
    public boolean takes(int width, int height) {
        return hasOneSize()
                ? width == stride && height == stride
                : width > 0 && height > 0 && width % stride == 0 && height % stride == 0;
    }

    /** The widths and heights that it takes, in words: {@code multiples of 32}. */
    public String sizes() {
        return (hasOneSize() ? "exactly " : "multiples of ") + stride;
    }

    /** Runs the network by the given rules and returns the value of the logits. */
    public <R> R run(LayerRules<R> rules, R input) {
        return run(rules, input, unused -> {});
    }

    /**
     * Runs the network by the given rules.
     *
     * @param release is given each intermediate value as soon as no later node reads it; neither the input nor the
     *     result
     */
    public <R> R run(LayerRules<R> rules, R input, Consumer<? super R> release) {
        return run(rules, Map.of(INPUT, input), output, release);
    }

    /**
     * Runs the part of the network between known values and a wanted one. Nodes that the wanted one does not need are
     * skipped, as are those before the known ones.
     *
     * @param known values by the name of their node, or {@link #INPUT}
     * @param wanted the name of a node
     * @param release is given each intermediate value as soon as no later node reads it; neither those known nor the
     *     result
     * @throws IllegalArgumentException if there is no such node, or it needs an input that is not among the known ones
     */
    public <R> R run(LayerRules<R> rules, Map<String, R> known, String wanted, Consumer<? super R> release) {
        List<Node> path = path(known.keySet(), wanted);
        Map<String, Node> lastReader = new HashMap<>();
        for (Node node : path) {
            node.inputs().forEach(name -> lastReader.put(name, node));
        }
        Map<String, R> values = new HashMap<>(known);
        for (Node node : path) {
            List<R> inputs = new ArrayList<>();
            node.inputs().forEach(name -> inputs.add(values.get(name)));
            R value = node.layer().accept(node, inputs, rules);
            values.put(node.name(), value);
            for (String name : Set.copyOf(node.inputs())) {
                if (node.equals(lastReader.get(name)) && !known.containsKey(name) && !name.equals(wanted)) {
                    R dead = values.remove(name);
                    // Layers that do nothing pass their input on: it lives as long as its last name.
                    if (values.values().stream().noneMatch(other -> other == dead)) {
                        release.accept(dead);
                    }
                }
            }
        }
        return Objects.requireNonNull(values.get(wanted));
    }

    /** The nodes that a wanted one needs if some values are known, in order. */
    private List<Node> path(Set<String> known, String wanted) {
        Set<String> needed = new HashSet<>(Set.of(wanted));
        List<Node> path = new ArrayList<>();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            if (needed.contains(node.name()) && !known.contains(node.name())) {
                path.add(0, node);
                needed.addAll(node.inputs());
            }
        }
        needed.removeAll(known);
        path.forEach(node -> needed.remove(node.name()));
        if (!needed.isEmpty()) {
            throw new IllegalArgumentException("%s needs %s, which %s does not compute and the caller does not give"
                    .formatted(wanted, needed, architecture));
        }
        return path;
    }

    /**
     * The shape of the logits for an input.
     *
     * @param input {@code (N, inputChannels, H, W)}
     * @throws ShapeException if a layer cannot take its inputs; names the node and the sizes
     */
    public Shape outputShape(Shape input) {
        return run(new ShapeRules(), input);
    }

    /**
     * The shape of every value for an input, by the name of its node, and that of {@link #INPUT}.
     *
     * @throws ShapeException as {@link #outputShape}
     */
    public Map<String, Shape> shapes(Shape input) {
        ShapeRules rules = new ShapeRules();
        Map<String, Shape> shapes = new HashMap<>(Map.of(INPUT, input));
        for (Node node : nodes) {
            List<Shape> inputs = new ArrayList<>();
            node.inputs().forEach(name -> inputs.add(shapes.get(name)));
            shapes.put(node.name(), node.layer().accept(node, inputs, rules));
        }
        return shapes;
    }
}
