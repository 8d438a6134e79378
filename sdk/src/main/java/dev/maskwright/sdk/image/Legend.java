package dev.maskwright.sdk.image;

import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.model.ClassLabel;
import java.awt.Color;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Names, colours and shares of the largest classes in a mask, the largest first. */
final class Legend {

    private static final Color PANEL = new Color(0, 0, 0, 170);
    private static final Color PAPER = Color.WHITE;
    private static final Color INK = new Color(0x202020);
    private static final Color FAINT = new Color(0x707070);
    private static final int MOST_LABELS = 8;
    private static final String NOTHING = "only background";
    /** A class with less of the picture than this is left out, as its name would hide more than the class covers. */
    private static final double LEAST_SHARE = 0.005;

    private Legend() {}

    /** Draws the legend in the top left corner, or nothing if Java has no fonts. */
    static void inside(BufferedImage image, Mask mask) {
        double[] shares = mask.shares();
        List<ClassLabel> present = present(mask, shares);
        if (!present.isEmpty()) {
            Lettering.on(image, image.getHeight(), graphics -> inside(graphics, present, shares, image.getHeight()));
        }
    }

    private static int inside(Graphics2D graphics, List<ClassLabel> labels, double[] shares, int height) {
        FontMetrics font = graphics.getFontMetrics();
        int gap = font.getHeight() / 3;
        int room = Math.max(0, (height - 4 * gap) / font.getHeight());
        List<ClassLabel> shown = labels.subList(0, Math.min(labels.size(), Math.min(room, MOST_LABELS)));
        int width = width(font, shown);
        graphics.setColor(PANEL);
        graphics.fillRoundRect(gap, gap, width + 2 * gap, shown.size() * font.getHeight() + gap, gap, gap);
        lines(graphics, shown, shares, 2 * gap, gap + gap / 2, width, Color.WHITE);
        return width;
    }

    /**
     * The image with the legend on a panel to its right. Panels of one model and one height are equally wide. If Java
     * has no fonts, the image is returned as it is.
     */
    static BufferedImage beside(BufferedImage image, Mask mask) {
        double[] shares = mask.shares();
        List<ClassLabel> present = present(mask, shares);
        Optional<Integer> panel = Lettering.on(image, image.getHeight(), graphics -> {
            FontMetrics font = graphics.getFontMetrics();
            List<ClassLabel> all = mask.classes().stream()
                    .filter(label -> !label.isBackground())
                    .toList();
            return Math.max(width(font, all), font.stringWidth(NOTHING)) + 2 * font.getHeight() / 3 * 2;
        });
        if (panel.isEmpty()) {
            return image;
        }
        int width = image.getWidth();
        int height = image.getHeight();
        BufferedImage wider = new BufferedImage(width + panel.get(), height, BufferedImage.TYPE_INT_RGB);
        Lettering.on(wider, height, graphics -> {
            graphics.drawImage(image, 0, 0, null);
            graphics.setColor(PAPER);
            graphics.fillRect(width, 0, panel.get(), height);
            FontMetrics font = graphics.getFontMetrics();
            int gap = font.getHeight() / 3;
            int room = Math.max(1, (height - 2 * gap) / font.getHeight());
            int count = present.size() <= room ? present.size() : room - 1;
            int left = width + 2 * gap;
            lines(graphics, present.subList(0, count), shares, left, gap, panel.get() - 4 * gap, INK);
            if (count < present.size() || present.isEmpty()) {
                graphics.setColor(FAINT);
                graphics.drawString(
                        present.isEmpty() ? NOTHING : "and %d more".formatted(present.size() - count),
                        left,
                        gap + count * font.getHeight() + font.getAscent());
            }
            return count;
        });
        return wider;
    }

    private static List<ClassLabel> present(Mask mask, double[] shares) {
        return mask.classes().stream()
                .filter(label -> shares[label.id()] > LEAST_SHARE)
                .filter(label -> !label.isBackground())
                .sorted(Comparator.comparing((ClassLabel label) -> shares[label.id()])
                        .reversed())
                .toList();
    }

    /** The width of lines with these names. */
    private static int width(FontMetrics font, List<ClassLabel> labels) {
        int text = labels.stream()
                .mapToInt(label -> font.stringWidth(label.words()))
                .max()
                .orElse(0);
        return font.getAscent() + 2 * font.getHeight() / 3 + text + font.stringWidth("100 %");
    }

    private static void lines(
            Graphics2D graphics,
            List<ClassLabel> labels,
            double[] shares,
            int left,
            int firstTop,
            int width,
            Color ink) {
        FontMetrics font = graphics.getFontMetrics();
        int swatch = font.getAscent();
        int top = firstTop;
        for (ClassLabel label : labels) {
            int boxTop = top + (font.getHeight() - swatch) / 2;
            graphics.setColor(new Color(label.rgb()));
            graphics.fillRect(left, boxTop, swatch, swatch);
            graphics.setColor(ink);
            graphics.drawRect(left, boxTop, swatch, swatch);
            graphics.drawString(label.words(), left + swatch + font.getHeight() / 3, top + font.getAscent());
            String share = "%d %%".formatted(Math.round(100 * shares[label.id()]));
            graphics.drawString(share, left + width - font.stringWidth(share), top + font.getAscent());
            top += font.getHeight();
        }
    }
}
