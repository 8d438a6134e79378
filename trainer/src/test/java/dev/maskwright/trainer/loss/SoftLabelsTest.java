package dev.maskwright.trainer.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SoftLabelsTest {

    private static final int CLASSES = 3;
    private static final int PIXELS = 4; // in two images
    private static final Shape SHAPE = new Shape(2, CLASSES, 1, PIXELS / 2);
    private static final byte[] LABELS = {0, (byte) 255, 2, (byte) 255};
    private static final double[] STUDENT = random(1);
    private static final double[] TEACHER = random(2);

    private static double[] random(int seed) {
        return new Random(seed).doubles(CLASSES * PIXELS, -2, 2).toArray();
    }

    /** The softmax at a pixel, 0..3, of logits (2, K, 1, 2) that are divided by the temperature. */
    private static double[] probabilities(double[] logits, int pixel, double temperature) {
        double[] shares = new double[CLASSES];
        double sum = 0;
        for (int k = 0; k < CLASSES; k++) {
            shares[k] = Math.exp(logits[at(pixel, k)] / temperature);
            sum += shares[k];
        }
        for (int k = 0; k < CLASSES; k++) {
            shares[k] /= sum;
        }
        return shares;
    }

    private static int at(int pixel, int classId) {
        return (pixel / 2 * CLASSES + classId) * 2 + pixel % 2;
    }

    private static double divergence(int pixel, double temperature) {
        double[] wanted = probabilities(TEACHER, pixel, temperature);
        double[] given = probabilities(STUDENT, pixel, temperature);
        double sum = 0;
        for (int k = 0; k < CLASSES; k++) {
            sum += wanted[k] * Math.log(wanted[k] / given[k]);
        }
        return sum;
    }

    @ParameterizedTest
    @CsvSource({"1", "3", "0.5"})
    void theValueIsTheMeanDivergenceTimesTheSquaredTemperature(double temperature) {
        double expected = 0;
        for (int pixel = 0; pixel < PIXELS; pixel++) {
            expected += temperature * temperature * divergence(pixel, temperature) / PIXELS;
        }
        assertEquals(expected, value(new SoftLabels(temperature, 0), STUDENT), 1e-12);
    }

    /** Hinton's formula (2), times the squared temperature: T (q - p), over the pixels of the mean. */
    @ParameterizedTest
    @CsvSource({"1", "3", "0.5"})
    void theGradientIsTheDifferenceOfTheProbabilities(double temperature) {
        double[] expected = new double[CLASSES * PIXELS];
        for (int pixel = 0; pixel < PIXELS; pixel++) {
            double[] wanted = probabilities(TEACHER, pixel, temperature);
            double[] given = probabilities(STUDENT, pixel, temperature);
            for (int k = 0; k < CLASSES; k++) {
                expected[at(pixel, k)] = temperature * (given[k] - wanted[k]) / PIXELS;
            }
        }
        assertArrayEquals(expected, gradient(new SoftLabels(temperature, 0)), 1e-12);
    }

    @Test
    void theGradientIsTheSlopeOfTheValue() {
        SoftLabels loss = new SoftLabels(2, 0.5);
        double[] gradient = gradient(loss);
        double step = 1e-5;
        for (int i = 0; i < STUDENT.length; i++) {
            double[] more = STUDENT.clone();
            double[] less = STUDENT.clone();
            more[i] += step;
            less[i] -= step;
            assertEquals((value(loss, more) - value(loss, less)) / (2 * step), gradient[i], 1e-8, "logit " + i);
        }
    }

    @Test
    void whoGivesTheTeachersProbabilitiesHasNothingToLearn() {
        double[] shifted = TEACHER.clone();
        for (int i = 0; i < shifted.length; i++) {
            shifted[i] += 5; // softmax does not see it
        }
        assertEquals(0, value(new SoftLabels(2, 0), shifted), 1e-12);
    }

    @Test
    void pixelsWithoutALabelCountWhereTheTeacherIsSure() {
        double[] sureness = new double[PIXELS];
        for (int pixel = 0; pixel < PIXELS; pixel++) {
            for (double share : probabilities(TEACHER, pixel, 1)) {
                sureness[pixel] = Math.max(sureness[pixel], share);
            }
        }
        double between = (sureness[1] + sureness[3]) / 2; // of the two without a label
        int sure = sureness[1] > between ? 1 : 3;
        double expected = (divergence(0, 4) + divergence(2, 4) + divergence(sure, 4)) * 16 / PIXELS;
        assertEquals(expected, value(new SoftLabels(4, between), STUDENT), 1e-12);
        double labelled = (divergence(0, 4) + divergence(2, 4)) * 16 / PIXELS;
        assertEquals(labelled, value(new SoftLabels(4, 1), STUDENT), 1e-12);
    }

    @Test
    void singlePrecisionStaysSingle() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.ones(new Shape(1, 2, 3, 3));
            NDArray value = new SoftLabels(2, 0.5).value(logits, logits.mul(2f), new byte[9]);
            assertEquals(logits.getDataType(), value.getDataType());
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.ones(new Shape(1, 2, 3, 3));
            NDArray other = manager.ones(new Shape(1, 3, 3, 3));
            SoftLabels loss = new SoftLabels(1, 0);
            assertThrows(IllegalArgumentException.class, () -> loss.value(logits, other, new byte[9]));
            assertThrows(IllegalArgumentException.class, () -> loss.value(logits, logits, new byte[8]));
        }
        assertThrows(IllegalArgumentException.class, () -> new SoftLabels(0, 0));
        assertThrows(IllegalArgumentException.class, () -> new SoftLabels(1, 1.5));
    }

    private static double value(SoftLabels loss, double[] student) {
        try (NDManager manager = NDManager.newBaseManager()) {
            return loss.value(manager.create(student, SHAPE), manager.create(TEACHER, SHAPE), LABELS)
                    .getDouble();
        }
    }

    private static double[] gradient(SoftLabels loss) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.create(STUDENT, SHAPE);
            logits.setRequiresGradient(true);
            try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
                gradients.backward(loss.value(logits, manager.create(TEACHER, SHAPE), LABELS));
            }
            return logits.getGradient().toDoubleArray();
        }
    }
}
