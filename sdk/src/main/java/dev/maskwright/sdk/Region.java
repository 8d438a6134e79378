package dev.maskwright.sdk;

import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.sdk.geometry.Connectivity;
import dev.maskwright.sdk.geometry.Outline;
import dev.maskwright.sdk.geometry.Placement;
import dev.maskwright.sdk.geometry.Point;
import dev.maskwright.sdk.geometry.RunLengths;
import dev.maskwright.sdk.internal.postprocess.Component;
import dev.maskwright.sdk.internal.postprocess.Contours;
import dev.maskwright.sdk.model.ClassLabel;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Connected pixels of one class in a mask, or several such parts that lie close to each other
 * ({@link RegionOptions#gap}). It does not change when the mask is reused.
 *
 * <p>A pixel (x, y) is the square between the corners (x, y) and (x + 1, y + 1): boxes and outlines run along its
 * edges, and the centroid of a single pixel is its centre. Everything is in pixels of the mask; methods that end in
 * {@code InFrame} return pixels of the frame.
 */
public final class Region {

    private final ClassLabel label;
    private final List<Component> parts;
    private final Component component; // all parts together
    private final Connectivity connectivity;
    private final int maskWidth;
    private final int maskHeight;
    private final Placement placement;

    Region(Mask mask, List<Component> parts, Connectivity connectivity) {
        this.parts = parts;
        component = Component.of(parts);
        label = mask.classes().get(component.classId());
        this.connectivity = connectivity;
        maskWidth = mask.width();
        maskHeight = mask.height();
        placement = mask.placement();
    }

    /** The id of its class. */
    public int classId() {
        return component.classId();
    }

    /** Its class. */
    public ClassLabel label() {
        return label;
    }

    /** Its number of pixels. */
    public int area() {
        return component.area();
    }

    /** {@link #area} in pixels of the frame. */
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

    /** The mean of its pixel centres, which may lie outside the region. */
    public Point centroid() {
        return new Point(component.x(), component.y());
    }

    /** {@link #centroid} in pixels of the frame. */
    public Point centroidInFrame() {
        return placement.toFrame(centroid());
    }

    /** The mean confidence of its pixels, 0..1. */
    public double confidence() {
        return component.confidence();
    }

    /**
     * Its exact outline: {@code outline().area()} is {@link #area()}. If the region has several parts, the outline of
     * the largest. Computed by each call. Where pixels touch only at a corner, the lines touch themselves or each other
     * there.
     */
    public Outline outline() {
        Component largest = Collections.max(parts, Comparator.comparingInt(Component::area));
        return Contours.of(largest, connectivity);
    }

    /** {@link #outline} of each of its parts; there are several only if a gap was allowed. */
    public List<Outline> outlines() {
        return parts.stream().map(part -> Contours.of(part, connectivity)).toList();
    }

    /** {@link #outline} in pixels of the frame. */
    public Outline outlineInFrame() {
        return placement.toFrame(outline());
    }

    /** {@link #outlines} in pixels of the frame. */
    public List<Outline> outlinesInFrame() {
        return outlines().stream().map(placement::toFrame).toList();
    }

    /** Its pixels as COCO stores them, in an image of the mask's size. Computed by each call. */
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
