package dev.maskwright.server.engine;

import java.time.Duration;

/**
 * The limits of a server. They are checked against what a request announces before memory is allocated for it.
 *
 * @param bytes of a request's body
 * @param pixels of the pictures in one request together
 * @param pictures in one request
 * @param queue how many requests wait for a worker
 * @param workers how many requests are processed at once
 * @param time the time limit of a request, including waiting
 */
public record Limits(long bytes, long pixels, int pictures, int queue, int workers, Duration time) {

    public Limits {
        if (bytes < 1 || pixels < 1 || pictures < 1 || queue < 1 || workers < 1) {
            throw new IllegalArgumentException(
                    "limits must be 1 or more, got %d bytes, %d pixels, %d pictures, a queue of %d and %d workers"
                            .formatted(bytes, pixels, pictures, queue, workers));
        }
        if (time.isZero() || time.isNegative()) {
            throw new IllegalArgumentException("the time for a request must be above 0, got %s".formatted(time));
        }
    }

    /** 32 MB, 25 megapixels, 32 pictures, 128 waiting, one worker for each core, 30 seconds. */
    public static Limits defaults() {
        return new Limits(
                32 << 20, 25_000_000, 32, 128, Runtime.getRuntime().availableProcessors(), Duration.ofSeconds(30));
    }

    public Limits withBytes(long newBytes) {
        return new Limits(newBytes, pixels, pictures, queue, workers, time);
    }

    public Limits withPixels(long newPixels) {
        return new Limits(bytes, newPixels, pictures, queue, workers, time);
    }

    public Limits withPictures(int newPictures) {
        return new Limits(bytes, pixels, newPictures, queue, workers, time);
    }

    public Limits withQueue(int newQueue) {
        return new Limits(bytes, pixels, pictures, newQueue, workers, time);
    }

    public Limits withWorkers(int newWorkers) {
        return new Limits(bytes, pixels, pictures, queue, newWorkers, time);
    }

    public Limits withTime(Duration newTime) {
        return new Limits(bytes, pixels, pictures, queue, workers, newTime);
    }

    /**
     * Checks the size of a picture against them.
     *
     * @throws RefusedException if it is larger
     */
    public void check(long width, long height) throws RefusedException {
        if (width * height > pixels) {
            throw new RefusedException(
                    Reason.TOO_LARGE,
                    "a picture of %dx%d pixels, but at most %d pixels are accepted; scale it down"
                            .formatted(width, height, pixels));
        }
    }
}
