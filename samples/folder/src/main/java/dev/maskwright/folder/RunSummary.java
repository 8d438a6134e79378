package dev.maskwright.folder;

import dev.maskwright.folder.source.LeftOut;

/**
 * What came of a run.
 *
 * @param segmented how many pictures were
 * @param kept how many had results of an earlier run
 * @param failed how many could not be read, segmented or written
 * @param leftOut what was there and is no picture
 * @param isStopped whether {@link FolderRun#stop} ended it before the last picture
 */
public record RunSummary(long segmented, long kept, long failed, LeftOut leftOut, boolean isStopped) {

    /** All pictures that were met. */
    public long pictures() {
        return segmented + kept + failed;
    }
}
