package dev.maskwright.folder.source;

import dev.maskwright.sdk.frame.Frame;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The frames of a video, as decoded by the program {@code ffmpeg}: the first, and then every n-th. */
public final class Video implements PictureSource {

    private final Path file;
    private final int every;
    private final String program;

    private Video(Path file, int every, String program) {
        this.file = file;
        this.every = every;
        this.program = program;
    }

    /**
     * Frames of a file.
     *
     * @param every 1 for all of them, 2 for every second
     * @throws IllegalArgumentException if that is below 1
     */
    public static Video of(Path file, int every) {
        if (every < 1) {
            throw new IllegalArgumentException("every frame is 1, every second 2, got %d".formatted(every));
        }
        return new Video(file, every, Ffmpeg.PROGRAM);
    }

    /** The same with a program that is not on the {@code PATH}. */
    public Video by(Path ffmpeg) {
        return new Video(file, every, ffmpeg.toString());
    }

    /** Unknown before everything is decoded. */
    @Override
    public OptionalLong count() {
        return OptionalLong.empty();
    }

    @Override
    public Cursor open(LeftOut leftOut) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IOException("%s: there is no such readable file; check the path".formatted(file));
        }
        // The timestamps are rewritten, or ffmpeg would fill the gaps with copies.
        String filter = "select=not(mod(n\\,%d)),setpts=N/FRAME_RATE/TB".formatted(every);
        List<String> arguments = List.of(
                "-v",
                "error",
                "-nostdin",
                "-i",
                file.toString(),
                "-an",
                "-sn",
                "-vf",
                filter,
                "-f",
                "image2pipe",
                "-c:v",
                "ppm",
                "-");
        return new Frames(Ffmpeg.start(program, arguments, file.toString()));
    }

    /** What the process sends: one picture of PPM after the other. */
    private final class Frames implements Cursor {

        private final Ffmpeg process;
        private final InputStream pictures;
        private long count;

        Frames(Ffmpeg process) {
            this.process = process;
            pictures = new BufferedInputStream(process.output(), 1 << 16);
        }

        @Override
        public Optional<Picture> next() throws IOException, InterruptedException {
            Optional<PnmHeader> header = header();
            if (header.isEmpty()) {
                requireSuccess();
                return Optional.empty();
            }
            int width = header.get().width();
            int height = header.get().height();
            byte[] rgb = pictures.readNBytes(Math.multiplyExact(3 * width, height));
            if (rgb.length < 3 * width * height) {
                requireSuccess();
                throw new IOException("%s: ffmpeg ended within frame %d".formatted(file, count * every));
            }
            return Optional.of(new VideoFrame(file, count++ * every, Optional.of(Frame.rgb(rgb, width, height))));
        }

        private Optional<PnmHeader> header() throws IOException {
            try {
                return PnmHeader.read(pictures, "P6");
            } catch (IOException e) {
                throw new IOException("%s: %s".formatted(file, e.getMessage()), e);
            }
        }

        private void requireSuccess() throws IOException, InterruptedException {
            if (process.exitCode() != 0) {
                throw new IOException("%s: ffmpeg could not read it: %s".formatted(file, process.fault()));
            }
        }

        @Override
        public void close() throws IOException {
            process.close();
            pictures.close();
        }
    }
}
