package dev.maskwright.sdk.internal.video;

/** The time of frames, which never runs back, even when the frames' clock is set back. */
public final class Clock {

    private boolean begun;
    private long given;
    private long now;
    private long jumps;

    /** Advances to the time of a frame; returns the nanoseconds since the previous frame, at least 0. */
    public long advance(long nanos) {
        long passed = begun ? nanos - given : 0; // correct even on overflow
        if (!begun) {
            now = nanos;
            begun = true;
        }
        given = nanos;
        if (passed < 0) {
            jumps++;
            return 0;
        }
        now += passed;
        return passed;
    }

    public long now() {
        return now;
    }

    /** How often the frames' clock was set back. */
    public long jumps() {
        return jumps;
    }
}
