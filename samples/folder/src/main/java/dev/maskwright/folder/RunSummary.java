package dev.maskwright.folder;

import dev.maskwright.folder.source.LeftOut;

/**
 * The summary of a run.
 *
 * @param segmented number of segmented pictures
 * @param kept number of pictures with results of an earlier run
 * @param failed number of pictures that could not be read, segmented or written
 * @param leftOut files that are not pictures
 * @param isStopped whether {@link FolderRun#stop} ended it before the last picture
 */
public record RunSummary(long segmented, long kept, long failed, LeftOut leftOut, boolean isStopped) {

    /** The total number of pictures. */
    public long pictures() {
        return segmented + kept + failed;
    }
}
