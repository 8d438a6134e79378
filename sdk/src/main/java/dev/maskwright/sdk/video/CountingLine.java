package dev.maskwright.sdk.video;

import dev.maskwright.sdk.geometry.Point;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts tracks that cross a line, by class and direction. A track is on a side once it is farther from the line than
 * the margin, and has crossed when it is then on the other side. Each crossing is counted once, even if the track
 * jitters within the margin. For one thread at a time.
 */
public final class CountingLine {

    /** The point of a track that is compared with the line. */
    public enum Anchor {
        /** The middle of its box. */
        CENTRE,
        /** The middle of the lower edge of its box. */
        FOOT
    }

    private final Point from;
    private final Point to;
    private final double margin;
    private final Anchor anchor;
    private final double length;
    private final Map<Long, Point> settled = new HashMap<>(); // by track: where it last was on a side
    private final Map<Integer, Integer> forward = new HashMap<>(); // by class
    private final Map<Integer, Integer> backward = new HashMap<>();

    /**
     * Creates a line with no crossings yet.
     *
     * @param from   where it begins, in pixels of the frame
     * @param to     where it ends
     * @param margin the distance from the line beyond which a track is on a side, in pixels: more than boxes jitter, at
     *     least 0
     * @throws IllegalArgumentException if the line has no length, or a number is not finite
     */
    public CountingLine(Point from, Point to, double margin, Anchor anchor) {
        this.from = from;
        this.to = to;
        this.margin = margin;
        this.anchor = anchor;
        length = Math.hypot(to.x() - from.x(), to.y() - from.y());
        if (!(length > 0) || !Double.isFinite(length)) {
            throw new IllegalArgumentException(
                    "a line leads from one point to another, got %s and %s".formatted(from, to));
        }
        if (!(margin >= 0) || !Double.isFinite(margin)) {
            throw new IllegalArgumentException("margin is at least 0 pixels, got " + margin);
        }
    }

    /**
     * Processes the tracks of a frame. Unseen tracks stay on their side until they are seen again.
     *
     * @param tracks all that the {@link Tracker} returned
     * @return the crossings since the last frame
     */
    public List<Crossing> update(List<Track> tracks) {
        List<Crossing> crossings = new ArrayList<>();
        Set<Long> present = new HashSet<>();
        for (Track track : tracks) {
            present.add(track.id());
            Point place = anchor == Anchor.CENTRE ? track.centre() : track.foot();
            double distance = distance(place);
            if (!track.seen() || Math.abs(distance) <= margin) {
                continue;
            }
            Point before = settled.put(track.id(), place);
            if (before == null || (distance(before) > 0) == (distance > 0)) {
                continue;
            }
            if (isBetweenEnds(before, place)) {
                boolean isForward = distance > 0;
                (isForward ? forward : backward).merge(track.classId(), 1, Integer::sum);
                crossings.add(new Crossing(track, isForward));
            }
        }
        settled.keySet().retainAll(present);
        return crossings;
    }

    /** How many tracks of a class crossed from left to right, as seen when going along the line. */
    public int forward(int classId) {
        return forward.getOrDefault(classId, 0);
    }

    /** How many tracks of a class crossed from right to left. */
    public int backward(int classId) {
        return backward.getOrDefault(classId, 0);
    }

    /** The distance from the line, above 0 to the right of it; y points down. */
    private double distance(Point point) {
        return ((to.x() - from.x()) * (point.y() - from.y()) - (to.y() - from.y()) * (point.x() - from.x())) / length;
    }

    /** Whether the movement crosses the line itself, not its extension beyond the ends. */
    private boolean isBetweenEnds(Point before, Point after) {
        double a = distance(before);
        double b = distance(after);
        double share = a / (a - b);
        double x = before.x() + share * (after.x() - before.x());
        double y = before.y() + share * (after.y() - before.y());
        double along =
                ((x - from.x()) * (to.x() - from.x()) + (y - from.y()) * (to.y() - from.y())) / (length * length);
        return along >= 0 && along <= 1;
    }
}
