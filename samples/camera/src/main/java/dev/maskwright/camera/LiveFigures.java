package dev.maskwright.camera;

import dev.maskwright.sdk.LoopFigures;
import dev.maskwright.sdk.VideoSegmenter;
import java.util.Optional;

/**
 * How a live run does.
 *
 * @param camera what the source gave
 * @param loop what became of it in the network
 * @param video which parts of it the network ran for
 * @param shown pictures with masks that were shown
 * @param notShown masks that a newer one took the place of before they were drawn
 * @param failed frames without a mask
 * @param counts what was counted; empty if nothing was to be
 */
public record LiveFigures(
        CameraFigures camera,
        LoopFigures loop,
        VideoSegmenter.Figures video,
        long shown,
        long notShown,
        long failed,
        Optional<Counts> counts) {

    /** Frames that nobody saw a mask of: too many for the network, or for the drawing. */
    public long dropped() {
        return camera.dropped() + loop.dropped() + notShown;
    }
}
