package dev.maskwright.camera;

import dev.maskwright.folder.source.PnmHeader;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.frame.Plane;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** A sequence of frames as bytes: each with its size, or all with the same. For one thread at a time. */
final class FrameStream {

    private final InputStream stream;
    private final Optional<CameraOptions.FrameSize> rawSize;

    /**
     * Frames of a stream.
     *
     * @param rawSize of NV12 without headers; if empty, frames are PGM of Y above U and V side by side, as ffmpeg's
     *     {@code pgmyuv} writes them
     */
    FrameStream(InputStream stream, Optional<CameraOptions.FrameSize> rawSize) {
        this.stream = stream;
        this.rawSize = rawSize;
    }

    /** The size of the next frame; empty at the end. */
    Optional<CameraOptions.FrameSize> nextSize() throws IOException {
        if (rawSize.isPresent()) {
            return rawSize;
        }
        Optional<PnmHeader> header = PnmHeader.read(stream, "P5");
        if (header.isEmpty()) {
            return Optional.empty();
        }
        int width = header.get().width();
        int rows = header.get().height();
        if (rows % 3 != 0 || width % 2 != 0) {
            throw new IOException("ffmpeg gave a picture of %d rows of %d bytes, expected those of Y above U and V"
                    .formatted(rows, width));
        }
        return Optional.of(new CameraOptions.FrameSize(width, rows / 3 * 2));
    }

    /**
     * Reads the pixels of a frame.
     *
     * @return whether there was one; not at the end of raw frames
     * @throws EOFException if it is truncated
     */
    boolean read(byte[] pixels) throws IOException {
        int read = stream.readNBytes(pixels, 0, pixels.length);
        if (read == 0 && rawSize.isPresent()) {
            return false;
        }
        if (read < pixels.length) {
            throw new EOFException(
                    "the stream ends within a frame: %d of %d bytes of it".formatted(read, pixels.length));
        }
        return true;
    }

    /** The number of bytes of a frame's pixels. */
    static int bytes(CameraOptions.FrameSize size) {
        return size.width() * size.height() / 2 * 3;
    }

    /** The pixels that were read as a frame. */
    Frame frame(byte[] pixels, CameraOptions.FrameSize size) {
        int width = size.width();
        int height = size.height();
        if (rawSize.isPresent()) {
            return Frame.nv12(pixels, width, height);
        }
        Plane colours = Plane.of(pixels).from(width * height).withRowStride(width);
        return Frame.i420(Plane.of(pixels), colours, colours.from(width / 2), width, height);
    }
}
