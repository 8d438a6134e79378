package dev.maskwright.camera;

import dev.maskwright.folder.source.Ffmpeg;
import java.time.Duration;
import java.util.Optional;

/**
 * How a camera is read.
 *
 * @param program the name of {@code ffmpeg}, or its path
 * @param rawSize of raw frames from standard input, which do not contain it
 * @param silence time without a picture after which a live source is reopened
 * @param longestPause before reopening: pauses start at half a second and double up to this
 * @param giveUpAfter how long a live source may give no picture before it is given up; empty for never
 */
public record CameraOptions(
        String program,
        Optional<FrameSize> rawSize,
        Duration silence,
        Duration longestPause,
        Optional<Duration> giveUpAfter) {

    /** A size in pixels; both sides even, as NV12 requires, and at most 100 million pixels. */
    public record FrameSize(int width, int height) {

        private static final int MOST_PIXELS = 100_000_000;

        /** Checks the sides. */
        public FrameSize {
            if (width < 2 || height < 2 || width % 2 != 0 || height % 2 != 0) {
                throw new IllegalArgumentException(
                        "frames of NV12 have even sides of at least 2 pixels, got %dx%d".formatted(width, height));
            }
            if ((long) width * height > MOST_PIXELS) {
                throw new IllegalArgumentException(
                        "frames have at most %,d pixels, got %dx%d".formatted(MOST_PIXELS, width, height));
            }
        }
    }

    /** Checks the ranges. */
    public CameraOptions {
        if (silence.isNegative() || silence.isZero() || longestPause.isNegative() || longestPause.isZero()) {
            throw new IllegalArgumentException("the longest silence and the pauses must be above 0, got %s and %s"
                    .formatted(silence, longestPause));
        }
    }

    /** Reopened after ten seconds of silence, with pauses of up to ten seconds, forever. */
    public static CameraOptions defaults() {
        return new CameraOptions(
                Ffmpeg.PROGRAM, Optional.empty(), Duration.ofSeconds(10), Duration.ofSeconds(10), Optional.empty());
    }

    /** The same with another program. */
    public CameraOptions withProgram(String newProgram) {
        return new CameraOptions(newProgram, rawSize, silence, longestPause, giveUpAfter);
    }

    /** The same with the size of raw frames. */
    public CameraOptions withRawSize(FrameSize size) {
        return new CameraOptions(program, Optional.of(size), silence, longestPause, giveUpAfter);
    }

    /** The same with another limit of silence. */
    public CameraOptions withSilence(Duration limit) {
        return new CameraOptions(program, rawSize, limit, longestPause, giveUpAfter);
    }

    /** The same with another longest pause. */
    public CameraOptions withLongestPause(Duration pause) {
        return new CameraOptions(program, rawSize, silence, pause, giveUpAfter);
    }

    /** The same with a time after which it is given up. */
    public CameraOptions withGiveUpAfter(Duration limit) {
        return new CameraOptions(program, rawSize, silence, longestPause, Optional.of(limit));
    }
}
