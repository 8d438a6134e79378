package dev.maskwright.sdk.video;

import java.time.Duration;

/**
 * When a {@link LevelWatch} reports an event.
 *
 * @param step how much a level must change to be reported as taken or put back: a share of the zone, above 0
 * @param full the level from which a zone is full, 0..1
 * @param empty the level up to which a zone is empty, 0..full
 * @param settles how long a new level must hold, positive. Flicker shorter than half of that time is ignored
 */
public record LevelOptions(double step, double full, double empty, Duration settles) {

    /** Checks the ranges. */
    public LevelOptions {
        if (!(step > 0 && step <= 1) || !(full >= 0 && full <= 1) || !(empty >= 0 && empty < full)) {
            throw new IllegalArgumentException("step lies above 0, full in 0..1 and empty in 0..full; got %s, %s and %s"
                    .formatted(step, full, empty));
        }
        if (settles.isNegative() || settles.isZero()) {
            throw new IllegalArgumentException("settles is a positive duration, got " + settles);
        }
    }

    /** Changes of a twentieth of the zone that hold for 1.8 seconds; full from 0.6, empty to 0.05. */
    public static LevelOptions defaults() {
        return new LevelOptions(0.05, 0.6, 0.05, Duration.ofMillis(1800));
    }

    /** The same, with another step, above 0. */
    public LevelOptions withStep(double changed) {
        return new LevelOptions(changed, full, empty, settles);
    }

    /** The same, with other levels of full and empty. */
    public LevelOptions withLevels(double newFull, double newEmpty) {
        return new LevelOptions(step, newFull, newEmpty, settles);
    }

    /** The same, with another time for which a level must hold. */
    public LevelOptions withSettles(Duration changed) {
        return new LevelOptions(step, full, empty, changed);
    }
}
