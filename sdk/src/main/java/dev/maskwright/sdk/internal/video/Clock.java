package dev.maskwright.sdk.internal.video;

/** The time of frames, which goes on where their clock was set back. */
public final class Clock {

    private boolean begun;
    private long given;
    private long now;
    private long jumps;

    /** Goes on to the time of a frame; returns the nanoseconds since the last one, at least 0. */
    public long advance(long nanos) {
        long passed = begun ? nanos - given : 0; // right even where the number overflows
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

    /** How often it was set back. */
    public long jumps() {
        return jumps;
    }
}
