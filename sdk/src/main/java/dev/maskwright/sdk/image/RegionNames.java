package dev.maskwright.sdk.image;

import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Region;
import dev.maskwright.sdk.RegionOptions;
import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.sdk.geometry.Point;
import java.awt.Color;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Draws class names on regions, largest regions first; a name that does not fit, or would cover another, is left out.
 */
final class RegionNames {

    private static final double LEAST_SHARE = 0.005;
    /** How many times wider than its region a name may be. */
    private static final double OVERHANG = 1.25;

    private static final Color HALO = new Color(0, 0, 0, 200);

    private RegionNames() {}

    /** Draws the names on an image over which the mask is stretched, or nothing if Java has no fonts. */
    static void draw(BufferedImage image, Mask mask) {
        List<Region> regions = mask.regions(RegionOptions.defaults().withLeastShare(LEAST_SHARE)).stream()
                .sorted(Comparator.comparingInt(Region::area).reversed())
                .toList();
        if (!regions.isEmpty()) {
            Lettering.on(image, image.getHeight(), graphics -> draw(graphics, image, mask, regions));
        }
    }

    private static int draw(Graphics2D graphics, BufferedImage image, Mask mask, List<Region> regions) {
        FontMetrics font = graphics.getFontMetrics();
        double scaleX = (double) image.getWidth() / mask.frameWidth();
        double scaleY = (double) image.getHeight() / mask.frameHeight();
        List<Rectangle> taken = new ArrayList<>();
        for (Region region : regions) {
            String name = region.label().words();
            int width = font.stringWidth(name);
            Point middle = mask.placement().toFrame(inside(mask, region));
            int left = (int) Math.round(middle.x() * scaleX - width / 2.0);
            int top = (int) Math.round(middle.y() * scaleY - font.getHeight() / 2.0);
            Rectangle place = new Rectangle(
                    Math.max(1, Math.min(left, image.getWidth() - width - 1)),
                    Math.max(1, Math.min(top, image.getHeight() - font.getHeight() - 1)),
                    width,
                    font.getHeight());
            boolean hasRoom = width <= OVERHANG * region.boxInFrame().width() * scaleX;
            if (hasRoom && taken.stream().noneMatch(place::intersects)) {
                taken.add(place);
                write(graphics, name, place.x, place.y + font.getAscent());
            }
        }
        return taken.size();
    }

    private static void write(Graphics2D graphics, String text, int x, int y) {
        graphics.setColor(HALO);
        for (int dy = -1; dy <= 1; dy++) {
            for (int dx = -1; dx <= 1; dx++) {
                graphics.drawString(text, x + dx, y + dy);
            }
        }
        graphics.setColor(Color.WHITE);
        graphics.drawString(text, x, y);
    }

    /**
     * A point inside a region: the middle of its run at the centroid or, if the centroid lies outside, of its longest
     * run in that row.
     */
    private static Point inside(Mask mask, Region region) {
        Box box = region.box();
        int left = (int) box.x();
        int right = (int) (box.x() + box.width());
        int y = Math.min((int) region.centroid().y(), mask.height() - 1);
        double best = region.centroid().x();
        int length = 0;
        for (int from = left; from < right; ) {
            int to = from;
            while (to < right && mask.classAt(to, y) == region.classId()) {
                to++;
            }
            boolean isAtCentroid =
                    from <= region.centroid().x() && region.centroid().x() < to;
            if (isAtCentroid || to - from > length) {
                length = isAtCentroid ? Integer.MAX_VALUE : to - from;
                best = (from + to) / 2.0;
            }
            from = to + 1;
        }
        return new Point(best, y + 0.5);
    }
}
