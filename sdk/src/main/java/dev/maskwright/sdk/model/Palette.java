package dev.maskwright.sdk.model;

import java.util.ArrayList;
import java.util.List;

/** Colours for classes: the same for the same position, far apart from their neighbours, black for the background. */
final class Palette {

    /** Turning the colour circle by the golden ratio never comes back near a hue soon. */
    private static final double GOLDEN_RATIO = 0.618033988749895;

    private static final float[] SATURATIONS = {0.85f, 0.55f, 1f};
    private static final float[] BRIGHTNESSES = {0.95f, 1f, 0.65f};

    private Palette() {}

    /** Classes with ids 0..K-1 in the order of the names. */
    static List<ClassLabel> paint(List<String> names) {
        List<ClassLabel> labels = new ArrayList<>();
        for (int id = 0; id < names.size(); id++) {
            int rgb = names.get(id).equals(ClassLabel.BACKGROUND) ? 0 : colour(id);
            labels.add(new ClassLabel(id, names.get(id), "#%06x".formatted(rgb)));
        }
        return labels;
    }

    private static int colour(int id) {
        float hue = (float) (id * GOLDEN_RATIO % 1);
        return rgb(hue, SATURATIONS[id % SATURATIONS.length], BRIGHTNESSES[id % BRIGHTNESSES.length]);
    }

    /** Hue, saturation and brightness, each 0..1, as 0xRRGGBB; the same as of {@code java.awt.Color.HSBtoRGB}. */
    static int rgb(float hue, float saturation, float brightness) {
        float sixth = (hue - (float) Math.floor(hue)) * 6;
        float rest = sixth - (float) Math.floor(sixth);
        float low = brightness * (1 - saturation);
        float falling = brightness * (1 - saturation * rest);
        float rising = brightness * (1 - saturation * (1 - rest));
        return switch ((int) sixth) {
            case 0 -> packed(brightness, rising, low);
            case 1 -> packed(falling, brightness, low);
            case 2 -> packed(low, brightness, rising);
            case 3 -> packed(low, falling, brightness);
            case 4 -> packed(rising, low, brightness);
            default -> packed(brightness, low, falling);
        };
    }

    private static int packed(float red, float green, float blue) {
        return (int) (red * 255 + 0.5f) << 16 | (int) (green * 255 + 0.5f) << 8 | (int) (blue * 255 + 0.5f);
    }
}
