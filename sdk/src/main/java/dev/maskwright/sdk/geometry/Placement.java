package dev.maskwright.sdk.geometry;

import java.util.List;

/**
 * Where a frame lies in a mask, for converting between the two. Coordinates start at the top left corners; whole
 * numbers are pixel edges.
 *
 * @param part the part of the mask that shows the frame, in pixels of the mask; the rest is padding
 */
public record Placement(int frameWidth, int frameHeight, Box part) {

    /** @throws IllegalArgumentException if the size of the frame is not positive */
    public Placement {
        if (frameWidth < 1 || frameHeight < 1) {
            throw new IllegalArgumentException(
                    "a frame needs at least 1x1 pixels, got %dx%d".formatted(frameWidth, frameHeight));
        }
    }

    /** The frame of a mask without padding. */
    public static Placement whole(int frameWidth, int frameHeight, int maskWidth, int maskHeight) {
        return new Placement(frameWidth, frameHeight, new Box(0, 0, maskWidth, maskHeight));
    }

    /** The width of a mask pixel, in pixels of the frame. */
    public double scaleX() {
        return frameWidth / part.width();
    }

    /** The height of a mask pixel, in pixels of the frame. */
    public double scaleY() {
        return frameHeight / part.height();
    }

    /** The point in the frame for a point in the mask. */
    public Point toFrame(Point inMask) {
        return new Point((inMask.x() - part.x()) * scaleX(), (inMask.y() - part.y()) * scaleY());
    }

    /** The point in the mask for a point in the frame. */
    public Point toMask(Point inFrame) {
        return new Point(part.x() + inFrame.x() / scaleX(), part.y() + inFrame.y() / scaleY());
    }

    /** A box of the mask, in the frame. */
    public Box toFrame(Box inMask) {
        Point corner = toFrame(new Point(inMask.x(), inMask.y()));
        return new Box(corner.x(), corner.y(), inMask.width() * scaleX(), inMask.height() * scaleY());
    }

    /** An outline in the mask, in the frame. */
    public Outline toFrame(Outline inMask) {
        return new Outline(
                toFrame(inMask.outer()),
                inMask.holes().stream().map(this::toFrame).toList());
    }

    private Polygon toFrame(Polygon inMask) {
        List<Point> corners = inMask.corners().stream().map(this::toFrame).toList();
        return new Polygon(corners);
    }
}
