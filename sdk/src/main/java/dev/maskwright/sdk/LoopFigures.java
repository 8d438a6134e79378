package dev.maskwright.sdk;

import java.time.Duration;

/**
 * How a {@link FrameLoop} performs. Counts are since its start, all other figures are of the last few hundred frames.
 *
 * @param offered frames that were given to the loop
 * @param masked frames that have a mask
 * @param dropped frames that were replaced by a newer one, or that were waiting when the loop was closed
 * @param failed frames without a mask, or whose listener threw
 * @param framesPerSecond masks per second over the last five seconds
 * @param prepare from the frame to the network's input
 * @param run the network
 * @param finish from the network's output to the mask
 * @param latency the time from the offer of a frame to its mask
 */
public record LoopFigures(
        long offered,
        long masked,
        long dropped,
        long failed,
        double framesPerSecond,
        Spread prepare,
        Spread run,
        Spread finish,
        Spread latency) {

    /**
     * How long something takes.
     *
     * @param median half of the frames take no longer
     * @param p99 99 of 100 frames take no longer
     */
    public record Spread(Duration median, Duration p99) {}
}
