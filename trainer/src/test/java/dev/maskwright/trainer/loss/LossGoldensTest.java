package dev.maskwright.trainer.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.maskwright.trainer.fixtures.Goldens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every loss that was recorded from the peer, value and gradient, in float32 and in float64. Where the peer is wrong,
 * its figure is ours times the factor that {@link #peersFactor} gives the reason for.
 */
final class LossGoldensTest {

    private static final Goldens GOLDENS = Goldens.open("losses");
    private static final int PIXELS = 2 * 6 * 7;
    private static final int CLASSES = 5;
    private static final Set<String> RUN = new TreeSet<>();

    record Case(String index, String name, JsonObject json) {
        boolean isHead() {
            return index.equals("smp_head_index.json");
        }

        String text(String key) {
            return json.get(key).getAsString();
        }

        boolean has(String key) {
            return json.has(key) && !json.get(key).isJsonNull();
        }

        boolean targets(String name) {
            return text("target").equals("target_" + name + ".npy");
        }

        double number(String key) {
            return text(key).equals("NaN") ? Double.NaN : json.get(key).getAsDouble();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (String index : List.of("smp_0.5.0_index.json", "smp_head_index.json")) {
            for (JsonElement element : GOLDENS.json(index).getAsJsonArray("cases")) {
                JsonObject json = element.getAsJsonObject();
                cases.add(new Case(index, json.get("name").getAsString(), json));
            }
        }
        assertEquals(84 + 74, cases.size());
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void valueAndGradientAreThePeers(Case golden) {
        RUN.add(golden.name());
        double factor = peersFactor(golden);
        Result single = ours(golden, DataType.FLOAT32);
        double[] gradient = GOLDENS.array(golden.text("grad")).values();
        if (golden.targets("all_ignored")) {
            // The peer's cross-entropy and focal loss, and their gradients, are NaN here; its others are 0 as ours.
            boolean isNaN = golden.text("loss").matches("(ce|focal)_.*");
            assertEquals(isNaN, Double.isNaN(golden.number("value")), "the peer's fault is still recorded");
            assertEquals(0, single.value() + 0.0); // -0 is 0
            assertArrayEquals(new double[gradient.length], single.gradient(), Double.MIN_VALUE);
            assertArrayEquals(
                    new double[gradient.length], ours(golden, DataType.FLOAT64).gradient(), Double.MIN_VALUE);
            if (golden.has("grad_f64")) {
                GOLDENS.array(golden.text("grad_f64"));
            }
            return;
        }
        // Lovász: the peer's own rounding, see the class; ours agrees with itself in float64
        boolean isLovasz = golden.text("loss").startsWith("lovasz");
        assertAlike(golden.number("value"), gradient, single, factor, isLovasz ? 5e-6 : 2e-6);
        if (golden.has("value_f64")) {
            double[] exact = GOLDENS.array(golden.text("grad_f64")).values();
            assertAlike(golden.number("value_f64"), exact, ours(golden, DataType.FLOAT64), factor, 1e-8);
            assertAlike(golden.number("value_f64"), exact, single, factor, 2e-6);
        } else {
            assertTrue(isLovasz && golden.has("f64_error"), "only the peer's Lovász fails in float64");
            Result exact = ours(golden, DataType.FLOAT64);
            assertAlike(exact.value(), exact.gradient(), single, 1, 2e-6);
        }
    }

    private static void assertAlike(double value, double[] gradient, Result ours, double factor, double tolerance) {
        assertEquals(value, factor * ours.value(), tolerance * Math.abs(value));
        double largest = Arrays.stream(gradient).map(Math::abs).max().orElseThrow();
        double[] scaled =
                Arrays.stream(ours.gradient()).map(slope -> factor * slope).toArray();
        assertArrayEquals(gradient, scaled, tolerance * largest);
    }

    /** What ours has to be multiplied by to give the peer's. */
    private static double peersFactor(Case golden) {
        String loss = golden.text("loss");
        double factor = 1;
        if (loss.equals("ce_sum")) {
            factor = PIXELS; // not a fault: a sum where ours is a mean
        }
        if (loss.matches("(dice|jaccard|tversky).*") && golden.targets("class3_absent") && !golden.has("weights")) {
            factor = 4.0
                    / CLASSES; // an absent class counts as a loss of 0 in the mean; with weights, its weight here is 0
        }
        if (loss.equals("softce_smooth.1_ignore")) {
            factor = (double) counted(golden) / PIXELS; // divides by ignored pixels too
        }
        if (loss.startsWith("focal") && !golden.isHead()) {
            factor = CLASSES; // 0.5.0 adds up the classes
        }
        if (loss.equals("focal_normalized")) {
            factor /= PIXELS; // divides by the sum of the weights, and by the pixels as well
        }
        return factor;
    }

    private static int counted(Case golden) {
        int counted = 0;
        for (byte id : GOLDENS.ids(golden.text("target"))) {
            counted += id == -1 ? 0 : 1;
        }
        return counted;
    }

    private static Loss loss(Case golden) {
        ClassWeights weights = golden.has("weights")
                ? ClassWeights.of(floats(GOLDENS.array(golden.text("weights")).values()))
                : ClassWeights.EQUAL;
        OverlapOptions plain = OverlapOptions.defaults();
        OptionalDouble noAlpha = OptionalDouble.empty();
        return switch (golden.text("loss")) {
            case "ce", "ce_sum", "ce_ignore", "ce_ignore4", "ce_weight", "ce_weight_ignore" ->
                new CrossEntropy(weights, 0);
            case "ce_smooth0.1",
                    "ce_smooth0.1_ignore",
                    "ce_smooth0.1_weight_ignore",
                    "softce_smooth.1",
                    "softce_smooth.1_ignore" -> new CrossEntropy(weights, 0.1);
            case "dice", "dice_ignore" -> new Dice(plain);
            case "dice_smooth1" -> new Dice(plain.withSmooth(1));
            case "dice_log" -> new Dice(plain.withLogarithm());
            case "dice_classes_0_2" -> new Dice(plain.withWeights(ClassWeights.of(1, 0, 1, 0, 0)));
            case "dice_class_weights" -> new Dice(plain.withWeights(weights));
            case "jaccard", "jaccard_ignore" -> new Jaccard(plain);
            case "jaccard_smooth1" -> new Jaccard(plain.withSmooth(1));
            case "jaccard_log" -> new Jaccard(plain.withLogarithm());
            case "jaccard_class_weights" -> new Jaccard(plain.withWeights(weights));
            case "tversky" -> new Tversky(0.5, 0.5, 1, plain);
            case "tversky_a.3_b.7", "tversky_ignore" -> new Tversky(0.3, 0.7, 1, plain);
            case "tversky_a.3_b.7_g1.333" -> new Tversky(0.3, 0.7, 1.333, plain);
            case "tversky_class_weights" -> new Tversky(0.3, 0.7, 1, plain.withWeights(weights));
            case "focal", "focal_ignore" -> new Focal(2, noAlpha, false, ClassWeights.EQUAL);
            case "focal_gamma0" -> new Focal(0, noAlpha, false, ClassWeights.EQUAL);
            case "focal_gamma3_ignore" -> new Focal(3, noAlpha, false, ClassWeights.EQUAL);
            case "focal_alpha.25_gamma2" -> new Focal(2, OptionalDouble.of(0.25), false, ClassWeights.EQUAL);
            case "focal_normalized" -> new Focal(2, noAlpha, true, ClassWeights.EQUAL);
            case "focal_class_weights" -> new Focal(2, noAlpha, false, weights);
            case "lovasz", "lovasz_ignore" -> new Lovasz(false);
            case "lovasz_per_image", "lovasz_per_image_ignore" -> new Lovasz(true);
            default -> throw new AssertionError("no loss of ours for " + golden.name());
        };
    }

    private record Result(double value, double[] gradient) {}

    private static Result ours(Case golden, DataType type) {
        byte[] targets = GOLDENS.ids(golden.text("target"));
        if (golden.text("loss").equals("ce_ignore4")) { // what is ignored is 255 with us
            for (int i = 0; i < targets.length; i++) {
                targets[i] = targets[i] == 4 ? -1 : targets[i];
            }
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.create(GOLDENS.array(golden.text("logits")).values(), new Shape(2, CLASSES, 6, 7))
                    .toType(type, false);
            logits.setRequiresGradient(true);
            try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
                NDArray value = loss(golden).value(new LabelledLogits(logits, targets));
                assertEquals(type, value.getDataType(), "a factor must not turn float32 into float64");
                assertEquals(0, value.getShape().dimension());
                gradients.backward(value);
                return new Result(
                        value.toType(DataType.FLOAT64, false).getDouble(),
                        logits.getGradient().toType(DataType.FLOAT64, false).toDoubleArray());
            }
        }
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    @AfterAll
    static void noGoldenIsLeftOut() {
        if (RUN.size() == cases().size()) { // but not if somebody runs one case alone
            Set<String> unused = new TreeSet<>(GOLDENS.files());
            unused.removeAll(GOLDENS.used());
            assertEquals(Set.of(), unused);
        }
    }
}
