package dev.maskwright.sdk.model;

import java.util.ArrayList;
import java.util.List;

/**
 * The colours of classes, the same for the same id wherever classes are painted. Any two of the first {@value #COUNT}
 * differ by a CIEDE2000 of at least 11.3, also as people see them who lack the cones for green or for red; any two of
 * the first eight by 19.7. None is near black or white.
 */
public final class Palette {

    /** How many colours there are before they come again as shades. */
    public static final int COUNT = 24;

    /**
     * Found by exchanging one of the closest pair again and again, from many beginnings, with a lightness of 30 to 93
     * and a chroma of at least 18; then put in an order in which each is far from those before it.
     */
    private static final int[] COLOURS = {
        0x9f0406, 0x66a7fb, 0xa6ff97, 0x1e00fa, 0x629677, 0x900362, 0x66f7ee, 0x90aa00,
        0xc7d309, 0x01c1be, 0x3f4ba6, 0x2760ff, 0xa3f1c9, 0xf02d59, 0xbd430d, 0xa7c080,
        0x4a8785, 0x7c2e33, 0x9f4264, 0x637849, 0x93b8a2, 0x6ed8ff, 0x02778d, 0x2d91bc
    };

    /** How much of white, or if negative of black, is mixed into the colours of each further round. */
    private static final double[] SHADES = {0, 0.4, -0.4, 0.2, -0.2, 0.6, -0.6, 0.3, -0.3, 0.5, -0.5};

    private static final int MOST = 255;

    private Palette() {}

    /**
     * The colour of a class as 0xRRGGBB.
     *
     * @param classId 0 or more; that of background too, which is painted black where it is painted
     */
    public static int rgb(int classId) {
        int colour = COLOURS[classId % COUNT];
        double shade = SHADES[classId / COUNT % SHADES.length];
        return mixed(colour >> 16 & MOST, shade) << 16
                | mixed(colour >> 8 & MOST, shade) << 8
                | mixed(colour & MOST, shade);
    }

    /** A class in its colour, which is black for background. */
    static ClassLabel label(int id, String name) {
        return new ClassLabel(id, name, "#%06x".formatted(ClassLabel.isBackground(name) ? 0 : rgb(id)));
    }

    private static int mixed(int value, double shade) {
        return (int) Math.round(shade < 0 ? value * (1 + shade) : value + (MOST - value) * shade);
    }

    /** Classes with ids 0..K-1 in the order of the names. */
    static List<ClassLabel> paint(List<String> names) {
        List<ClassLabel> labels = new ArrayList<>();
        for (int id = 0; id < names.size(); id++) {
            labels.add(label(id, names.get(id)));
        }
        return labels;
    }
}
