package dev.maskwright.exporter.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.maskwright.exporter.kernel.KernelChoice;
import dev.maskwright.exporter.kernel.KernelConditions;
import dev.maskwright.exporter.kernel.KernelReport;
import dev.maskwright.exporter.kernel.KernelSearch;
import dev.maskwright.exporter.kernel.KernelSubject;
import dev.maskwright.exporter.kernel.LayerShape;
import dev.maskwright.exporter.kernel.LayerTimer;
import dev.maskwright.exporter.kernel.ModelTimer;
import dev.maskwright.exporter.kernel.Road;
import dev.maskwright.exporter.kernel.SessionTimer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What times say is what is chosen: here times are given, as those of a machine with AMX or without. */
final class KernelSearchTest {

    private static final int CLASSES = 3;

    /** Two layers of 16 channels that are equal, a wider one, and a last one that misses a condition. */
    private static final KernelSubject SUBJECT = SmallGraph.quantizer(
                    new SmallGraph()
                            .conv("first", "input", 3, 16)
                            .conv("second", "first", 16, 16)
                            .conv("third", "second", 16, 16)
                            .conv("wide", "third", 16, 32)
                            .conv("logits", "wide", 32, CLASSES)
                            .model(CLASSES),
                    CLASSES)
            .kernels(SmallGraph.card(CLASSES));

    private final List<LayerShape> timed = new ArrayList<>();
    private final List<Set<Road>> asked = new ArrayList<>();

    /** Int8 takes 100 microseconds, a product so many, float more than both. */
    private LayerTimer layers(double matrixOfSixteen, double matrixOfOthers) {
        return (layer, roads) -> {
            timed.add(layer);
            asked.add(roads);
            boolean isSixteen = layer.inputs() == 16 && layer.outputs() == 16;
            Map<Road, Double> micros = new EnumMap<>(Map.of(
                    Road.SYMMETRIC, 100.0,
                    Road.MATRIX, isSixteen ? matrixOfSixteen : matrixOfOthers,
                    Road.FLOAT, 300.0));
            micros.keySet().retainAll(roads);
            return micros;
        };
    }

    private KernelReport choose(LayerTimer layers, ModelTimer models, boolean portable) {
        return new KernelSearch(layers, models, new KernelConditions(4), "a processor", portable).choose(SUBJECT);
    }

    /** How many layers of a model have weights around 1. */
    private static long shifted(ModelProto model) {
        return model.getGraph().getInitializerList().stream()
                .filter(constant -> constant.getName().endsWith("/weight/zero"))
                .filter(zero -> zero.getRawData().byteAt(0) == 1)
                .count();
    }

    @Test
    void layersThatAreFasterAsProductsBecomeProducts() {
        KernelReport report = choose(layers(60, 150), (before, after, inputs) -> 1.1, false);
        assertEquals(Set.of("second", "third"), report.choice().matrix());
        assertEquals(Set.of(), report.choice().inFloat());
        assertEquals(1.1, report.speedup());
        assertEquals("a processor", report.processor());
        assertEquals(Road.MATRIX, report.of("second").orElseThrow().road());
        assertEquals(60, report.of("second").orElseThrow().micros().get(Road.MATRIX));
        assertEquals(timed.size(), Set.copyOf(timed).size(), "each shape once");
        assertEquals(
                Optional.of("3 output channels, fewer than 16"),
                report.of("logits").orElseThrow().slow());
    }

    @Test
    void halfOfThemIsChosenWhereAllAreSlower() {
        // The wide layer promises most, and with all three the whole graph is slower.
        ModelTimer models = (before, after, inputs) -> shifted(after) > 1 ? 0.98 : 1.07;
        KernelReport report = choose(layers(80, 50), models, false);
        assertEquals(Set.of("wide"), report.choice().matrix());
        assertEquals(1.07, report.speedup());
    }

    @Test
    void nothingIsChosenThatTheWholeGraphDoesNotGainBy() {
        KernelReport report = choose(layers(60, 60), (before, after, inputs) -> 1.001, false);
        assertTrue(report.choice().isNone());
        assertEquals(1, report.speedup());
        assertTrue(report.tried() >= 1);
    }

    @Test
    void whatIsSlowerThanTodayAtTheEndIsDropped() {
        int[] trial = {0};
        // The first trial was lucky.
        KernelReport report = choose(layers(60, 150), (before, after, inputs) -> trial[0]++ == 0 ? 1.2 : 0.98, false);
        assertTrue(report.choice().isNone());
        assertTrue(trial[0] > 1);
    }

    @Test
    void portableFilesArePaddedOnly() {
        LayerTimer layers = (layer, roads) -> {
            asked.add(roads);
            return Map.of(Road.SYMMETRIC, layer.outputs() == CLASSES ? 50.0 : 20.0);
        };
        KernelReport report = choose(layers, (before, after, inputs) -> 1.05, true);
        assertEquals(new KernelChoice(Set.of(), Set.of(), Map.of("logits", 16)), report.choice());
        assertTrue(asked.stream().allMatch(EnumSet.of(Road.SYMMETRIC)::equals), asked::toString);
        assertEquals(Optional.of(16), report.of("logits").orElseThrow().padded());
        assertEquals(Optional.empty(), report.of("logits").orElseThrow().slow());
    }

    /** Whether the first layer is in float where it pays shows in the whole graph only, and on all processors. */
    @Test
    void theReaderOfPixelsIsTriedInFloat() {
        KernelSubject pixels = new KernelSubject(
                SUBJECT.graph(),
                SUBJECT.shapes(),
                Optional.of("first"),
                SUBJECT.onLevels(),
                SUBJECT.inputs(),
                SUBJECT.quantized());
        LayerTimer layers = (layer, roads) -> Map.of(Road.SYMMETRIC, 20.0, Road.FLOAT, 30.0);
        for (boolean portable : List.of(false, true)) {
            for (double speedup : List.of(1.07, 1.01)) {
                ModelTimer models = (before, after, inputs) -> isQuantized("first", after) ? 1 : speedup;
                KernelReport report =
                        new KernelSearch(layers, models, new KernelConditions(4), "one", portable).choose(pixels);
                assertEquals(
                        speedup > 1.02 ? Set.of("first") : Set.of(),
                        report.choice().inFloat());
                assertEquals(speedup > 1.02 ? speedup : 1, report.speedup());
            }
        }
    }

    private static boolean isQuantized(String layer, ModelProto model) {
        return model.getGraph().getInitializerList().stream()
                .anyMatch(constant -> constant.getName().equals(layer + "/weight/zero"));
    }

    @Test
    void conditionsAreThoseOfTheKernels() {
        KernelConditions conditions = new KernelConditions(8);
        assertEquals(Optional.empty(), conditions.missed(layer(64, 64, 1)));
        assertEquals(Optional.of("6 input channels, not a multiple of 4"), conditions.missed(layer(6, 64, 1)));
        assertEquals(Optional.of("20 output channels, not a multiple of 8"), conditions.missed(layer(64, 20, 1)));
        assertEquals(Optional.empty(), new KernelConditions(4).missed(layer(64, 20, 1)));
        assertEquals(Optional.of("4 groups, for which there is no int8 kernel"), conditions.missed(layer(64, 64, 4)));
        assertEquals(
                Optional.of("depthwise of 24 channels, not a multiple of 16"), conditions.missed(layer(24, 24, 24)));
        assertEquals(Optional.empty(), conditions.missed(layer(32, 32, 32)));
    }

    private static LayerShape layer(int inputs, int outputs, int groups) {
        List<Long> ones = List.of(1L, 1L);
        return new LayerShape(inputs, outputs, groups, 8, 8, ones, ones, ones, List.of(0L, 0L, 0L, 0L), true, true);
    }

    /** On the real engine every road of every border runs, and a model is about as fast as itself. */
    @Test
    void everyRoadCanBeTimed() {
        SessionTimer timer = new SessionTimer();
        LayerShape inside = layer(16, 16, 1);
        LayerShape atBorders = SUBJECT.shapes().get("first");
        for (LayerShape shape : List.of(inside, atBorders == null ? inside : atBorders)) {
            Map<Road, Double> micros = timer.micros(shape, EnumSet.allOf(Road.class));
            assertEquals(EnumSet.allOf(Road.class), micros.keySet());
            assertTrue(micros.values().stream().allMatch(time -> time > 0), micros::toString);
        }
        ModelProto model = SUBJECT.quantized().apply(KernelChoice.NONE);
        assertTrue(timer.speedup(model, model, SUBJECT.inputs()) > 0);
    }
}
