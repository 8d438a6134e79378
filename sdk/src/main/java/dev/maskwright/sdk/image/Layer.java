package dev.maskwright.sdk.image;

import dev.maskwright.sdk.ClassLabel;
import dev.maskwright.sdk.Mask;
import java.util.List;

/** Paints a mask as pixels with alpha channel. Background is left out, but for what softens the steps of contours. */
final class Layer {

    private static final int MOST = 255;
    /** Of the eight directions those that go straight. */
    private static final int[] SIDES = {1, 3, 4, 6};

    private final byte[] classIds;
    private final int width;
    private final int height;
    private final boolean[] painted; // by class
    private final int[] colours;
    private final int fill;
    private final int line;

    /** @param mask of the size that the layer gets */
    Layer(Mask mask, OverlayStyle style) {
        classIds = mask.classIds();
        width = mask.width();
        height = mask.height();
        List<ClassLabel> classes = mask.classes();
        painted = new boolean[classes.size()];
        colours = new int[classes.size()];
        for (ClassLabel label : classes) {
            painted[label.id()] = !label.isBackground();
            colours[label.id()] = label.rgb();
        }
        fill = (int) Math.round(MOST * style.opacity());
        double wanted = style.contour() * Math.min(width, height);
        line = style.contour() == 0 ? 0 : Math.max(2, (int) Math.round(wanted));
    }

    /** One row of the layer, as ARGB. */
    void row(int y, int[] argb) {
        for (int x = 0; x < width; x++) {
            int id = classIds[y * width + x] & 0xff;
            argb[x] = painted[id] ? inside(x, y, id) : outside(x, y);
        }
    }

    /** Full colour along the edges, a little less where they bend inwards; the picture's border is no edge. */
    private int inside(int x, int y, int id) {
        int alpha = fill;
        if (line > 0) {
            int others = 0;
            for (int direction = 0; direction < 8; direction++) {
                others += neighbour(x, y, direction, line) != id ? 1 : 0;
            }
            alpha += (MOST - fill) * Math.min(others, 3) / 3;
        }
        return alpha << 24 | colours[id];
    }

    /** Nothing, but in the corners of steps a part of the line's colour. */
    private int outside(int x, int y) {
        if (line == 0) {
            return 0;
        }
        int sides = 0;
        int colour = 0;
        for (int direction : SIDES) {
            int other = neighbour(x, y, direction, 1);
            if (painted[other]) {
                sides++;
                colour = colours[other];
            }
        }
        return (MOST * Math.max(0, sides - 1) / 3) << 24 | colour;
    }

    /** The class of a pixel in one of the eight directions, or of the picture's last one there. */
    private int neighbour(int x, int y, int direction, int distance) {
        int at = direction < 4 ? direction : direction + 1; // 0..8 without the middle
        int nx = Math.min(Math.max(x + (at % 3 - 1) * distance, 0), width - 1);
        int ny = Math.min(Math.max(y + (at / 3 - 1) * distance, 0), height - 1);
        return classIds[ny * width + nx] & 0xff;
    }

    /** A pixel of the layer over one of a picture, both as 0xRRGGBB below the alpha. */
    static int over(int argb, int rgb) {
        int alpha = argb >>> 24;
        return blend(argb >> 16, rgb >> 16, alpha) << 16
                | blend(argb >> 8, rgb >> 8, alpha) << 8
                | blend(argb, rgb, alpha);
    }

    private static int blend(int above, int below, int alpha) {
        int sum = (above & 0xff) * alpha + (below & 0xff) * (MOST - alpha);
        return (sum + MOST / 2) / MOST;
    }
}
