package dev.maskwright.sdk.image;

import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.model.ClassLabel;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.Comparator;
import java.util.List;

/**
 * Names, colours and shares of the largest classes in a mask, in the top left corner of a picture; the largest first.
 */
final class Legend {

    private static final Color PANEL = new Color(0, 0, 0, 170);
    private static final int MOST_LABELS = 8;
    /** A class with less of the picture than this is a speck whose name would only hide more of it. */
    private static final double LEAST_SHARE = 0.005;

    private Legend() {}

    /** Draws the legend, or nothing where Java has no fonts. */
    static void draw(BufferedImage image, Mask mask) {
        double[] shares = mask.shares();
        List<ClassLabel> present = mask.classes().stream()
                .filter(label -> shares[label.id()] > LEAST_SHARE)
                .filter(label -> !label.isBackground())
                .sorted(Comparator.comparing((ClassLabel label) -> shares[label.id()])
                        .reversed())
                .limit(MOST_LABELS)
                .toList();
        if (present.isEmpty()) {
            return;
        }
        Graphics2D graphics = image.createGraphics();
        try {
            draw(graphics, present, shares, image.getHeight());
        } catch (RuntimeException | LinkageError | InternalError e) {
            // Servers and small containers have no fonts, which AWT reports in all these ways: then without a legend.
        } finally {
            graphics.dispose();
        }
    }

    private static void draw(Graphics2D graphics, List<ClassLabel> labels, double[] shares, int height) {
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
        int right = 4 * gap + swatch + text + font.stringWidth("100 %"); // where shares end

        graphics.setColor(PANEL);
        graphics.fillRoundRect(gap, gap, right, shown.size() * line + gap, gap, gap);
        int top = gap + gap / 2;
        for (ClassLabel label : shown) {
            graphics.setColor(new Color(label.rgb()));
            graphics.fillRect(2 * gap, top + (line - swatch) / 2, swatch, swatch);
            graphics.setColor(Color.WHITE);
            graphics.drawRect(2 * gap, top + (line - swatch) / 2, swatch, swatch);
            graphics.drawString(label.name(), 3 * gap + swatch, top + font.getAscent());
            String share = "%d %%".formatted(Math.round(100 * shares[label.id()]));
            graphics.drawString(share, right - font.stringWidth(share), top + font.getAscent());
            top += line;
        }
    }
}
