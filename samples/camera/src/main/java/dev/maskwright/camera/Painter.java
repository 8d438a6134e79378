package dev.maskwright.camera;

import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.image.ImageFrames;
import dev.maskwright.sdk.image.Overlay;
import dev.maskwright.sdk.image.OverlayStyle;
import dev.maskwright.sdk.video.Zone;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Draws frames with their masks, lines, zones and figures into one picture, which is reused. For one thread at a time.
 */
final class Painter {

    private static final int LINES = 30; // of text in a picture

    private final Overlay overlay;
    private final CountOptions counted;
    private boolean hasFonts = true;
    private @Nullable BufferedImage picture;

    Painter(OverlayStyle style, CountOptions counted) {
        overlay = Overlay.of(style);
        this.counted = counted;
    }

    /** The picture, which the next call overwrites. */
    BufferedImage paint(CameraFrame frame, Mask mask, List<String> lines) {
        BufferedImage into = picture;
        int width = frame.frame().width();
        int height = frame.frame().height();
        if (into == null || into.getWidth() != width || into.getHeight() != height) {
            into = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
            picture = into;
        }
        ImageFrames.draw(frame.frame(), into);
        overlay.paint(mask, into);
        if (hasFonts && (!lines.isEmpty() || !counted.isEmpty())) {
            Graphics2D graphics = into.createGraphics();
            try {
                graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
                drawPlaces(graphics, width, height);
                write(graphics, lines, height);
            } catch (RuntimeException | LinkageError | InternalError e) {
                hasFonts = false; // in all these ways AWT reports that a small container has no fonts
            } finally {
                graphics.dispose();
            }
        }
        return into;
    }

    private void drawPlaces(Graphics2D graphics, int width, int height) {
        graphics.setStroke(new BasicStroke(Math.max(1.5f, height / 240f)));
        graphics.setColor(Color.WHITE);
        for (CountedLine line : counted.lines()) {
            graphics.drawLine(
                    (int) (line.from().x() * width),
                    (int) (line.from().y() * height),
                    (int) (line.to().x() * width),
                    (int) (line.to().y() * height));
        }
        for (Zone zone : counted.zones()) {
            Path2D outline = new Path2D.Double();
            zone.corners().corners().forEach(corner -> {
                if (outline.getCurrentPoint() == null) {
                    outline.moveTo(corner.x() * width, corner.y() * height);
                } else {
                    outline.lineTo(corner.x() * width, corner.y() * height);
                }
            });
            outline.closePath();
            graphics.draw(outline);
        }
    }

    private static void write(Graphics2D graphics, List<String> lines, int height) {
        int size = Math.max(11, height / LINES);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, size));
        int widest = lines.stream()
                .mapToInt(graphics.getFontMetrics()::stringWidth)
                .max()
                .orElse(0);
        int top = height - lines.size() * (size + size / 3) - size;
        graphics.setColor(new Color(0, 0, 0, 150));
        graphics.fillRect(0, top, widest + 2 * size, height - top);
        graphics.setColor(Color.WHITE);
        for (int i = 0; i < lines.size(); i++) {
            graphics.drawString(lines.get(i), size, top + size / 3 + (i + 1) * (size + size / 3));
        }
    }
}
