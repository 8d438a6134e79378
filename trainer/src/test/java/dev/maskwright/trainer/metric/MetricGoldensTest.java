package dev.maskwright.trainer.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.maskwright.trainer.fixtures.Goldens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every count and score that was recorded from the peer; where it is wrong, what it gives instead of ours. */
final class MetricGoldensTest {

    private static final Goldens GOLDENS = Goldens.open("metrics");
    private static final Set<String> SCORED = new TreeSet<>();
    private static final Set<String> COUNTED = new TreeSet<>();

    private static final Map<String, Measure> MEASURES = Map.of(
            "iou", Measure.IOU,
            "f1", Measure.F1,
            "accuracy", Measure.ACCURACY,
            "precision", Measure.PRECISION,
            "recall", Measure.RECALL,
            "specificity", Measure.SPECIFICITY,
            "balanced_accuracy", Measure.BALANCED_ACCURACY);

    static List<String> cases() {
        return texts(GOLDENS.json("index.json").getAsJsonArray("cases"));
    }

    static List<String> scoredCases() {
        List<String> all = new ArrayList<>(cases());
        all.add("binary");
        return all;
    }

    /** The scores of the peer's counts, so that what is wrong with those does not matter here. */
    @ParameterizedTest
    @MethodSource("scoredCases")
    void scoresAreThePeers(String name) {
        JsonObject golden = GOLDENS.json(name + ".json");
        PixelCountsByClass outcomes = recorded(golden);
        double[] weights =
                golden.has("class_weights") ? numbers(golden.getAsJsonArray("class_weights")) : new double[] {1};
        JsonObject scores = golden.getAsJsonObject("scores");
        assertEquals(MEASURES.keySet(), scores.keySet());
        for (String key : scores.keySet()) {
            Measure measure = Objects.requireNonNull(MEASURES.get(key));
            for (Map.Entry<String, JsonElement> entry :
                    scores.getAsJsonObject(key).entrySet()) {
                String where = name + ": " + key + ", " + entry.getKey();
                if (entry.getKey().equals("none")) {
                    assertTableIs(entry.getValue().getAsJsonArray(), outcomes.byImageAndClass(measure), where);
                } else {
                    assertEquals(
                            number(entry.getValue()), asPeer(outcomes, measure, entry.getKey(), weights), 2e-6, where);
                }
            }
        }
        SCORED.add(name);
    }

    /** The peer's reduction in our words, and with its faults. */
    private static double asPeer(PixelCountsByClass outcomes, Measure measure, String reduction, double[] weights) {
        int classes = outcomes.classes();
        return switch (reduction) {
            case "micro" -> // has no rule for divisions by zero
                outcomes.score(measure, Averaging.PIXELS, Undefined.LEFT_OUT, weights);
            case "macro+class_weights" -> // divides by the sum of the weights, then by the number of classes too
                outcomes.score(measure, Averaging.WEIGHTED_CLASSES, Undefined.ONE, weights) / classes;
            case "weighted-imagewise", "macro-imagewise+class_weights" -> // likewise
                outcomes.score(measure, Averaging.IMAGES_AND_WEIGHTED_CLASSES, Undefined.ONE, weights) / classes;
            case "macro+zero_division0" -> outcomes.score(measure, Averaging.CLASSES, Undefined.ZERO, weights);
            case "macro-imagewise+zero_division0" ->
                outcomes.score(measure, Averaging.IMAGES_AND_CLASSES, Undefined.ZERO, weights);
            default -> outcomes.score(measure, named(reduction), Undefined.ONE, weights);
        };
    }

    private static Averaging named(String peerName) {
        return Arrays.stream(Averaging.values())
                .filter(averaging -> averaging.peerName().equals(peerName))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no averaging of ours for " + peerName));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void countsAreThePeers(String name) {
        JsonObject golden = GOLDENS.json(name + ".json");
        double[] targets = GOLDENS.array(golden.get("target").getAsString()).values();
        double[] predictions = GOLDENS.array(golden.get("pred").getAsString()).values();
        int[] sizes = GOLDENS.array(golden.get("pred").getAsString()).sizes();
        int classes = golden.get("num_classes").getAsInt();
        COUNTED.add(name);
        switch (name) {
            // The peer counts such predictions as misses and no false positives, and such labels not at all.
            case "k5_label255_without_ignore_index", "k5_pred_out_of_range" -> {
                // 255 is always what is ignored here, so 250 stands for a label that is no class
                byte[] labels = bytes(targets, 255, 250);
                assertThrows(IllegalArgumentException.class, () -> new ConfusionMatrix(classes)
                        .add(labels, bytes(predictions, -1, 0)));
            }
            // The peer counts ignored pixels as found, and -32 and -34 as rightly not named.
            case "k1_degenerate_ignore" -> {
                assertEquals(
                        List.of(List.of(new PixelCounts(64, 0, 0, -32)), List.of(new PixelCounts(64, 0, 0, -34))),
                        images(golden));
                assertEquals(
                        List.of(List.of(new PixelCounts(32, 0, 0, 0)), List.of(new PixelCounts(30, 0, 0, 0))),
                        counted(targets, predictions, sizes, classes, 255));
            }
            // The background is the last class and ignored, but may be predicted.
            case "seed_like_k24_ignore24_pred_may_be_24" -> {
                assertEquals(images(golden), withoutLast(counted(targets, predictions, sizes, classes + 1, 24)));
                ConfusionMatrix all = new ConfusionMatrix(classes + 1);
                all.add(bytes(targets, -1, 0), bytes(predictions, -1, 0));
                double micro = number(
                        golden.getAsJsonObject("scores").getAsJsonObject("iou").get("micro"));
                assertEquals(micro, all.iouBlindTo(24), 1e-7);
            }
            default -> {
                int ignored = golden.get("ignore_index").isJsonNull()
                        ? -1
                        : golden.get("ignore_index").getAsInt();
                assertEquals(images(golden), counted(targets, predictions, sizes, classes, ignored));
            }
        }
    }

    @Test
    void countsOfProbabilitiesAreThePeers() {
        JsonObject golden = GOLDENS.json("binary.json");
        double threshold = golden.get("threshold").getAsDouble();
        double[] predictions = Arrays.stream(GOLDENS.array("binary_pred.npy").values())
                .map(probability -> probability >= threshold ? 1 : 0)
                .toArray();
        int[] sizes = GOLDENS.array("binary_pred.npy").sizes();
        double[] targets = GOLDENS.array("binary_target.npy").values();
        List<List<PixelCounts>> ours = counted(targets, predictions, sizes, 2, -1);
        assertEquals(
                images(golden), ours.stream().map(image -> image.subList(1, 2)).toList());
    }

    /** What the peer gives where ours has nothing to say, or another figure. */
    @Test
    void absentClassesAreLeftOutWhereThePeerCountsThemAsPerfect() {
        PixelCountsByClass outcomes = recorded(GOLDENS.json("k6_classes_4_5_absent_everywhere.json"));
        double ours = outcomes.score(Measure.IOU, Averaging.CLASSES);
        double peers = number(GOLDENS.json("k6_classes_4_5_absent_everywhere.json")
                .getAsJsonObject("scores")
                .getAsJsonObject("iou")
                .get("macro"));
        assertEquals((4 * ours + 2) / 6, peers, 1e-6);
        assertTrue(Double.isNaN(outcomes.ofClass(Measure.IOU, 4)));
    }

    @Test
    void oneRuleForWhatIsUndefinedHoldsForEveryAveraging() {
        PixelCountsByClass nothing = recorded(GOLDENS.json("k5_all_ignored.json"));
        for (Averaging averaging : Averaging.values()) {
            double[] weights = {1, 2, 3, 4, 5};
            assertEquals(1, nothing.score(Measure.IOU, averaging, Undefined.ONE, weights), 1e-12, averaging.id());
            assertEquals(0, nothing.score(Measure.IOU, averaging, Undefined.ZERO, weights), averaging.id());
            assertTrue(Double.isNaN(nothing.score(Measure.IOU, averaging)), averaging.id());
        }
    }

    @Test
    void mistakenArgumentsThatThePeerRefuses() {
        assertEquals(
                Set.of("ignore_in_range", "ignore_zero", "no_num_classes", "threshold", "shape"),
                GOLDENS.json("index.json").getAsJsonObject("argument_errors").keySet());
        // What is ignored is 255 and the number of classes comes first, so that only one of them can be made here.
        assertThrows(IllegalArgumentException.class, () -> new ConfusionMatrix(2).add(new byte[4], new byte[6]));
    }

    private static PixelCountsByClass recorded(JsonObject golden) {
        List<List<PixelCounts>> images = images(golden);
        int classes = golden.has("num_classes") ? golden.get("num_classes").getAsInt() : 1;
        PixelCountsByClass outcomes = new PixelCountsByClass(classes);
        images.forEach(outcomes::add);
        return outcomes;
    }

    private static List<List<PixelCounts>> images(JsonObject golden) {
        JsonObject stats = golden.getAsJsonObject("stats");
        List<List<PixelCounts>> images = new ArrayList<>();
        for (int image = 0; image < stats.getAsJsonArray("tp").size(); image++) {
            List<PixelCounts> outcomes = new ArrayList<>();
            for (int id = 0;
                    id < stats.getAsJsonArray("tp").get(image).getAsJsonArray().size();
                    id++) {
                outcomes.add(new PixelCounts(
                        count(stats, "tp", image, id),
                        count(stats, "fp", image, id),
                        count(stats, "fn", image, id),
                        count(stats, "tn", image, id)));
            }
            images.add(outcomes);
        }
        return images;
    }

    private static long count(JsonObject stats, String kind, int image, int id) {
        return stats.getAsJsonArray(kind).get(image).getAsJsonArray().get(id).getAsLong();
    }

    private static List<List<PixelCounts>> counted(
            double[] targets, double[] predictions, int[] sizes, int classes, int ignored) {
        int pixels = Arrays.stream(sizes).skip(1).reduce(1, Math::multiplyExact);
        List<List<PixelCounts>> images = new ArrayList<>();
        for (int image = 0; image < sizes[0]; image++) {
            ConfusionMatrix matrix = new ConfusionMatrix(classes);
            int from = image * pixels;
            matrix.add(
                    bytes(Arrays.copyOfRange(targets, from, from + pixels), ignored, 255),
                    bytes(Arrays.copyOfRange(predictions, from, from + pixels), -1, 0));
            images.add(matrix.outcomes());
        }
        return images;
    }

    private static List<List<PixelCounts>> withoutLast(List<List<PixelCounts>> images) {
        return images.stream().map(image -> image.subList(0, image.size() - 1)).toList();
    }

    private static byte[] bytes(double[] ids, int from, int to) {
        byte[] bytes = new byte[ids.length];
        for (int i = 0; i < ids.length; i++) {
            bytes[i] = (byte) (ids[i] == from ? to : (int) ids[i]);
        }
        return bytes;
    }

    /** The peer's table has 1 where a score is undefined. */
    private static void assertTableIs(JsonArray expected, double[][] ours, String where) {
        assertEquals(expected.size(), ours.length, where);
        for (int image = 0; image < ours.length; image++) {
            double[] row = numbers(expected.get(image).getAsJsonArray());
            assertEquals(row.length, ours[image].length, where);
            for (int id = 0; id < row.length; id++) {
                assertEquals(row[id], Undefined.ONE.instead(ours[image][id]), 2e-6, where);
            }
        }
    }

    private static double[] numbers(JsonArray array) {
        double[] numbers = new double[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = number(array.get(i));
        }
        return numbers;
    }

    private static double number(JsonElement element) {
        return element.getAsString().equals("NaN") ? Double.NaN : element.getAsDouble();
    }

    private static List<String> texts(JsonArray array) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(element.getAsString()));
        return texts;
    }

    @AfterAll
    static void noGoldenIsLeftOut() {
        if (SCORED.size() + COUNTED.size() == 2 * cases().size() + 1) { // but not if somebody runs one case alone
            Set<String> unused = new TreeSet<>(GOLDENS.files());
            unused.removeAll(GOLDENS.used());
            assertEquals(Set.of(), unused);
        }
    }
}
