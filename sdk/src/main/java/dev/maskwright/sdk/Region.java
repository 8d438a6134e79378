package dev.maskwright.sdk;

import dev.maskwright.sdk.internal.postprocess.Component;
import dev.maskwright.sdk.internal.postprocess.Contours;
import java.util.BitSet;

/**
 * Connected pixels of one class in a mask. It stays as it is when the mask is used again.
 *
 * <p>A pixel (x, y) is the square between the corners (x, y) and (x + 1, y + 1): boxes and outlines run along its edges, and the centroid of
 * a single pixel is its middle. Everything is in pixels of the mask; what ends in {@code InFrame} is in pixels of the frame.
 */
public final class Region {

    private final ClassLabel label;
    private final Component component;
    private final Connectivity connectivity;
    private final int maskWidth;
    private final int maskHeight;
    private final Placement placement;

    Region(Mask mask, Component component, Connectivity connectivity) {
        label = mask.classes().get(component.classId());
        this.component = component;
        this.connectivity = connectivity;
        maskWidth = mask.width();
        maskHeight = mask.height();
        placement = mask.placement();
    }

    /** The number of its class in the mask. */
    public int classId() {
        return component.classId();
    }

    /** Its class. */
    public ClassLabel label() {
        return label;
    }

    /** How many pixels it has. */
    public int area() {
        return component.area();
    }

    /** How many pixels of the frame that is. */
    public double areaInFrame() {
        return component.area() * placement.scaleX() * placement.scaleY();
    }

    /** The share of the frame that it covers: 0..1. */
    public double share() {
        return areaInFrame() / placement.frameWidth() / placement.frameHeight();
    }

    /** The smallest box around it. */
    public Box box() {
        return new Box(
                component.left(),
                component.top(),
                component.right() - component.left(),
                component.bottom() - component.top());
    }

    /** {@link #box} in pixels of the frame. */
    public Box boxInFrame() {
        return placement.toFrame(box());
    }

    /** The mean of the middles of its pixels; it may lie outside the region. */
    public Point centroid() {
        return new Point(component.x(), component.y());
    }

    /** {@link #centroid} in pixels of the frame. */
    public Point centroidInFrame() {
        return placement.toFrame(centroid());
    }

    /** How sure the network is of its pixels, on average: 0..1. */
    public double confidence() {
        return component.confidence();
    }

    /**
     * What encloses it, exactly: {@code outline().area()} is {@link #area()}. Found anew by each call. Where pixels touch by a corner only,
     * lines touch themselves or each other there.
     */
    public Outline outline() {
        return Contours.of(component, connectivity);
    }

    /** {@link #outline} in pixels of the frame. */
    public Outline outlineInFrame() {
        return placement.toFrame(outline());
    }

    /** Its pixels as COCO stores them, in an image of the mask's size. Made anew by each call. */
    public RunLengths runLengths() {
        RunLengths.Builder runs = new RunLengths.Builder(maskWidth, maskHeight);
        BitSet bits = component.columns();
        int height = component.bottom() - component.top();
        for (int x = component.left(); x < component.right(); x++) {
            int column = (x - component.left()) * height;
            int base = x * maskHeight + component.top() - column;
            for (int from = bits.nextSetBit(column); from >= 0 && from < column + height; ) {
                int to = Math.min(bits.nextClearBit(from), column + height);
                runs.add(base + from, base + to);
                from = bits.nextSetBit(to);
            }
        }
        return runs.build();
    }

    @Override
    public String toString() {
        return "%s of %d pixels in %s".formatted(label.name(), area(), box());
    }
}
