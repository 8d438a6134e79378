package dev.maskwright.exporter.rewrite;

import dev.maskwright.models.graph.Layer;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.Node;
import dev.maskwright.models.graph.Parameter;
import dev.maskwright.models.graph.Shape;
import dev.maskwright.models.weights.Tensor;
import dev.maskwright.models.weights.Weights;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A network while it is being rewritten. It starts as a copy, so that the given one does not change. Not thread-safe.
 */
final class GraphDraft {

    private final Network original;
    private final List<Node> nodes;
    private final Map<String, Tensor> tensors;
    private final Map<String, Shape> shapes;
    private String output;

    GraphDraft(Trained trained) {
        this.original = trained.network();
        this.nodes = new ArrayList<>(original.nodes());
        this.tensors = new HashMap<>(trained.weights().asMap());
        int side = original.hasOneSize() ? original.stride() : 2 * original.stride();
        this.shapes = original.shapes(Shape.of(1, original.inputChannels(), side, side));
        this.output = original.output();
    }

    /** A snapshot of the nodes in order: later changes do not show. */
    List<Node> nodes() {
        return List.copyOf(nodes);
    }

    /** The node of this name; empty if it is the input. */
    Optional<Node> node(String name) {
        return nodes.stream().filter(node -> node.name().equals(name)).findFirst();
    }

    boolean isOutput(String name) {
        return name.equals(output);
    }

    /** The nodes that read the numbers of a value, without those that only read its height and width. */
    List<Node> readers(String name) {
        return nodes.stream().filter(node -> values(node).contains(name)).toList();
    }

    /** The only node that reads the numbers of a value; empty if there are several, or it is the network's output. */
    Optional<Node> onlyReader(String name) {
        List<Node> all = readers(name);
        return all.size() == 1 && !isOutput(name) ? Optional.of(all.get(0)) : Optional.empty();
    }

    private static List<String> values(Node node) {
        boolean lastIsSize = node.layer() instanceof Layer.ResizeLike
                || node.layer() instanceof Layer.TokensToMap
                || node.layer() instanceof Layer.HeadsToMap;
        return lastIsSize ? node.inputs().subList(0, 1) : node.inputs();
    }

    /** The channels of a map of the given network. */
    int channels(String map) {
        return Objects.requireNonNull(shapes.get(map)).size(1);
    }

    Tensor tensor(String key) {
        Tensor tensor = tensors.get(key);
        if (tensor == null) {
            throw new IllegalArgumentException("there are no weights '%s'".formatted(key));
        }
        return tensor;
    }

    void put(String key, Tensor tensor) {
        tensors.put(key, tensor);
    }

    /** Replaces a node with other nodes, or none; its readers then read {@code result}. */
    void replace(String name, String result, Node... replacement) {
        int place = nodes.indexOf(node(name).orElseThrow());
        nodes.remove(place);
        nodes.addAll(place, List.of(replacement));
        if (!result.equals(name)) {
            for (int i = place + replacement.length; i < nodes.size(); i++) {
                Node node = nodes.get(i);
                List<String> inputs = node.inputs().stream()
                        .map(input -> input.equals(name) ? result : input)
                        .toList();
                nodes.set(i, new Node(node.name(), node.layer(), inputs));
            }
            output = output.equals(name) ? result : output;
        }
    }

    /** The network in its current state, without what is no longer read. */
    Trained trained() {
        Set<String> read = new HashSet<>(Set.of(output));
        List<Node> kept = new ArrayList<>();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            if (read.contains(node.name())) {
                read.addAll(node.inputs());
                kept.add(0, node);
            }
        }
        Map<String, Tensor> needed = new LinkedHashMap<>();
        for (Node node : kept) {
            for (Parameter parameter : node.parameters()) {
                needed.put(parameter.key(), tensor(parameter.key()));
            }
        }
        return new Trained(original.with(kept, output), Weights.of(needed));
    }
}
