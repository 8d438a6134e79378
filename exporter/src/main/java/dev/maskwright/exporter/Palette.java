package dev.maskwright.exporter;

import dev.maskwright.sdk.ClassLabel;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;

/** Colours for classes: the same for the same position, far apart from their neighbours, black for the background. */
public final class Palette {

    /** Turning the colour circle by the golden ratio never comes back near a hue soon. */
    private static final double GOLDEN_RATIO = 0.618033988749895;

    private static final float[] SATURATIONS = {0.85f, 0.55f, 1f};
    private static final float[] BRIGHTNESSES = {0.95f, 1f, 0.65f};

    private Palette() {}

    /** Classes with ids 0..K-1 in the order of the names. */
    public static List<ClassLabel> paint(List<String> names) {
        List<ClassLabel> labels = new ArrayList<>();
        for (int id = 0; id < names.size(); id++) {
            int rgb = names.get(id).equals(ClassLabel.BACKGROUND) ? 0 : colour(id);
            labels.add(new ClassLabel(id, names.get(id), "#%06x".formatted(rgb)));
        }
        return labels;
    }

    private static int colour(int id) {
        float hue = (float) (id * GOLDEN_RATIO % 1);
        return Color.HSBtoRGB(hue, SATURATIONS[id % SATURATIONS.length], BRIGHTNESSES[id % BRIGHTNESSES.length])
                & 0xffffff;
    }
}
