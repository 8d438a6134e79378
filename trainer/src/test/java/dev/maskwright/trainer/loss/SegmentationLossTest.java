package dev.maskwright.trainer.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.maskwright.trainer.fixtures.Goldens;
import dev.maskwright.trainer.recipe.RecipeReader;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SegmentationLossTest {

    private static final LossSettings CROSS_ENTROPY = sum(1, 0);
    private static final LossSettings DICE = sum(0, 1);
    private static final Goldens GOLDENS = Goldens.open("losses");
    private static final float[] ONES = {1, 1, 1, 1, 1};

    @ParameterizedTest
    @CsvSource({
        "ce__logits__plain, plain, false, 2.5983398",
        "ce_weight_ignore__logits__ignore255, ignore255, true, 2.7048085"
    })
    void crossEntropyAndItsGradientArePyTorchs(String name, String target, boolean weighted, double value) {
        SegmentationLoss loss = SegmentationLoss.weighted(CROSS_ENTROPY, weighted ? golden("weights") : ONES);
        assertAgrees(loss, target, value, golden(name + "_grad"));
    }

    @ParameterizedTest
    @CsvSource({"dice__logits__plain, plain, 0.7854039", "dice_ignore__logits__ignore255, ignore255, 0.8201063"})
    void diceAndItsGradientAreThePeers(String name, String target, double value) {
        assertAgrees(SegmentationLoss.weighted(DICE, ONES), target, value, golden(name + "_grad"));
    }

    @Test
    void diceLeavesAbsentClassesOut() {
        // The peer's 0.6142889 is a mean over all five classes in which the absent one counts as 0.
        double expected = 0.6142889 * 5 / 4;
        assertEquals(expected, value(SegmentationLoss.weighted(DICE, ONES), targets("class3_absent")), 1e-6);
    }

    @Test
    void aBatchWithoutACountedPixelHasLossZero() {
        SegmentationLoss both = SegmentationLoss.weighted(sum(1, 1), 1, 1);
        byte[] ignored = new byte[9];
        Arrays.fill(ignored, (byte) 255);
        try (NDManager manager = NDManager.newBaseManager()) {
            assertEquals(
                    0, both.value(manager.ones(new Shape(1, 2, 3, 3)), ignored).getFloat());
        }
    }

    @Test
    void termsAreAddedWithTheirFactors() {
        byte[] targets = targets("plain");
        double crossEntropy = value(SegmentationLoss.weighted(CROSS_ENTROPY, ONES), targets);
        double dice = value(SegmentationLoss.weighted(DICE, ONES), targets);
        double sum = value(SegmentationLoss.weighted(sum(0.5, 2), ONES), targets);
        assertEquals(0.5 * crossEntropy + 2 * dice, sum, 1e-6);
    }

    @Test
    void lovaszJoinsAtItsShareOfTheTraining() {
        byte[] targets = targets("plain");
        SegmentationLoss late = SegmentationLoss.weighted(withLovasz(1, 0.5, 0.8), ONES);
        double without = value(SegmentationLoss.weighted(CROSS_ENTROPY, ONES), targets);
        double with = value(SegmentationLoss.weighted(withLovasz(1, 0.5, 0), ONES), targets);
        assertTrue(with > without + 0.1, "Lovász adds " + (with - without));
        assertEquals(without, value(late, targets, 0.79), 1e-6);
        assertEquals(with, value(late, targets, 0.8), 1e-6);
        assertEquals(with, value(late, targets), 1e-6);
    }

    @Test
    void aLossThatBeginsWithNothingIsRefused() {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> withLovasz(0, 1, 0.5));
        assertEquals(
                "loss.lovasz.from is 0.5, but before that there is no other loss; set one, or loss.lovasz.from to 0",
                refused.getMessage());
    }

    private static LossSettings withLovasz(double crossEntropy, double lovasz, double from) {
        return new LossSettings(
                CrossEntropySettings.defaults().withFactor(crossEntropy),
                0,
                0,
                FocalSettings.off(),
                TverskySettings.off(),
                LovaszSettings.off().withFactor(lovasz).withFrom(from),
                1);
    }

    private static LossSettings sum(double crossEntropy, double dice) {
        return new LossSettings(
                CrossEntropySettings.defaults().withFactor(crossEntropy),
                dice,
                0,
                FocalSettings.off(),
                TverskySettings.off(),
                LovaszSettings.off(),
                1);
    }

    @Test
    void balancedWeightsFavourRareClassesAndAverageToOne() {
        long[] pixels = {900, 100, 0};
        assertArrayEquals(
                new float[] {1, 1, 1}, ClassWeights.balanced(pixels, 0).forClasses(3));
        float[] inverse = ClassWeights.balanced(pixels, 1).forClasses(3);
        assertEquals(9, inverse[1] / inverse[0], 1e-5);
        assertEquals(1, 0.9 * inverse[0] + 0.1 * inverse[1], 1e-6);
        assertEquals(1, inverse[2]);
        float[] root = ClassWeights.balanced(pixels, 0.5).forClasses(3);
        assertEquals(3, root[1] / root[0], 1e-5);
    }

    @Test
    void aRecipesWeightsStandInForTheBalance() {
        LossSettings settings = RecipeReader.parse(
                        "loss: {dice: 0, crossEntropy: {weights: [0.5, 2, 1, 0, 3]}}", "r.yaml", List.of())
                .loss();
        byte[] targets = targets("plain");
        assertEquals(
                value(SegmentationLoss.weighted(CROSS_ENTROPY, golden("weights")), targets),
                value(SegmentationLoss.balanced(settings, new long[] {1, 2, 3, 4, 5}), targets));
        Exception refused = assertThrows(
                IllegalArgumentException.class, () -> SegmentationLoss.balanced(settings, new long[] {1, 2, 3}));
        assertEquals(
                "loss.crossEntropy.weights has 5 numbers, but the data has 3 classes; give one"
                        + " for each, in the order of their ids",
                refused.getMessage());
    }

    @Test
    void everyLossOfARecipeTakesPart() {
        String all = "loss: {crossEntropy: 1, dice: 1, jaccard: 1, focal: 1, tversky: 1, lovasz: 1}";
        List<String> kinds = List.of("crossEntropy", "dice", "jaccard", "focal", "tversky", "lovasz");
        byte[] targets = targets("ignore255");
        double sum = 0;
        for (String kind : kinds) {
            List<String> others = kinds.stream()
                    .filter(other -> !other.equals(kind))
                    .map(other -> "loss." + other + "=0")
                    .toList();
            double value = value(ofRecipe(all, others), targets);
            assertTrue(value > 0.1, kind);
            sum += value;
        }
        assertEquals(sum, value(ofRecipe(all, List.of()), targets), 1e-5);
    }

    private static SegmentationLoss ofRecipe(String yaml, List<String> settings) {
        return SegmentationLoss.balanced(
                RecipeReader.parse(yaml, "r.yaml", settings).loss(), new long[] {1, 2, 3, 4, 5});
    }

    @Test
    void refusesTargetsOfAnotherSize() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.ones(new Shape(1, 2, 3, 3));
            assertThrows(IllegalArgumentException.class, () -> SegmentationLoss.weighted(DICE, 1, 1)
                    .value(logits, new byte[8]));
        }
    }

    private static void assertAgrees(SegmentationLoss loss, String target, double value, float[] gradient) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray array = manager.create(golden("logits"), new Shape(2, 5, 6, 7));
            array.setRequiresGradient(true);
            try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
                NDArray result = loss.value(array, targets(target));
                assertEquals(value, result.getFloat(), 1e-6 * value);
                gradients.backward(result);
            }
            assertArrayEquals(gradient, array.getGradient().toFloatArray(), 1e-7f);
        }
    }

    private static double value(SegmentationLoss loss, byte[] targets) {
        return value(loss, targets, 1);
    }

    private static double value(SegmentationLoss loss, byte[] targets, double done) {
        try (NDManager manager = NDManager.newBaseManager()) {
            return loss.value(manager.create(golden("logits"), new Shape(2, 5, 6, 7)), targets, done)
                    .getFloat();
        }
    }

    private static byte[] targets(String name) {
        return GOLDENS.ids("target_" + name + ".npy");
    }

    private static float[] golden(String name) {
        double[] values = GOLDENS.array(name + ".npy").values();
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
