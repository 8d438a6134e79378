package dev.maskwright.camera;

import dev.maskwright.sdk.LoopFigures;
import dev.maskwright.sdk.VideoSegmenter;
import java.util.Optional;

/**
 * The statistics of a live run.
 *
 * @param camera those of the source
 * @param loop those of the network
 * @param video the parts of pictures for which the network ran
 * @param shown pictures with masks that were shown
 * @param notShown masks that were replaced by a newer one before they were drawn
 * @param failed frames without a mask
 * @param counts the counts; empty if nothing is counted
 */
public record LiveFigures(
        CameraFigures camera,
        LoopFigures loop,
        VideoSegmenter.Figures video,
        long shown,
        long notShown,
        long failed,
        Optional<Counts> counts) {

    /** Frames whose mask was not shown: too many for the network, or for drawing. */
    public long dropped() {
        return camera.dropped() + loop.dropped() + notShown;
    }
}
