package dev.maskwright.sdk.model;

import java.util.ArrayList;
import java.util.List;

/**
 * The colours of classes: the same id has the same colour everywhere. Any two of the first {@value #COUNT} differ by a
 * CIEDE2000 of at least 11.9, also with deuteranopia or protanopia; any two of the first eight by 20. None is near
 * black or white.
 */
public final class Palette {

    /** The number of colours before they repeat as shades. */
    public static final int COUNT = 24;

    /**
     * Found by repeatedly replacing one of the closest pair, from many starting points, with a lightness of 31 to 93
     * and a chroma of at least 40, below which overlays look grey; then ordered such that each is far from those before
     * it.
     */
    private static final int[] COLOURS = {
        0x1210f6, 0xa4fcc2, 0x872c03, 0x54efff, 0xff7b10, 0x2b95fe, 0x7d295c, 0xc26990,
        0xfce804, 0xa64c4a, 0x09c0c1, 0xff8594, 0x176ae6, 0x8e5696, 0xffbc7c, 0xe16150,
        0x00c5ff, 0x83293a, 0x7606a4, 0x05a773, 0x73ffe9, 0xb34f00, 0x2ad0ae, 0xa44a6a
    };

    /** How much white, or black if negative, is mixed into the colours of each further round. */
    private static final double[] SHADES = {0, 0.4, -0.4, 0.2, -0.2, 0.6, -0.6, 0.3, -0.3, 0.5, -0.5};

    private static final int MOST = 255;

    private Palette() {}

    /**
     * The colour of a class as 0xRRGGBB.
     *
     * @param classId 0 or more; the background has a colour here, too, although it is painted black if at all
     */
    public static int rgb(int classId) {
        int colour = COLOURS[classId % COUNT];
        double shade = SHADES[classId / COUNT % SHADES.length];
        return mixed(colour >> 16 & MOST, shade) << 16
                | mixed(colour >> 8 & MOST, shade) << 8
                | mixed(colour & MOST, shade);
    }

    /** A class with its colour, which is black for background. */
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
