package dev.maskwright.sdk.video;

import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.sdk.internal.video.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Follows objects from frame to frame. Observations are assigned to the tracks predicted at their place, those with
 * high confidence first, so that the sum of IoUs is greatest; those with low confidence may continue a remaining track,
 * but do not begin one. An object seen in several frames in a row becomes a track, and only then gets an id.
 *
 * <p>This is the association of ByteTrack, with IoU only, a penalty for a different class, and times instead of numbers
 * of frames. In ByteTrack unconfirmed tracks use up ids or share one; here they have none. The order of observations
 * does not matter. For one thread at a time.
 *
 * @see <a href="https://arxiv.org/abs/2110.06864">Zhang et al. 2022: ByteTrack: Multi-object tracking by associating
 *     every detection box</a>
 */
public final class Tracker {

    private static final double NANOS = 1e9;

    private final TrackerOptions options;
    private final List<Candidate> candidates = new ArrayList<>();
    private final Clock clock = new Clock();
    private long nextId = 1;

    /** Creates a tracker without any tracks yet. */
    public Tracker(TrackerOptions options) {
        this.options = options;
    }

    /** A track, or an object that may become one. */
    private static final class Candidate {

        private final Motion motion;
        private final long first;
        private final Map<Integer, Double> votes = new HashMap<>(); // by class id: confidences
        private long last;
        private Box box;
        private double confidence;
        private boolean seen = true;
        private int times;
        private long id; // 0 until it is confirmed

        Candidate(Observation seen, long nanos) {
            motion = new Motion(seen.box());
            first = nanos;
            box = seen.box();
            see(seen, nanos);
        }

        void predict(double seconds) {
            motion.predict(seconds);
            box = motion.box();
            seen = false;
        }

        void see(Observation observation, long nanos) {
            if (times > 0) {
                motion.see(observation.box());
            }
            times++;
            votes.merge(observation.classId(), observation.confidence(), Double::sum);
            last = nanos;
            box = observation.box();
            confidence = observation.confidence();
            seen = true;
        }

        boolean isConfirmed() {
            return id > 0;
        }

        int classId() {
            return votes.entrySet().stream()
                    .max(Map.Entry.<Integer, Double>comparingByValue()
                            .thenComparing(
                                    Map.Entry.<Integer, Double>comparingByKey().reversed()))
                    .orElseThrow()
                    .getKey();
        }

        Track track() {
            return new Track(id, classId(), box, confidence, seen, first, last);
        }
    }

    /**
     * Processes the observations of one frame.
     *
     * @param nanos when the frame was taken, on any clock. If the clock was set back since the last frame, no time has
     *     passed, and {@link #clockJumps} counts it
     * @param observations in any order
     * @return all tracks by id: those seen in the frame, and unseen ones that are kept
     */
    public List<Track> update(long nanos, List<Observation> observations) {
        long before = clock.now();
        double seconds = clock.advance(nanos) / NANOS;
        long now = clock.now();
        candidates.forEach(candidate -> candidate.predict(seconds));
        List<Observation> sure = sorted(observations, one -> one.confidence() >= options.highConfidence());
        List<Observation> unsure = sorted(
                observations,
                one -> one.confidence() < options.highConfidence() && one.confidence() >= options.lowConfidence());

        List<Observation> left = match(unseen(Candidate::isConfirmed), sure, now);
        match(unseen(candidate -> candidate.isConfirmed() && candidate.last == before), unsure, now);
        left = match(unseen(candidate -> !candidate.isConfirmed()), left, now);

        candidates.removeIf(candidate -> !candidate.seen && isOver(candidate, now));
        candidates.stream().filter(candidate -> !candidate.seen).forEach(candidate -> candidate.motion.miss());
        left.forEach(observation -> candidates.add(new Candidate(observation, now)));
        for (Candidate candidate : candidates) {
            if (!candidate.isConfirmed() && candidate.times >= options.confirmAfter()) {
                candidate.id = nextId++;
            }
        }
        return tracks();
    }

    /** How often a frame's time was earlier than that of the previous frame. */
    public long clockJumps() {
        return clock.jumps();
    }

    /** All tracks after the last frame, by id. */
    public List<Track> tracks() {
        return candidates.stream()
                .filter(Candidate::isConfirmed)
                .map(Candidate::track)
                .sorted((a, b) -> Long.compare(a.id(), b.id()))
                .toList();
    }

    private boolean isOver(Candidate candidate, long now) {
        return !candidate.isConfirmed()
                || now - candidate.last > options.keptFor().toNanos();
    }

    private List<Candidate> unseen(Predicate<Candidate> which) {
        return candidates.stream()
                .filter(candidate -> !candidate.seen && which.test(candidate))
                .toList();
    }

    private static List<Observation> sorted(List<Observation> observations, Predicate<Observation> which) {
        return observations.stream().filter(which).sorted(Observation.ORDER).toList();
    }

    /** Assigns observations to candidates; returns the remaining observations. */
    private List<Observation> match(List<Candidate> some, List<Observation> observations, long now) {
        Assignment assignment = new Assignment(some.size(), observations.size());
        Overlaps.find(
                some.stream().map(candidate -> candidate.box).toList(),
                observations.stream().map(Observation::box).toList(),
                (row, column, iou) -> {
                    boolean isOfClass =
                            some.get(row).classId() == observations.get(column).classId();
                    double likeness = isOfClass ? iou : iou - options.classPenalty();
                    if (likeness >= options.leastIou()) {
                        assignment.allow(row, column, 1 - likeness);
                    }
                });
        int[] columns = assignment.solve();
        boolean[] taken = new boolean[observations.size()];
        for (int i = 0; i < columns.length; i++) {
            if (columns[i] != Assignment.NONE) {
                some.get(i).see(observations.get(columns[i]), now);
                taken[columns[i]] = true;
            }
        }
        List<Observation> left = new ArrayList<>();
        for (int i = 0; i < taken.length; i++) {
            if (!taken[i]) {
                left.add(observations.get(i));
            }
        }
        return left;
    }
}
