package dev.maskwright.sdk.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How different the colours of classes are for people with normal and with deficient colour vision. */
class PaletteTest {

    /** From Machado, Oliveira and Fernandes 2009, at full severity; for linear RGB. */
    private static final double[][] DEUTERANOPIA = {
        {0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}
    };

    private static final double[][] PROTANOPIA = {
        {0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}
    };

    private static final double[][] NORMAL = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};

    @Test
    void anyTwoAreToldApart() {
        for (double[][] eyes : List.of(NORMAL, DEUTERANOPIA, PROTANOPIA)) {
            assertTrue(smallest(Palette.COUNT, eyes) >= 11.9, () -> "all: " + smallest(Palette.COUNT, eyes));
            assertTrue(smallest(8, eyes) >= 20, () -> "the first eight: " + smallest(8, eyes));
        }
        // the measured figures, which the documentation of Palette rounds
        assertEquals(11.909, smallest(Palette.COUNT, NORMAL), 0.005);
        assertEquals(11.923, smallest(Palette.COUNT, DEUTERANOPIA), 0.005);
    }

    @Test
    void noneIsNearBlackWhiteOrGrey() {
        for (int id = 0; id < Palette.COUNT; id++) {
            double[] colour = lab(Palette.rgb(id), NORMAL);
            assertTrue(difference(colour, lab(0x000000, NORMAL)) > 31, "class " + id);
            assertTrue(difference(colour, lab(0xffffff, NORMAL)) > 24, "class " + id);
            assertTrue(Math.hypot(colour[1], colour[2]) >= 40, "class " + id + " is greyish");
        }
    }

    @Test
    void manyClassesAllDiffer() {
        assertEquals(256, IntStream.range(0, 256).map(Palette::rgb).distinct().count());
    }

    @Test
    void backgroundIsBlackWhereverItStands() {
        List<ClassLabel> classes = ClassLabel.of(List.of("chair", "background", "coffee_table"));
        assertEquals("#000000", classes.get(1).colour());
        assertEquals(Palette.rgb(2), classes.get(2).rgb());
        assertEquals("coffee table", classes.get(2).words());
    }

    /** Pairs from Sharma, Wu and Dalal 2005, table 1. */
    @ParameterizedTest
    @CsvSource({
        "50, 2.6772, -79.7751, 50, 0, -82.7485, 2.0425",
        "50, -1.3802, -84.2814, 50, 0, -82.7485, 1.0000",
        "50, 2.49, -0.001, 50, -2.49, 0.0011, 7.2195",
        "60.2574, -34.0099, 36.2677, 60.4626, -34.1751, 39.4387, 1.2644",
        "22.7233, 20.0904, -46.6940, 23.0331, 14.9730, -42.5619, 2.0373",
        "2.0776, 0.0795, -1.1350, 0.9033, -0.0636, -0.5514, 0.9082"
    })
    void differencesAreThoseThatWerePublished(
            double l1, double a1, double b1, double l2, double a2, double b2, double expected) {
        assertEquals(expected, difference(new double[] {l1, a1, b1}, new double[] {l2, a2, b2}), 1e-4);
    }

    private static double smallest(int count, double[][] eyes) {
        double smallest = Double.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < i; j++) {
                smallest = Math.min(smallest, difference(lab(Palette.rgb(i), eyes), lab(Palette.rgb(j), eyes)));
            }
        }
        return smallest;
    }

    /** An sRGB colour as seen with some colour vision, in CIELAB under D65. */
    private static double[] lab(int rgb, double[][] eyes) {
        double[] linear = {linear(rgb >> 16 & 0xff), linear(rgb >> 8 & 0xff), linear(rgb & 0xff)};
        double[] seen = new double[3];
        for (int i = 0; i < 3; i++) {
            double value = eyes[i][0] * linear[0] + eyes[i][1] * linear[1] + eyes[i][2] * linear[2];
            seen[i] = Math.max(0, Math.min(1, value));
        }
        double x = f((0.4124564 * seen[0] + 0.3575761 * seen[1] + 0.1804375 * seen[2]) / 0.95047);
        double y = f(0.2126729 * seen[0] + 0.7151522 * seen[1] + 0.0721750 * seen[2]);
        double z = f((0.0193339 * seen[0] + 0.1191920 * seen[1] + 0.9503041 * seen[2]) / 1.08883);
        return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
    }

    private static double linear(int value) {
        double share = value / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
    }

    private static double f(double t) {
        return t > 216.0 / 24389 ? Math.cbrt(t) : (24389.0 / 27 * t + 16) / 116;
    }

    /** CIEDE2000 of two colours in CIELAB. */
    private static double difference(double[] one, double[] two) {
        double c7 = Math.pow((Math.hypot(one[1], one[2]) + Math.hypot(two[1], two[2])) / 2, 7);
        double g = 0.5 * (1 - Math.sqrt(c7 / (c7 + Math.pow(25, 7))));
        double a1 = (1 + g) * one[1];
        double a2 = (1 + g) * two[1];
        double chroma1 = Math.hypot(a1, one[2]);
        double chroma2 = Math.hypot(a2, two[2]);
        double hue1 = hue(a1, one[2]);
        double hue2 = hue(a2, two[2]);
        boolean isGrey = chroma1 * chroma2 == 0;
        double turn = hue2 - hue1;
        double shortTurn = isGrey ? 0 : turn > 180 ? turn - 360 : turn < -180 ? turn + 360 : turn;
        double deltaL = two[0] - one[0];
        double deltaC = chroma2 - chroma1;
        double deltaH = 2 * Math.sqrt(chroma1 * chroma2) * Math.sin(Math.toRadians(shortTurn / 2));
        double l = (one[0] + two[0]) / 2;
        double c = (chroma1 + chroma2) / 2;
        double sum = hue1 + hue2;
        double h = isGrey ? sum : Math.abs(turn) <= 180 ? sum / 2 : sum < 360 ? sum / 2 + 180 : sum / 2 - 180;
        double t = 1 - 0.17 * cos(h - 30) + 0.24 * cos(2 * h) + 0.32 * cos(3 * h + 6) - 0.20 * cos(4 * h - 63);
        double rotation = 30 * Math.exp(-Math.pow((h - 275) / 25, 2));
        double rc = 2 * Math.sqrt(Math.pow(c, 7) / (Math.pow(c, 7) + Math.pow(25, 7)));
        double partL = deltaL / (1 + 0.015 * Math.pow(l - 50, 2) / Math.sqrt(20 + Math.pow(l - 50, 2)));
        double partC = deltaC / (1 + 0.045 * c);
        double partH = deltaH / (1 + 0.015 * c * t);
        double cross = -Math.sin(Math.toRadians(2 * rotation)) * rc * partC * partH;
        return Math.sqrt(partL * partL + partC * partC + partH * partH + cross);
    }

    private static double hue(double a, double b) {
        double degrees = a == 0 && b == 0 ? 0 : Math.toDegrees(Math.atan2(b, a));
        return degrees < 0 ? degrees + 360 : degrees;
    }

    private static double cos(double degrees) {
        return Math.cos(Math.toRadians(degrees));
    }
}
