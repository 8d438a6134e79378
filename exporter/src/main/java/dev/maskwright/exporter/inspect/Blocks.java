package dev.maskwright.exporter.inspect;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A graph as a few blocks that people can survey, and the arrows between them.
 *
 * <p>Nodes are grouped by the scopes in their names, {@code encoder.block1.0} or {@code /encoder/block1/0}. The scope
 * with most nodes is split into its inner scopes, and so are its siblings of the same depth, repeatedly, as long as
 * there are not too many blocks. A block then holds the nodes of one scope, except that blocks must not depend on each
 * other in a cycle: a node that reads something that depends on the block it would join starts another block of the
 * same scope. Nodes that only prepare weights or compute sizes are not drawn by themselves.
 *
 * @param blocks in an order in which they can run
 * @param arrows from and to, as places in {@code blocks}
 */
record Blocks(List<Block> blocks, Set<Arrow> arrows) {

    static final int MOST = 36;

    record Arrow(int from, int to) {}

    static Blocks of(GraphProto graph, MeasuredShapes shapes) {
        return new Maker(graph, shapes).make();
    }

    private static final class Maker {

        private final GraphProto graph;
        private final MeasuredShapes shapes;
        private final Map<String, TensorProto> constants = new HashMap<>();
        private final Set<String> aside = new HashSet<>(); // values that depend on no input, or are sizes
        private final List<NodeProto> drawn = new ArrayList<>();
        private final List<OpenBlock> blocks = new ArrayList<>();
        private final Map<String, Integer> makers = new HashMap<>(); // by value: the block that gives it

        Maker(GraphProto graph, MeasuredShapes shapes) {
            this.graph = graph;
            this.shapes = shapes;
        }

        private static final class OpenBlock {
            private final String name;
            private final Block.Kind kind;
            private final Map<String, Integer> operators = new LinkedHashMap<>();
            private final Set<String> leaving = new LinkedHashSet<>();
            private final Set<String> weights = new LinkedHashSet<>();
            private final BitSet before = new BitSet(); // blocks that this one depends on
            private long multiplyAdds;

            OpenBlock(String name, Block.Kind kind) {
                this.name = name;
                this.kind = kind;
            }
        }

        Blocks make() {
            graph.getInitializerList().forEach(constant -> constants.put(constant.getName(), constant));
            aside.addAll(constants.keySet());
            for (NodeProto node : graph.getNodeList()) {
                boolean isAside = node.getOpType().equals("Shape")
                        || node.getInputList().stream().allMatch(input -> input.isEmpty() || aside.contains(input));
                if (isAside) {
                    aside.addAll(node.getOutputList());
                } else {
                    drawn.add(node);
                }
            }
            Map<NodeProto, String> scopes = scopes(drawn);
            Set<Arrow> arrows = new LinkedHashSet<>();
            for (ValueInfoProto input : graph.getInputList()) {
                if (!constants.containsKey(input.getName())) {
                    makers.put(input.getName(), blocks.size());
                    OpenBlock block = new OpenBlock(input.getName(), Block.Kind.INPUT);
                    block.leaving.add(input.getName());
                    blocks.add(block);
                }
            }
            Map<String, Integer> open = new HashMap<>(); // by scope: its newest block
            for (NodeProto node : drawn) {
                put(node, scopes.getOrDefault(node, ""), open, arrows);
            }
            for (ValueInfoProto output : graph.getOutputList()) {
                Integer maker = makers.get(output.getName());
                if (maker != null) {
                    arrows.add(new Arrow(maker, blocks.size()));
                    OpenBlock block = new OpenBlock(output.getName(), Block.Kind.OUTPUT);
                    block.leaving.add(output.getName());
                    blocks.get(maker).leaving.add(output.getName());
                    blocks.add(block);
                }
            }
            return inOrder(blocks.stream().map(this::block).toList(), arrows);
        }

        private void put(NodeProto node, String scope, Map<String, Integer> open, Set<Arrow> arrows) {
            Set<Integer> sources = new TreeSet<>();
            for (String input : node.getInputList()) {
                Integer maker = makers.get(input);
                if (maker != null) {
                    sources.add(maker);
                }
            }
            Integer joined = open.get(scope);
            if (joined == null || waitsFor(sources, joined)) {
                joined = blocks.size();
                blocks.add(new OpenBlock(scope, Block.Kind.NODES));
                open.put(scope, joined);
            }
            OpenBlock block = blocks.get(joined);
            for (int source : sources) {
                if (source != joined) {
                    arrows.add(new Arrow(source, joined));
                    BitSet more = (BitSet) blocks.get(source).before.clone();
                    more.set(source);
                    dependsOn(joined, more);
                    node.getInputList().stream()
                            .filter(input -> Integer.valueOf(source).equals(makers.get(input)))
                            .forEach(blocks.get(source).leaving::add);
                }
            }
            block.operators.merge(node.getOpType(), 1, Integer::sum);
            node.getInputList().forEach(input -> addWeights(input, block.weights, 0));
            block.multiplyAdds += NodeCost.of(node, shapes);
            for (String output : node.getOutputList()) {
                makers.put(output, joined);
            }
        }

        private boolean waitsFor(Set<Integer> sources, int block) {
            return sources.stream()
                    .anyMatch(source ->
                            source != block && blocks.get(source).before.get(block));
        }

        /** So do all nodes that depend on the block. */
        private void dependsOn(int block, BitSet more) {
            blocks.get(block).before.or(more);
            for (OpenBlock other : blocks) {
                if (other.before.get(block)) {
                    other.before.or(more);
                }
            }
        }

        /** The floats from which a value is computed, through casts and the like. */
        private void addWeights(String value, Set<String> weights, int depth) {
            if (constants.containsKey(value)) {
                weights.add(value);
            } else if (aside.contains(value) && depth < 8) {
                for (NodeProto node : graph.getNodeList()) {
                    if (node.getOutputList().contains(value)
                            && !node.getOpType().equals("Shape")) {
                        node.getInputList().forEach(input -> addWeights(input, weights, depth + 1));
                    }
                }
            }
        }

        private Block block(OpenBlock block) {
            Map<String, Integer> operators = new LinkedHashMap<>();
            block.operators.entrySet().stream()
                    .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                    .forEach(entry -> operators.put(entry.getKey(), entry.getValue()));
            long parameters = block.weights.stream()
                    .map(constants::get)
                    .filter(ModelParts::isWeight)
                    .mapToLong(constant -> NodeCost.elements(constant.getDimsList()))
                    .sum();
            List<String> leaving = block.leaving.stream()
                    .map(value -> shapes.of(value).map(Blocks::text).orElse("?"))
                    .distinct()
                    .toList();
            return new Block(block.name, block.kind, operators, leaving, parameters, block.multiplyAdds);
        }
    }

    private static String text(List<Long> shape) {
        return shape.stream().map(String::valueOf).collect(Collectors.joining("\u00d7"));
    }

    /** By node: the scope in which it is drawn. */
    private static Map<NodeProto, String> scopes(List<NodeProto> nodes) {
        Map<NodeProto, List<String>> paths = new LinkedHashMap<>();
        Set<List<String>> prefixes = new HashSet<>();
        for (NodeProto node : nodes) {
            List<String> path = path(node);
            for (int depth = 1; depth < path.size(); depth++) {
                prefixes.add(path.subList(0, depth));
            }
        }
        for (NodeProto node : nodes) {
            List<String> path = path(node);
            boolean isScope = path.size() == 1 || prefixes.contains(path);
            paths.put(node, isScope ? path : path.subList(0, path.size() - 1)); // the last is its role
        }
        Map<List<String>, List<NodeProto>> groups = new LinkedHashMap<>(Map.of(List.of(), nodes));
        Set<List<String>> closed = new HashSet<>();
        Optional<List<String>> next = Optional.of(List.of());
        while (next.isPresent()) {
            List<String> largest = next.get();
            List<List<String>> alike = groups.keySet().stream()
                    .filter(scope -> !closed.contains(scope) && isAlike(scope, largest))
                    .toList();
            Map<List<String>, List<NodeProto>> parts = new LinkedHashMap<>();
            for (List<String> scope : alike) {
                for (NodeProto node : groups.getOrDefault(scope, List.of())) {
                    List<String> path = paths.getOrDefault(node, List.of());
                    int depth = Math.min(scope.size() + 1, path.size());
                    parts.computeIfAbsent(path.subList(0, depth), key -> new ArrayList<>())
                            .add(node);
                }
            }
            closed.addAll(alike);
            if (largest.isEmpty() || groups.size() - alike.size() + parts.size() <= MOST) {
                alike.forEach(groups::remove);
                groups.putAll(parts);
            }
            next = groups.entrySet().stream()
                    .filter(group -> !closed.contains(group.getKey()))
                    .max(Comparator.comparingInt(group -> group.getValue().size()))
                    .map(Map.Entry::getKey);
        }
        Map<NodeProto, String> scopes = new HashMap<>();
        groups.forEach((path, members) -> members.forEach(node -> scopes.put(node, String.join(".", path))));
        return scopes;
    }

    /** Scopes of the same depth in one part of the network, which are split together or not at all. */
    private static boolean isAlike(List<String> scope, List<String> other) {
        return scope.size() == other.size() && (scope.isEmpty() || scope.get(0).equals(other.get(0)));
    }

    /** The parts of a node's name, the scopes first; if nodes have no names, their values may have some. */
    private static List<String> path(NodeProto node) {
        String name = node.getName().isEmpty() ? node.getOutput(0) : node.getName();
        List<String> parts = Arrays.stream(name.split("[./]"))
                .filter(part -> !part.isEmpty())
                .toList();
        return parts.isEmpty() ? List.of(node.getOpType()) : parts;
    }

    /** The same blocks in an order in which they can run. */
    private static Blocks inOrder(List<Block> blocks, Set<Arrow> arrows) {
        int[] waiting = new int[blocks.size()];
        arrows.forEach(arrow -> waiting[arrow.to()]++);
        TreeSet<Integer> ready = new TreeSet<>();
        for (int i = 0; i < waiting.length; i++) {
            if (waiting[i] == 0) {
                ready.add(i);
            }
        }
        int[] place = new int[waiting.length];
        List<Block> ordered = new ArrayList<>();
        while (!ready.isEmpty()) {
            int next = ready.pollFirst();
            place[next] = ordered.size();
            ordered.add(blocks.get(next));
            for (Arrow arrow : arrows) {
                if (arrow.from() == next && --waiting[arrow.to()] == 0) {
                    ready.add(arrow.to());
                }
            }
        }
        Set<Arrow> moved = arrows.stream()
                .map(arrow -> new Arrow(place[arrow.from()], place[arrow.to()]))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return new Blocks(List.copyOf(ordered), moved);
    }
}
