package dev.maskwright.sdk.video;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.geometry.Box;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TrackerTest {

    private static final long FRAME = 50_000_000; // 20 a second

    private static Observation seen(int classId, double x, double y, double confidence) {
        return new Observation(classId, new Box(x, y, 60, 40), confidence);
    }

    @Test
    void somethingBecomesATrackInTheThirdFrameAndGetsTheFirstId() {
        Tracker tracker = new Tracker(TrackerOptions.defaults());
        assertEquals(List.of(), tracker.update(0, List.of(seen(1, 10, 10, 0.9))));
        assertEquals(List.of(), tracker.update(FRAME, List.of(seen(1, 12, 10, 0.9))));
        List<Track> tracks = tracker.update(2 * FRAME, List.of(seen(1, 14, 10, 0.9)));
        assertEquals(1, tracks.size());
        assertEquals(1, tracks.get(0).id());
        assertEquals(0, tracks.get(0).firstNanos());
        assertEquals(new Box(14, 10, 60, 40), tracks.get(0).box());
    }

    /** Seven objects among many false detections in single frames, which made 97 objects of seven in other tools. */
    @Test
    void whatFlashesUpUsesNoIds() {
        Random random = new Random(5);
        Tracker tracker = new Tracker(TrackerOptions.defaults());
        Set<Long> ids = new HashSet<>();
        for (int frame = 0; frame < 400; frame++) {
            List<Observation> observations = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                observations.add(seen(1, 30 + 100 * i + random.nextGaussian(), 50 + random.nextGaussian(), 0.9));
            }
            observations.add(seen(2, random.nextInt(2000), 200 + random.nextInt(2000), 0.9));
            tracker.update(frame * FRAME, observations).forEach(track -> ids.add(track.id()));
        }
        assertEquals(Set.of(1L, 2L, 3L, 4L, 5L, 6L, 7L), ids);
    }

    @Test
    void twoThatPassEachOtherKeepTheirIds() {
        Tracker tracker = new Tracker(TrackerOptions.defaults().withClassPenalty(1));
        List<Track> tracks = List.of();
        for (int frame = 0; frame <= 60; frame++) {
            tracks = tracker.update(
                    frame * FRAME, List.of(seen(1, 10 * frame, 100, 0.9), seen(2, 600 - 10 * frame, 110, 0.9)));
        }
        assertEquals(2, tracks.size());
        assertEquals(1, tracks.get(0).classId());
        assertEquals(600, tracks.get(0).box().x());
        assertEquals(2, tracks.get(1).classId());
    }

    /** An object that is hidden for ten frames is predicted from its motion and keeps its id. */
    @Test
    void motionLeadsThroughAnOcclusion() {
        Tracker tracker = new Tracker(TrackerOptions.defaults());
        List<Track> tracks = List.of();
        for (int frame = 0; frame <= 40; frame++) {
            boolean isHidden = frame >= 20 && frame < 30;
            List<Observation> observations = isHidden ? List.of() : List.of(seen(1, 8 * frame, 100, 0.9));
            tracks = tracker.update(frame * FRAME, observations);
            if (isHidden) {
                assertEquals(8 * frame, tracks.get(0).box().x(), 6, "frame " + frame);
                assertEquals(false, tracks.get(0).seen());
            }
        }
        assertEquals(1, tracks.size());
        assertEquals(1, tracks.get(0).id());
    }

    @Test
    void anUnsureObservationGoesOnWithATrackButBeginsNone() {
        Tracker tracker = new Tracker(TrackerOptions.defaults());
        for (int frame = 0; frame < 20; frame++) {
            List<Observation> observations = new ArrayList<>();
            observations.add(seen(1, 100, 100, frame < 5 ? 0.9 : 0.2));
            observations.add(seen(1, 400, 100, 0.4));
            List<Track> tracks = tracker.update(frame * FRAME, observations);
            assertEquals(frame < 2 ? 0 : 1, tracks.size(), "frame " + frame);
            assertTrue(tracks.stream().allMatch(Track::seen));
        }
    }

    @Test
    void aTrackIsForgottenAfterItsTime() {
        Tracker tracker = new Tracker(TrackerOptions.defaults().withKeptFor(Duration.ofMillis(500)));
        for (int frame = 0; frame < 5; frame++) {
            tracker.update(frame * FRAME, List.of(seen(1, 100, 100, 0.9)));
        }
        assertEquals(1, tracker.update(14 * FRAME, List.of()).size());
        assertEquals(0, tracker.update(15 * FRAME, List.of()).size());
    }

    @Test
    void theOrderOfObservationsChangesNothing() {
        for (int trial = 0; trial < 50; trial++) {
            Random random = new Random(trial);
            Tracker one = new Tracker(TrackerOptions.defaults());
            Tracker other = new Tracker(TrackerOptions.defaults());
            for (int frame = 0; frame < 40; frame++) {
                List<Observation> observations = new ArrayList<>();
                for (int i = 0; i < 12; i++) {
                    if (random.nextInt(5) > 0) {
                        observations.add(seen(
                                i % 3,
                                40 * (i % 4) + 3 * frame + 4 * random.nextGaussian(),
                                30 * (i / 4) + 4 * random.nextGaussian(),
                                random.nextDouble()));
                    }
                }
                List<Observation> shuffled = new ArrayList<>(observations);
                Collections.shuffle(shuffled, random);
                assertEquals(one.update(frame * FRAME, observations), other.update(frame * FRAME, shuffled));
            }
        }
    }

    @Test
    void aClockThatIsSetBackLosesNothing() {
        Tracker tracker = new Tracker(TrackerOptions.defaults());
        List<Track> tracks = List.of();
        for (int frame = 0; frame < 20; frame++) {
            long nanos = (frame < 10 ? 0 : -3_600_000_000_000L) + frame * FRAME;
            tracks = tracker.update(nanos, List.of(seen(1, 100 + 4 * frame, 100, 0.9)));
        }
        assertEquals(1, tracker.clockJumps());
        assertEquals(1, tracks.size());
        assertEquals(1, tracks.get(0).id());
        assertEquals(18 * FRAME, tracks.get(0).lastNanos());
    }

    @Test
    void optionsSayWhatIsWrong() {
        TrackerOptions defaults = TrackerOptions.defaults();
        assertThrows(IllegalArgumentException.class, () -> defaults.withConfidence(0.2, 0.5));
        assertThrows(IllegalArgumentException.class, () -> defaults.withLeastIou(0));
        assertThrows(IllegalArgumentException.class, () -> defaults.withConfirmAfter(0));
        assertThrows(IllegalArgumentException.class, () -> defaults.withKeptFor(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> seen(-1, 0, 0, 0.5));
    }
}
