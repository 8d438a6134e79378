package dev.maskwright.exporter.kernel;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.maskwright.exporter.graph.GraphIndex;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Chooses the kernels of a graph by timing them on this machine. Each shape of layer is timed alone, once; if another
 * method is faster, it is a candidate. Candidates are tried together on the whole graph, then the better half of them,
 * because a layer that is faster alone need not be faster among others. What is not faster there is not chosen.
 *
 * @param layers times layers
 * @param models times whole graphs
 * @param conditions of this machine's kernels
 * @param processor the name of this machine's processor
 * @param portable whether to choose only what suits all processors: padding of channels, and pixels without a fourth
 *     channel; the fastest method differs between them
 */
public record KernelSearch(
        LayerTimer layers, ModelTimer models, KernelConditions conditions, String processor, boolean portable) {

    /** In a layer alone, another method must take at most this share of the time. */
    private static final double CLEARLY_LESS = 0.93;

    /** What candidates must gain on the whole graph; smaller gains were noise more than once. */
    private static final double LEAST_SPEEDUP = 1.02;

    /** What all choices must gain together in a new measurement. */
    private static final double LEAST_AT_THE_END = 1.01;

    /** Multiples of channels that kernels prefer; 8 suits all processors. */
    private static final List<Integer> MULTIPLES = List.of(8, 16);

    private static final int MOST_TRIALS = 3;

    /** One change, and its expected gain in microseconds. */
    private record Candidate(KernelChoice change, double gain) {}

    /** The choice so far. */
    private record Found(KernelChoice choice, int trials) {}

    /** Finds the fastest choice for a graph; {@link KernelChoice#NONE} if nothing is faster. */
    public KernelReport choose(KernelSubject subject) {
        long begin = System.nanoTime();
        Times times = new Times(layers, conditions, portable);
        Found found = accepted(new Found(KernelChoice.NONE, 0), floatPixels(subject), subject);
        if (!portable) {
            found = accepted(found, onRoad(Road.MATRIX, subject, times), subject);
            found = accepted(found, onRoad(Road.FLOAT, subject, times), subject);
        }
        found = accepted(found, padding(subject, times), subject);
        double speedup = found.choice().isNone() ? 1 : speedup(subject, KernelChoice.NONE, found.choice());
        KernelChoice kept = speedup >= LEAST_AT_THE_END ? found.choice() : KernelChoice.NONE;
        return new KernelReport(
                kept,
                new LayerRemarks(subject, kept, conditions, times).layers(),
                kept.isNone() ? 1 : speedup,
                found.trials() + (found.choice().isNone() ? 0 : 1),
                (System.nanoTime() - begin) / 1e9,
                processor);
    }

    /** Whether a choice is still no slower than none after other layers of the graph were left in float. */
    public boolean stillPays(ModelProto without, ModelProto with, Map<String, List<Long>> inputs) {
        return models.speedup(without, with, inputs) >= 1;
    }

    private double speedup(KernelSubject subject, KernelChoice before, KernelChoice after) {
        return models.speedup(
                subject.quantized().apply(before), subject.quantized().apply(after), subject.inputs());
    }

    /** All candidates, or the best half of them, or the best quarter. */
    private Found accepted(Found before, List<Candidate> candidates, KernelSubject subject) {
        List<Candidate> sorted = candidates.stream()
                .sorted(Comparator.comparingDouble(Candidate::gain).reversed())
                .toList();
        int trials = 0;
        for (int count = sorted.size(); count > 0 && trials < MOST_TRIALS; count /= 2) {
            KernelChoice tried = before.choice();
            for (Candidate candidate : sorted.subList(0, count)) {
                tried = tried.and(candidate.change());
            }
            trials++;
            if (speedup(subject, before.choice(), tried) >= LEAST_SPEEDUP) {
                return new Found(tried, before.trials() + trials);
            }
        }
        return new Found(before.choice(), before.trials() + trials);
    }

    /**
     * The convolution that reads pixels, in float: the time of the layer alone does not show what its fourth channel
     * costs, which is more than int8 gains in a network of small layers.
     */
    private static List<Candidate> floatPixels(KernelSubject subject) {
        return subject.pixelReader().stream()
                .map(name -> new Candidate(new KernelChoice(Set.of(), Set.of(name), Map.of()), 0))
                .toList();
    }

    /** The layers for which a method is the fastest of all. */
    private static List<Candidate> onRoad(Road road, KernelSubject subject, Times times) {
        List<Candidate> candidates = new ArrayList<>();
        subject.shapes().forEach((name, shape) -> {
            double micros = times.of(shape, road);
            if (micros < CLEARLY_LESS * times.of(shape, Road.SYMMETRIC) && micros == times.best(shape)) {
                Set<String> layer = Set.of(name);
                candidates.add(new Candidate(
                        road == Road.MATRIX
                                ? new KernelChoice(layer, Set.of(), Map.of())
                                : new KernelChoice(Set.of(), layer, Map.of()),
                        times.of(shape, Road.SYMMETRIC) - micros));
            }
        });
        return candidates;
    }

    /** The layers whose padding makes other layers faster by more than it costs. */
    private List<Candidate> padding(KernelSubject subject, Times times) {
        GraphIndex index = new GraphIndex(subject.graph());
        List<Candidate> candidates = new ArrayList<>();
        for (NodeProto node : subject.graph().getNodeList()) {
            LayerShape shape = subject.shapes().get(node.getName());
            if (shape != null) {
                ChannelPadding.at(node, index)
                        .flatMap(found -> padding(node.getName(), shape, found, subject.shapes(), times))
                        .ifPresent(candidates::add);
            }
        }
        return candidates;
    }

    private Optional<Candidate> padding(
            String name, LayerShape first, ChannelPadding padding, Map<String, LayerShape> shapes, Times times) {
        Candidate best = new Candidate(KernelChoice.NONE, 0);
        for (int multiple : MULTIPLES) {
            int channels = (first.outputs() + multiple - 1) / multiple * multiple;
            Map<LayerShape, LayerShape> changes = changes(padding, shapes, channels);
            boolean helps = changes.entrySet().stream()
                    .anyMatch(change -> conditions.missed(change.getKey()).isPresent()
                            && conditions.missed(change.getValue()).isEmpty());
            if (channels == first.outputs() || !helps) {
                continue;
            }
            double before =
                    changes.keySet().stream().mapToDouble(times::integer).sum();
            double after = changes.values().stream().mapToDouble(times::integer).sum();
            if (after < CLEARLY_LESS * before && before - after > best.gain()) {
                best = new Candidate(new KernelChoice(Set.of(), Set.of(), Map.of(name, channels)), before - after);
            }
        }
        return best.gain() > 0 ? Optional.of(best) : Optional.empty();
    }

    /** Layers that are not int8 are ignored; two of the same shape count once, which is on the safe side. */
    private static Map<LayerShape, LayerShape> changes(
            ChannelPadding padding, Map<String, LayerShape> shapes, int channels) {
        Map<LayerShape, LayerShape> changes = new LinkedHashMap<>();
        for (String layer : padding.wider()) {
            Optional.ofNullable(shapes.get(layer))
                    .ifPresent(shape -> changes.put(
                            shape, shape.isDepthwise() ? shape.withChannels(channels) : shape.withOutputs(channels)));
        }
        for (String layer : padding.readers()) {
            Optional.ofNullable(shapes.get(layer)).ifPresent(shape -> changes.put(shape, shape.withInputs(channels)));
        }
        return changes;
    }

    /** The times of layers by shape, each measured when it is first needed. */
    static final class Times {

        private final LayerTimer timer;
        private final KernelConditions conditions;
        private final boolean portable;
        private final Map<LayerShape, Map<Road, Double>> known = new HashMap<>();

        Times(LayerTimer timer, KernelConditions conditions, boolean portable) {
            this.timer = timer;
            this.conditions = conditions;
            this.portable = portable;
        }

        Map<Road, Double> of(LayerShape shape) {
            return known.computeIfAbsent(shape, one -> timer.micros(one, roads(one)));
        }

        /** NaN for a method that makes no difference. */
        double of(LayerShape shape, Road road) {
            return of(shape).getOrDefault(road, Double.NaN);
        }

        double integer(LayerShape shape) {
            return of(shape, Road.SYMMETRIC);
        }

        double best(LayerShape shape) {
            return of(shape).values().stream()
                    .mapToDouble(Double::doubleValue)
                    .min()
                    .orElse(Double.NaN);
        }

        /** A layer that does not meet a condition is a matrix product already, whatever its zero point. */
        private Set<Road> roads(LayerShape shape) {
            Set<Road> roads = EnumSet.of(Road.SYMMETRIC);
            if (!portable) {
                roads.add(Road.FLOAT);
                if (conditions.missed(shape).isEmpty()) {
                    roads.add(Road.MATRIX);
                }
            }
            return roads;
        }
    }
}
