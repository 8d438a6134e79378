package dev.maskwright.sdk.image;

import dev.maskwright.sdk.ClassLabel;
import dev.maskwright.sdk.Mask;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.Comparator;
import java.util.List;

/** Names and colours of the largest classes in a mask, in the top left corner of a picture; the largest first. */
final class Legend {

    private static final Color PANEL = new Color(0, 0, 0, 170);
    private static final int MOST_LABELS = 8;
    /** A class with less of the picture than this is a speck whose name would only hide more of it. */
    private static final double LEAST_SHARE = 0.005;

    private Legend() {}

    /** Draws the legend, or nothing where Java has no fonts. */
    static void draw(BufferedImage image, Mask mask) {
        int[] areas = mask.areas();
        List<ClassLabel> present = mask.classes().stream()
                .filter(label -> areas[label.id()] > LEAST_SHARE * mask.width() * mask.height())
                .filter(label -> !label.isBackground())
                .sorted(Comparator.comparing((ClassLabel label) -> areas[label.id()])
                        .reversed())
                .limit(MOST_LABELS)
                .toList();
        if (present.isEmpty()) {
            return;
        }
        Graphics2D graphics = image.createGraphics();
        try {
            draw(graphics, present, image.getHeight());
        } catch (RuntimeException | LinkageError | InternalError e) {
            // Servers and small containers have no fonts, which AWT reports in all these ways: then without a legend.
        } finally {
            graphics.dispose();
        }
    }

    private static void draw(Graphics2D graphics, List<ClassLabel> labels, int height) {
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, Math.max(11, height / 32)));
        FontMetrics font = graphics.getFontMetrics();
        int line = font.getHeight();
        int gap = line / 3;
        int swatch = font.getAscent();
        List<ClassLabel> shown = labels.subList(0, Math.min(labels.size(), Math.max(0, (height - 4 * gap) / line)));
        int text = shown.stream()
                .mapToInt(label -> font.stringWidth(label.name()))
                .max()
                .orElse(0);

        graphics.setColor(PANEL);
        graphics.fillRect(gap, gap, swatch + text + 3 * gap, shown.size() * line + gap);
        int top = gap + gap / 2;
        for (ClassLabel label : shown) {
            graphics.setColor(new Color(label.rgb()));
            graphics.fillRect(2 * gap, top + (line - swatch) / 2, swatch, swatch);
            graphics.setColor(Color.WHITE);
            graphics.drawRect(2 * gap, top + (line - swatch) / 2, swatch, swatch);
            graphics.drawString(label.name(), 3 * gap + swatch, top + font.getAscent());
            top += line;
        }
    }
}
