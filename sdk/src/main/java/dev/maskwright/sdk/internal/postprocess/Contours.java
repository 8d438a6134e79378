package dev.maskwright.sdk.internal.postprocess;

import dev.maskwright.sdk.geometry.Connectivity;
import dev.maskwright.sdk.geometry.Outline;
import dev.maskwright.sdk.geometry.Point;
import dev.maskwright.sdk.geometry.Polygon;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Walks along the edges of a component's pixels, keeping the component on the right. Every closed walk goes up the left
 * edge of some run, so a walk begins at each left edge that none has passed yet; the first walk is the outer one. Where
 * two pixels of the component touch only at a corner, the walk includes both if the connectivity is 8, and separates
 * them if it is 4.
 */
public final class Contours {

    private static final int[] DX = {0, 1, 0, -1}; // up, right, down, left
    private static final int[] DY = {-1, 0, 1, 0};
    private static final int UP = 0;

    private final Component component;
    private final BitSet bits;
    private final BitSet passed; // left edges of pixels
    private final int atCorner;

    private Contours(Component component, Connectivity connectivity) {
        this.component = component;
        bits = component.columns();
        passed = new BitSet(bits.length());
        atCorner = connectivity == Connectivity.EIGHT ? -1 : 1; // left, on to the next pixel, or right, around this one
    }

    /** The edges of a component that was found with this connectivity. */
    public static Outline of(Component component, Connectivity connectivity) {
        return new Contours(component, connectivity).trace();
    }

    private Outline trace() {
        List<Polygon> found = new ArrayList<>();
        int[] runs = component.runs();
        for (int i = 0; i < runs.length; i += 3) {
            if (!passed.get(index(runs[i + 1], runs[i]))) {
                found.add(walk(runs[i + 1], runs[i]));
            }
        }
        return new Outline(found.get(0), found.subList(1, found.size()));
    }

    /** Walks from the left edge of a pixel until it is there again. */
    private Polygon walk(int startX, int startY) {
        List<Point> corners = new ArrayList<>();
        int x = startX;
        int y = startY + 1;
        int direction = UP;
        do {
            if (direction == UP) {
                passed.set(index(x, y - 1));
            }
            x += DX[direction];
            y += DY[direction];
            int turn = turn(x, y, direction);
            if (turn != 0) {
                corners.add(new Point(x, y));
                direction = (direction + turn) & 3;
            }
        } while (x != startX || y != startY + 1 || direction != UP);
        return new Polygon(corners);
    }

    /** The turn at a corner of pixels: 1 for right, -1 for left, 0 for straight on. */
    private int turn(int x, int y, int direction) {
        boolean left = isIn(x, y, direction, -1);
        boolean right = isIn(x, y, direction, 1);
        if (left && !right) {
            return atCorner;
        }
        return left ? -1 : right ? 0 : 1;
    }

    /** Whether the pixel ahead of a corner, on the left (-1) or right (1), belongs to the component. */
    private boolean isIn(int x, int y, int direction, int side) {
        int acrossX = -DY[direction] * side; // the right hand of (dx, dy) is (-dy, dx)
        int acrossY = DX[direction] * side;
        int px = x + Math.min(0, DX[direction] + acrossX);
        int py = y + Math.min(0, DY[direction] + acrossY);
        return px >= component.left()
                && px < component.right()
                && py >= component.top()
                && py < component.bottom()
                && bits.get(index(px, py));
    }

    private int index(int x, int y) {
        return (x - component.left()) * component.height() + y - component.top();
    }
}
