package dev.maskwright.sdk.model;

import java.util.ArrayList;
import java.util.List;

/**
 * The colours of classes, the same for the same id wherever classes are painted. Any two of the first {@value #COUNT}
 * differ by a CIEDE2000 of at least 11.25, also as people see them who lack the cones for green or for red; any two of
 * the first eight by 19.4. None is near black or white.
 */
public final class Palette {

    /** How many colours there are before they come again as shades. */
    public static final int COUNT = 24;

    /**
     * Found by exchanging one of the closest pair again and again, from many beginnings, with a lightness of 31 to 93
     * and a chroma of at least 40, below which overlays look grey; then put in an order in which each is far from those
     * before it.
     */
    private static final int[] COLOURS = {
        0xdbf903, 0x53b7ff, 0xe7694a, 0x1a00ff, 0xc36790, 0x78fff4, 0x901b00, 0x822768,
        0x737bff, 0x12d0b6, 0x960040, 0xeb859a, 0xa4476d, 0xb65bb6, 0xb33542, 0xcb3d07,
        0xfb9e83, 0xdda900, 0x004da7, 0x2be8ff, 0xd55168, 0xce84c2, 0xe6f298, 0x04fecc
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
