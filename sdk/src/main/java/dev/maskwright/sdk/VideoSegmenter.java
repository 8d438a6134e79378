package dev.maskwright.sdk;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.internal.video.Clock;
import dev.maskwright.sdk.internal.video.Part;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Segments the frames of one camera, using what is known from earlier frames: masks flicker less ({@link
 * VideoOptions#steady}), and a fixed camera needs less computation ({@link VideoOptions#changesOnly}).
 *
 * <p><b>Steady masks.</b> Logits are blended from frame to frame, before the class is chosen: their mean is the
 * geometric mean of the probabilities. Where the picture has moved, only the new logits are used, so that edges leave
 * no trail. If the network gives no logits, each frame votes for its class with its confidence instead. Masks that keep
 * logits keep the blended ones.
 *
 * <p><b>Changes only.</b> Every frame is compared, in cells, with the frames that the current mask was made from. Where
 * nothing has changed, the network does not run and the mask stays as it is. Changes are run as a part of the picture,
 * at the scale of the whole, with a margin of at least 32 pixels of the network's input, of which 8 are kept. After a
 * run on parts, frames are not examined for a while ({@link VideoOptions#pause}), so that objects that move in every
 * frame need not be run in every one. The whole picture is run if more than half of it has changed, a quarter of a
 * second after it has come to rest, and at regular intervals. Since networks have large receptive fields, some even a
 * mean over the whole picture, the result of a part is not bit for bit that of the whole. Models with a fixed size or
 * without logits, or whose frames are resized by nearest pixels, run on whole frames or not at all.
 *
 * <p>A frame of another size or after a failure starts afresh. For one thread at a time; the caller keeps ownership of
 * the underlying segmenter.
 */
public final class VideoSegmenter {

    /** How long nothing must have moved before the whole is run once more, to see with full context what moved. */
    private static final long SETTLED = Duration.ofMillis(250).toNanos();

    /** The highest weight of a frame where nothing moves. */
    private static final double MOST_SHARE = 0.5;

    /**
     * How the frames so far were processed.
     *
     * @param whole frames run as a whole
     * @param partial frames of which parts were run
     * @param unchanged frames in which nothing had changed, or that were not examined after a run on parts
     * @param networkShare the share of the frames' area that was run, 0..1: 1 if each was run whole
     * @param agreement with {@link VideoOptions#changesOnly}, at the last whole pass over a known picture, the share of
     *     the mask that was as before where nothing had moved, 0..1; 1 if there was none
     * @param clockJumps how often a frame had an earlier time than the previous one
     */
    public record Figures(
            long whole, long partial, long unchanged, double networkShare, double agreement, long clockJumps) {}

    private final Segmenter segmenter;
    private final long wholeAfter; // how old a whole pass may be, in nanoseconds; 0 if each frame is run whole
    private final long pause; // after a run on parts, in nanoseconds
    private final long halfLife; // of steady masks, in nanoseconds; 0 for none
    private final Timings unread = new Timings();
    private final Mask mask;
    private final Clock clock = new Clock();
    private final @Nullable KnownPicture known; // null if each frame is segmented independently
    private boolean isKnown; // whether the known picture includes the previous frame
    private int frameWidth;
    private int frameHeight;
    private long wholeNanos; // when the whole was last run, on the clock
    private long runNanos; // when anything was last run
    private boolean isPatched; // whether parts were run since the whole was

    private long whole; // guarded by this, as are all fields below
    private long partial;
    private long unchanged;
    private double networkFrames;
    private double agreement = 1;
    private long clockJumps;

    private VideoSegmenter(Segmenter segmenter, VideoOptions options) {
        this.segmenter = segmenter;
        wholeAfter = options.changesOnly().map(Duration::toNanos).orElse(0L);
        pause = options.pause().toNanos();
        halfLife = options.steady().map(Duration::toNanos).orElse(0L);
        mask = segmenter.blankMask();
        boolean isPlain = options.steady().isEmpty() && options.changesOnly().isEmpty();
        known = isPlain ? null : new KnownPicture(segmenter, options, mask);
    }

    /**
     * Segments the frames of one camera.
     *
     * @throws IllegalStateException if the segmenter gives masks of the frame's size, which cannot be reused
     */
    public static VideoSegmenter of(Segmenter segmenter, VideoOptions options) {
        return new VideoSegmenter(segmenter, options);
    }

    /** {@link #segment(Frame, long, Timings)} without timings. */
    public Mask segment(Frame frame, long nanos) {
        return segment(frame, nanos, unread);
    }

    /**
     * The mask of the next frame.
     *
     * @param nanos when the frame was taken, on any clock. If the clock was set back since the last frame, no time has
     *     passed
     * @param timings overwritten; <em>prepare</em> includes the comparison with earlier frames
     * @return the same mask each time, which the next call overwrites
     * @throws SegmentationException if the engine fails; the next frame then starts afresh
     * @throws IllegalStateException if the segmenter is closed
     */
    public Mask segment(Frame frame, long nanos, Timings timings) {
        clock.advance(nanos);
        if (known == null) {
            segmenter.segmentInto(frame, mask, timings);
            count(1, 0, 0, 1);
        } else {
            segment(known, frame, timings);
        }
        return mask;
    }

    private void segment(KnownPicture picture, Frame frame, Timings timings) {
        boolean isNew = !isKnown || frame.width() != frameWidth || frame.height() != frameHeight;
        isKnown = false;
        frameWidth = frame.width();
        frameHeight = frame.height();
        picture.begin();
        if (!isNew && !isDue() && isPatched && clock.now() - runNanos < pause) {
            count(0, 0, 1, 0);
        } else {
            lookAndRun(picture, frame, isNew);
        }
        picture.end(timings);
        isKnown = true;
    }

    private void lookAndRun(KnownPicture picture, Frame frame, boolean isNew) {
        picture.look(frame, isNew);
        Optional<List<Part>> changed = isNew || isDue() ? Optional.empty() : picture.changed();
        boolean hasSettled = isPatched && clock.now() - runNanos >= SETTLED;
        if (changed.isEmpty() || (changed.get().isEmpty() && hasSettled)) {
            double alike = picture.runWhole(frame, isNew ? 1 : stillShare(), isNew);
            wholeNanos = clock.now();
            isPatched = false;
            runNanos = clock.now();
            count(1, 0, 0, 1);
            setAgreement(alike);
        } else if (!changed.get().isEmpty()) {
            double share = picture.runParts(frame, changed.get(), stillShare());
            runNanos = clock.now();
            isPatched = true;
            count(0, 1, 0, share);
        } else {
            count(0, 0, 1, 0);
        }
    }

    private boolean isDue() {
        return clock.now() - wholeNanos >= wholeAfter;
    }

    /** The weight of a frame where nothing has moved. */
    private float stillShare() {
        if (halfLife == 0) {
            return 1;
        }
        double halfLives = (double) (clock.now() - runNanos) / halfLife;
        return (float) Math.min(MOST_SHARE, 1 - Math.pow(0.5, halfLives));
    }

    private synchronized void count(int newWhole, int newPartial, int newUnchanged, double share) {
        whole += newWhole;
        partial += newPartial;
        unchanged += newUnchanged;
        networkFrames += share;
        clockJumps = clock.jumps();
    }

    private synchronized void setAgreement(double alike) {
        agreement = alike;
    }

    /** How the frames so far were processed; may be called by any thread. */
    public synchronized Figures figures() {
        long frames = whole + partial + unchanged;
        return new Figures(whole, partial, unchanged, frames == 0 ? 0 : networkFrames / frames, agreement, clockJumps);
    }

    /** The underlying segmenter. */
    Segmenter segmenter() {
        return segmenter;
    }
}
