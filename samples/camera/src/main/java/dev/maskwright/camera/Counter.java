package dev.maskwright.camera;

import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.sdk.geometry.Point;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.sdk.video.CountingLine;
import dev.maskwright.sdk.video.Crossing;
import dev.maskwright.sdk.video.LevelEvent;
import dev.maskwright.sdk.video.LevelWatch;
import dev.maskwright.sdk.video.Observation;
import dev.maskwright.sdk.video.Track;
import dev.maskwright.sdk.video.Tracker;
import dev.maskwright.sdk.video.Zone;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/**
 * Tracks the regions of masks and counts them at lines and in zones. Positions are shares of the picture, so counting
 * continues if a camera changes its resolution. For one thread at a time.
 */
public final class Counter {

    /** All boxes are scaled to a picture of this side length, whatever the size of frames. */
    private static final double SIDE = 1000;

    /** The jitter of boxes, as a share of the picture. */
    private static final double MARGIN = 0.01;

    private final List<ClassLabel> classes;
    private final CountOptions options;
    private final Set<Integer> counted;
    private final Tracker tracker;
    private final Map<String, CountingLine> lines = new TreeMap<>();
    private final Map<String, Map<Integer, LevelWatch>> watches = new HashMap<>(); // by zone and class
    private final Consumer<String> words;
    private List<Track> tracks = List.of();

    /**
     * A counter that starts at zero.
     *
     * @param words receives a line for each crossing and each event of a zone
     * @throws IllegalArgumentException if the model lacks a class to be counted
     */
    public Counter(List<ClassLabel> classes, CountOptions options, Consumer<String> words) {
        this.classes = List.copyOf(classes);
        this.options = options;
        this.words = words;
        counted = options.classIds(classes);
        tracker = new Tracker(options.tracker());
        for (CountedLine line : options.lines()) {
            lines.put(
                    line.name(),
                    new CountingLine(
                            scaled(line.from()), scaled(line.to()), MARGIN * SIDE, CountingLine.Anchor.CENTRE));
        }
    }

    private static Point scaled(Point share) {
        return new Point(share.x() * SIDE, share.y() * SIDE);
    }

    /**
     * Adds the mask of a frame.
     *
     * @param nanos time of the frame, on any clock
     */
    public Counts update(Mask mask, long nanos) {
        if (!lines.isEmpty()) {
            track(mask, nanos);
        }
        List<Counts.Area> areas = new ArrayList<>();
        for (Zone zone : options.zones()) {
            areas.add(area(zone, mask, nanos));
        }
        return new Counts((int) tracks.stream().filter(Track::seen).count(), lineCounts(), areas, tracker.clockJumps());
    }

    private void track(Mask mask, long nanos) {
        double x = SIDE / mask.frameWidth();
        double y = SIDE / mask.frameHeight();
        List<Observation> observations = mask.regions(options.regions()).stream()
                .filter(region -> counted.contains(region.classId()))
                .map(region -> {
                    Box box = region.boxInFrame();
                    return new Observation(
                            region.classId(),
                            new Box(box.x() * x, box.y() * y, box.width() * x, box.height() * y),
                            region.confidence());
                })
                .toList();
        tracks = tracker.update(nanos, observations);
        lines.forEach((name, line) -> {
            for (Crossing crossing : line.update(tracks)) {
                words.accept("line %s: %s %d %s"
                        .formatted(
                                name,
                                name(crossing.track().classId()),
                                crossing.track().id(),
                                crossing.forward() ? "forward" : "backward"));
            }
        });
    }

    private Counts.Area area(Zone zone, Mask mask, long nanos) {
        double[] shares = zone.shares(mask);
        Map<String, Double> covered = new TreeMap<>();
        for (int id : counted) {
            if (shares[id] > 0) {
                covered.put(name(id), shares[id]);
            }
            LevelWatch watch = watches.computeIfAbsent(zone.name(), key -> new HashMap<>())
                    .computeIfAbsent(id, key -> new LevelWatch(options.levels()));
            for (LevelEvent event : watch.update(nanos, Math.max(0, Math.min(1, shares[id])))) {
                words.accept(String.format(
                        Locale.ROOT,
                        "zone %s: %s %s, %.0f %% to %.0f %%",
                        zone.name(),
                        name(id),
                        event.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        100 * event.before(),
                        100 * event.after()));
            }
        }
        return new Counts.Area(zone.name(), covered);
    }

    private List<Counts.Line> lineCounts() {
        return lines.entrySet().stream()
                .map(entry -> new Counts.Line(
                        entry.getKey(), byName(entry.getValue()::forward), byName(entry.getValue()::backward)))
                .toList();
    }

    private Map<String, Integer> byName(ToIntFunction<Integer> count) {
        Map<String, Integer> counts = new TreeMap<>();
        for (int id : counted) {
            if (count.applyAsInt(id) > 0) {
                counts.put(name(id), count.applyAsInt(id));
            }
        }
        return counts;
    }

    private String name(int id) {
        return classes.get(id).words();
    }
}
