package dev.maskwright.folder.source;

import dev.maskwright.sdk.frame.Frame;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A frame of a video, in memory.
 *
 * @param file the video
 * @param number of the frame in the video, from 0
 * @param pixels empty if only the result of the frame is needed
 */
public record VideoFrame(Path file, long number, Optional<Frame> pixels) implements Picture {

    /** {@code clip.mp4/00000120}: a folder for each video. */
    @Override
    public String name() {
        return "%s/%08d".formatted(file.getFileName(), number);
    }

    @Override
    public String source() {
        return "%s#%d".formatted(file, number);
    }

    /** @throws IllegalStateException if it is without pixels */
    @Override
    public Frame read() {
        return pixels.orElseThrow(
                () -> new IllegalStateException(source() + ": results keep no pixels; decode the video again"));
    }

    @Override
    public Picture withoutPixels() {
        return new VideoFrame(file, number, Optional.empty());
    }
}
