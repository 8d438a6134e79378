package dev.maskwright.cli.train;

import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.sdk.model.Resampler;
import dev.maskwright.sdk.model.Resampler.Filter;
import dev.maskwright.trainer.data.Augmented;
import dev.maskwright.trainer.data.Sample;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Stroke;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Pictures beside their augmented versions: classes half transparent in their colours, ignored pixels striped, and the
 * product's box. If Java has no fonts, there is no text.
 */
public final class AugmentSheet {

    /**
     * A row of the sheet.
     *
     * @param name   of the picture
     * @param epochs the same picture in one epoch after the other
     */
    record Row(String name, Sample original, List<Augmented> epochs) {}

    private static final int GAP = 10;
    private static final int FONT_SIZE = 12;
    private static final int LINE = 16;
    private static final Color PAPER = Color.WHITE;
    private static final Color INK = new Color(0x202020);
    private static final int STRIPE = 8;
    private static final char NO_BREAK = '\u00a0';

    private final List<ClassLabel> classes;
    private final int width;
    private final int height;

    /** @param width of the training crops, in pixels */
    AugmentSheet(List<ClassLabel> classes, int width, int height) {
        this.classes = classes;
        this.width = width;
        this.height = height;
    }

    BufferedImage draw(String title, String settings, List<Row> rows) {
        Optional<FontMetrics> font = font();
        int originals =
                rows.stream().mapToInt(row -> scaledWidth(row.original())).max().orElse(width);
        int columns = rows.stream().mapToInt(row -> row.epochs().size()).max().orElse(0);
        int sheetWidth = Math.max(2 * GAP + originals + columns * (width + GAP), 480);

        List<String> heading = new ArrayList<>(wrapped(title, sheetWidth - 2 * GAP, font));
        heading.addAll(wrapped(settings, sheetWidth - 2 * GAP, font));
        List<List<List<String>>> captions =
                rows.stream().map(row -> captions(row, originals, font)).toList();
        List<Integer> captionLines = captions.stream()
                .map(line -> line.stream().mapToInt(List::size).max().orElse(0))
                .toList();
        List<ClassLabel> present = present(rows);
        List<List<ClassLabel>> legend = legend(present, sheetWidth - 2 * GAP, font);

        int sheetHeight = GAP + heading.size() * LINE + GAP;
        for (int lines : captionLines) {
            sheetHeight += height + lines * LINE + 2 * GAP;
        }
        sheetHeight += legend.size() * LINE + GAP;

        BufferedImage image = new BufferedImage(sheetWidth, sheetHeight, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setColor(PAPER);
            graphics.fillRect(0, 0, sheetWidth, sheetHeight);
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            font.ifPresent(metrics -> graphics.setFont(metrics.getFont()));
            int y = GAP;
            write(graphics, heading, GAP, y);
            y += heading.size() * LINE + GAP;
            for (int i = 0; i < rows.size(); i++) {
                drawRow(graphics, rows.get(i), captions.get(i), originals, y);
                y += height + captionLines.get(i) * LINE + 2 * GAP;
            }
            for (List<ClassLabel> line : legend) {
                drawLegend(graphics, line, y);
                y += LINE;
            }
        } finally {
            graphics.dispose();
        }
        return image;
    }

    /** The captions of a row: the original and each epoch, in lines that fit under the picture. */
    private List<List<String>> captions(Row row, int originals, Optional<FontMetrics> font) {
        List<List<String>> captions = new ArrayList<>();
        captions.add(wrapped(originalCaption(row), originals, font));
        for (int epoch = 0; epoch < row.epochs().size(); epoch++) {
            String steps = String.join(
                    ", ",
                    row.epochs().get(epoch).steps().stream()
                            .map(step -> step.replace(' ', NO_BREAK))
                            .toList());
            captions.add(wrapped("%d: %s".formatted(epoch + 1, steps), width, font));
        }
        return captions;
    }

    private void drawRow(Graphics2D graphics, Row row, List<List<String>> captions, int originals, int y) {
        show(graphics, scaled(row.original()), GAP, y);
        write(graphics, captions.get(0), GAP, y + height + GAP / 2);
        for (int epoch = 0; epoch < row.epochs().size(); epoch++) {
            int x = 2 * GAP + originals + epoch * (width + GAP);
            show(graphics, row.epochs().get(epoch).sample(), x, y);
            write(graphics, captions.get(epoch + 1), x, y + height + GAP / 2);
        }
    }

    private static String originalCaption(Row row) {
        return "%s, %dx%d"
                .formatted(row.name(), row.original().width(), row.original().height());
    }

    /** Missing on servers and in small containers, which AWT reports in all these ways. */
    private static Optional<FontMetrics> font() {
        Graphics2D graphics = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
        try {
            return Optional.of(graphics.getFontMetrics(new Font(Font.SANS_SERIF, Font.PLAIN, FONT_SIZE)));
        } catch (RuntimeException | LinkageError | InternalError e) {
            return Optional.empty();
        } finally {
            graphics.dispose();
        }
    }

    /** A text in lines that fit; a word that is too long is cut. No lines where there is no font. */
    private static List<String> wrapped(String text, int width, Optional<FontMetrics> font) {
        List<String> lines = new ArrayList<>();
        if (font.isEmpty() || text.isBlank()) {
            return lines;
        }
        String line = "";
        for (String word : text.split(" ", -1)) {
            String longer = line.isEmpty() ? word : line + " " + word;
            if (font.get().stringWidth(longer) <= width) {
                line = longer;
                continue;
            }
            if (!line.isEmpty()) {
                lines.add(line);
            }
            line = word;
            while (font.get().stringWidth(line) > width) {
                int end = line.length() - 1;
                while (end > 1 && font.get().stringWidth(line.substring(0, end)) > width) {
                    end--;
                }
                lines.add(line.substring(0, end));
                line = line.substring(end);
            }
        }
        lines.add(line);
        return lines;
    }

    private static void write(Graphics2D graphics, List<String> lines, int x, int y) {
        graphics.setColor(INK);
        for (int i = 0; i < lines.size(); i++) {
            graphics.drawString(lines.get(i), x, y + i * LINE + FONT_SIZE);
        }
    }

    private int scaledWidth(Sample sample) {
        return Math.max(1, Math.round((float) sample.width() * height / sample.height()));
    }

    /** A picture in its aspect ratio, as high as those beside it. */
    private Sample scaled(Sample sample) {
        int to = scaledWidth(sample);
        double perX = (double) to / sample.width();
        double perY = (double) height / sample.height();
        return new Sample(
                Resampler.resize(sample.rgb(), sample.width(), sample.height(), 3, Filter.BILINEAR, to, height),
                Resampler.resize(sample.target(), sample.width(), sample.height(), 1, Filter.NEAREST, to, height),
                to,
                height,
                sample.box()
                        .map(box -> new Box(box.x() * perX, box.y() * perY, box.width() * perX, box.height() * perY)));
    }

    private void show(Graphics2D graphics, Sample sample, int left, int top) {
        int[] pixels = new int[sample.width() * sample.height()];
        for (int y = 0; y < sample.height(); y++) {
            for (int x = 0; x < sample.width(); x++) {
                pixels[y * sample.width() + x] = overlaid(sample, x, y);
            }
        }
        BufferedImage image = new BufferedImage(sample.width(), sample.height(), BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, sample.width(), sample.height(), pixels, 0, sample.width());
        graphics.drawImage(image, left, top, null);
        sample.box().ifPresent(box -> drawBox(graphics, box, left, top));
    }

    private int overlaid(Sample sample, int x, int y) {
        int i = y * sample.width() + x;
        byte[] rgb = sample.rgb();
        int picture = ((rgb[3 * i] & 0xFF) << 16) | ((rgb[3 * i + 1] & 0xFF) << 8) | (rgb[3 * i + 2] & 0xFF);
        int id = sample.target()[i] & 0xFF;
        if (id == Sample.IGNORE || id >= classes.size()) {
            return (x + y) % STRIPE < 2 ? average(picture, 0x000000) : picture;
        }
        ClassLabel label = classes.get(id);
        if (label.isBackground()) {
            return picture;
        }
        return isEdge(sample, x, y) ? label.rgb() : average(picture, label.rgb());
    }

    private static boolean isEdge(Sample sample, int x, int y) {
        int width = sample.width();
        int i = y * width + x;
        byte[] target = sample.target();
        byte id = target[i];
        return (x > 0 && target[i - 1] != id)
                || (x + 1 < width && target[i + 1] != id)
                || (y > 0 && target[i - width] != id)
                || (y + 1 < sample.height() && target[i + width] != id);
    }

    /** The mean of two colours, channel by channel. */
    private static int average(int a, int b) {
        return (a & b) + (((a ^ b) & 0xfefefe) >> 1);
    }

    /** White dashes on black are visible on any picture. */
    private static void drawBox(Graphics2D graphics, Box box, int left, int top) {
        Rectangle2D outline = new Rectangle2D.Double(
                left + box.x() + 0.5, top + box.y() + 0.5, Math.max(0, box.width() - 1), Math.max(0, box.height() - 1));
        Stroke before = graphics.getStroke();
        graphics.setStroke(new BasicStroke(1.5f));
        graphics.setColor(Color.BLACK);
        graphics.draw(outline);
        graphics.setStroke(
                new BasicStroke(1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {4, 4}, 0));
        graphics.setColor(Color.WHITE);
        graphics.draw(outline);
        graphics.setStroke(before);
    }

    /** The classes on the sheet, in the order of their ids. */
    private List<ClassLabel> present(List<Row> rows) {
        SortedSet<Integer> ids = new TreeSet<>();
        for (Row row : rows) {
            addIds(row.original(), ids);
            row.epochs().forEach(epoch -> addIds(epoch.sample(), ids)); // objects come from other pictures, too
        }
        return classes.stream()
                .filter(label -> ids.contains(label.id()) && !label.isBackground())
                .toList();
    }

    private static void addIds(Sample sample, SortedSet<Integer> ids) {
        for (byte id : sample.target()) {
            ids.add(id & 0xFF);
        }
    }

    private static int legendWidth(ClassLabel label, FontMetrics font) {
        return LINE + font.stringWidth(label.name()) + 2 * GAP;
    }

    private static List<List<ClassLabel>> legend(List<ClassLabel> labels, int width, Optional<FontMetrics> font) {
        List<List<ClassLabel>> lines = new ArrayList<>();
        if (font.isEmpty()) {
            return lines;
        }
        int free = 0;
        for (ClassLabel label : labels) {
            int needed = legendWidth(label, font.get());
            if (needed > free) {
                lines.add(new ArrayList<>());
                free = width;
            }
            lines.get(lines.size() - 1).add(label);
            free -= needed;
        }
        return lines;
    }

    private static void drawLegend(Graphics2D graphics, List<ClassLabel> labels, int y) {
        int x = GAP;
        for (ClassLabel label : labels) {
            graphics.setColor(new Color(label.rgb()));
            graphics.fillRect(x, y + 2, FONT_SIZE, FONT_SIZE);
            graphics.setColor(INK);
            graphics.drawString(label.name(), x + LINE, y + FONT_SIZE);
            x += legendWidth(label, graphics.getFontMetrics());
        }
    }
}
