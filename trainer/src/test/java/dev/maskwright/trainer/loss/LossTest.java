package dev.maskwright.trainer.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.maskwright.trainer.loss.WeightedSum.Term;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class LossTest {

    private static final Shape SHAPE = new Shape(3, 4, 5, 3);
    private static final int PIXELS = 3 * 5 * 3;

    /** Each kind of loss, with settings off their defaults. */
    static Stream<Loss> losses() {
        ClassWeights weights = ClassWeights.of(0.5f, 1, 2, 3);
        OverlapOptions options = OverlapOptions.defaults();
        return Stream.of(
                new CrossEntropy(weights, 0.2),
                new Dice(options),
                new Jaccard(options.withSmooth(2).withWeights(weights)),
                new Tversky(0.2, 0.9, 0.7, options.withLogarithm()),
                new Focal(0.5, OptionalDouble.of(0.3), false, weights),
                new Focal(2, OptionalDouble.empty(), true, ClassWeights.EQUAL),
                new Lovasz(false),
                new Lovasz(true),
                new WeightedSum(List.of(
                        new Term(new Dice(options), 0.25),
                        new Term(new Lovasz(true), 2),
                        new Term(new CrossEntropy(ClassWeights.EQUAL, 0), 1.5))));
    }

    @Test
    void thereIsATestForEveryKindOfLoss() {
        List<? extends Class<?>> tested =
                losses().map(Loss::getClass).distinct().toList();
        for (Class<?> kind : Loss.class.getPermittedSubclasses()) {
            assertTrue(tested.contains(kind), kind + " is not among losses()");
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void theGradientIsThatOfFiniteDifferences(Loss loss) {
        double[] logits = randomLogits();
        byte[] targets = randomTargets();
        double[] gradient = gradient(loss, logits, targets);
        double step = 1e-5;
        for (int i = 0; i < logits.length; i += 7) {
            double[] up = logits.clone();
            double[] down = logits.clone();
            up[i] += step;
            down[i] -= step;
            double slope = (value(loss, up, targets) - value(loss, down, targets)) / (2 * step);
            assertEquals(slope, gradient[i], 1e-7, "logit " + i);
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void ignoredPixelsHaveNoPartInIt(Loss loss) {
        double[] logits = randomLogits();
        byte[] targets = randomTargets();
        double before = value(loss, logits, targets);
        double[] gradient = gradient(loss, logits, targets);
        int pixels = 5 * 3;
        for (int i = 0; i < PIXELS; i++) {
            if (targets[i] == -1) {
                for (int id = 0; id < 4; id++) {
                    int logit = (i / pixels * 4 + id) * pixels + i % pixels;
                    assertEquals(0, gradient[logit], 0.0);
                    logits[logit] = 50 * id - 70;
                }
            }
        }
        assertEquals(before, value(loss, logits, targets), 1e-12);
    }

    @ParameterizedTest
    @MethodSource("losses")
    void aBatchInWhichNothingCountsIsLostOnNobody(Loss loss) {
        byte[] targets = new byte[PIXELS];
        Arrays.fill(targets, (byte) -1);
        assertEquals(0, value(loss, randomLogits(), targets), 0.0);
        assertArrayEquals(new double[randomLogits().length], gradient(loss, randomLogits(), targets));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void whatIsQuiteRightOrQuiteWrongHasAFiniteGradient(Loss loss) {
        byte[] targets = randomTargets();
        for (double certainty : new double[] {1000, -1000, 0}) {
            double[] logits = certain(targets, certainty);
            assertTrue(Double.isFinite(value(loss, logits, targets)), () -> loss + " at " + certainty);
            for (double slope : gradient(loss, logits, targets)) {
                assertTrue(Double.isFinite(slope), () -> loss + " at " + certainty);
            }
        }
    }

    @Test
    void lovaszOfAMaskIsOneMinusItsMeanIou() {
        // two images of 5x3: classes 0, 1 and 2 are labelled, 3 is predicted only
        byte[] targets = new byte[PIXELS];
        byte[] predictions = new byte[PIXELS];
        for (int i = 0; i < PIXELS; i++) {
            targets[i] = (byte) (i % 3);
            predictions[i] = (byte) (i % 5 == 0 ? 3 : i % 3);
        }
        double iou = 12 / 15.0; // of each: 15 pixels, of which 3 are taken for class 3
        double[] logits = certain(predictions, 1000);
        assertEquals(1 - iou, value(new Lovasz(false), logits, targets), 1e-7);
        assertEquals(1 - iou, value(new Lovasz(true), logits, targets), 1e-7);
    }

    /** Networks give their logits channels-last, targets are not. */
    @ParameterizedTest
    @MethodSource("losses")
    void theLayoutInMemoryDoesNotMatter(Loss loss) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray channelsLast = manager.create(randomLogits(), SHAPE)
                    .transpose(0, 2, 3, 1)
                    .flatten()
                    .reshape(3, 5, 3, 4)
                    .transpose(0, 3, 1, 2);
            byte[] targets = randomTargets();
            assertEquals(
                    value(loss, randomLogits(), targets),
                    loss.value(new LabelledLogits(channelsLast, targets)).getDouble(),
                    1e-12);
        }
    }

    @Test
    void lovaszLeavesOutImagesInWhichNothingCounts() {
        byte[] targets = randomTargets();
        Arrays.fill(targets, 0, 15, (byte) -1);
        byte[] rest = Arrays.copyOfRange(targets, 15, PIXELS);
        double[] logits = randomLogits();
        double[] restLogits = Arrays.copyOfRange(logits, 4 * 15, logits.length);
        assertEquals(
                value(new Lovasz(true), restLogits, rest, new Shape(2, 4, 5, 3)),
                value(new Lovasz(true), logits, targets),
                1e-12);
    }

    @Test
    void tverskyOfEvenWeightsIsDiceAndOfOnesIsJaccard() {
        OverlapOptions options = OverlapOptions.defaults().withSmooth(3);
        double[] logits = randomLogits();
        byte[] targets = randomTargets();
        assertEquals(
                value(new Dice(options), logits, targets),
                value(new Tversky(0.5, 0.5, 1, options), logits, targets),
                1e-12);
        assertEquals(
                value(new Jaccard(options), logits, targets),
                value(new Tversky(1, 1, 1, options), logits, targets),
                1e-12);
    }

    @Test
    void refusesParametersThatMakeNoSense() {
        OverlapOptions options = OverlapOptions.defaults();
        assertThrows(IllegalArgumentException.class, () -> new CrossEntropy(ClassWeights.EQUAL, 1));
        assertThrows(IllegalArgumentException.class, () -> new Tversky(0, 0, 1, options));
        assertThrows(IllegalArgumentException.class, () -> new Tversky(1, 1, 0, options));
        assertThrows(IllegalArgumentException.class, () -> options.withSmooth(-1));
        assertThrows(
                IllegalArgumentException.class, () -> new Focal(-1, OptionalDouble.empty(), false, ClassWeights.EQUAL));
        assertThrows(IllegalArgumentException.class, () -> ClassWeights.of(1, -1));
        assertThrows(IllegalArgumentException.class, () -> ClassWeights.of(0, 0));
        assertThrows(IllegalArgumentException.class, () -> new Term(new Lovasz(false), 0));
        assertThrows(IllegalArgumentException.class, () -> new WeightedSum(List.of()));
        assertFalse(ClassWeights.of(0, 1).values().isEmpty());
    }

    @Test
    void refusesTargetsOfNoClass() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.zeros(new Shape(1, 4, 1, 2));
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> new LabelledLogits(logits, new byte[] {3, 4}));
            assertEquals("targets must be 0..3, or 255 for ignored pixels, got 4", e.getMessage());
        }
    }

    private static double[] randomLogits() {
        SplittableRandom random = new SplittableRandom(7);
        return random.doubles(PIXELS * 4L, -3, 3).toArray();
    }

    /** Classes 0 to 2, each sixth pixel ignored; class 3 is absent. */
    private static byte[] randomTargets() {
        SplittableRandom random = new SplittableRandom(8);
        byte[] targets = new byte[PIXELS];
        for (int i = 0; i < PIXELS; i++) {
            targets[i] = (byte) (i % 6 == 2 ? -1 : random.nextInt(3));
        }
        return targets;
    }

    /** Logits in which each pixel's class stands out by so much; ignored pixels are even. */
    private static double[] certain(byte[] ids, double certainty) {
        double[] logits = new double[PIXELS * 4];
        int pixels = 5 * 3;
        for (int i = 0; i < PIXELS; i++) {
            if (ids[i] >= 0) {
                logits[(i / pixels * 4 + ids[i]) * pixels + i % pixels] = certainty;
            }
        }
        return logits;
    }

    private static double value(Loss loss, double[] logits, byte[] targets) {
        return value(loss, logits, targets, SHAPE);
    }

    private static double value(Loss loss, double[] logits, byte[] targets, Shape shape) {
        try (NDManager manager = NDManager.newBaseManager()) {
            return loss.value(new LabelledLogits(manager.create(logits, shape), targets))
                    .getDouble();
        }
    }

    private static double[] gradient(Loss loss, double[] logits, byte[] targets) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray array = manager.create(logits, SHAPE);
            array.setRequiresGradient(true);
            try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
                NDArray value = loss.value(new LabelledLogits(array, targets));
                assertEquals(DataType.FLOAT64, value.getDataType());
                gradients.backward(value);
                return Arrays.stream(array.getGradient().toDoubleArray())
                        .map(slope -> slope + 0.0) // -0 is 0
                        .toArray();
            }
        }
    }
}
