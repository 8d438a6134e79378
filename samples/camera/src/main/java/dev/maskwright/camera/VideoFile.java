package dev.maskwright.camera;

import dev.maskwright.folder.Ffmpeg;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes pictures to a video file by {@code ffmpeg}, each at the time when it came. Pictures of another size begin
 * another file: {@code video.mp4}, then {@code video-2.mp4}.
 */
public final class VideoFile implements PictureSink {

    private final Path file;
    private final String program;
    private final List<Path> files = new ArrayList<>();
    private @Nullable Ffmpeg encoder;
    private @Nullable OutputStream pixels;
    private int width;
    private int height;

    private VideoFile(Path file, String program) {
        this.file = file;
        this.program = program;
    }

    /**
     * Names a file, which is written from the first picture on.
     *
     * @param program {@code ffmpeg}
     * @throws IOException if it exists already, or its folder does not
     */
    public static VideoFile of(Path file, String program) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (Files.exists(file)) {
            throw new IOException("%s: exists already; name another file, or remove it".formatted(file));
        }
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IOException("%s: its folder does not exist; make it first".formatted(file));
        }
        return new VideoFile(file, program);
    }

    @Override
    public void show(BufferedImage picture) throws IOException {
        if (pixels == null || picture.getWidth() != width || picture.getHeight() != height) {
            finish();
            width = picture.getWidth();
            height = picture.getHeight();
            start();
        }
        byte[] bgr = ((DataBufferByte) picture.getRaster().getDataBuffer()).getData();
        try {
            if (pixels != null) {
                pixels.write(bgr);
            }
        } catch (IOException e) {
            throw new IOException("%s: cannot be written: %s".formatted(file, fault(e)), e);
        }
    }

    private String fault(IOException cause) {
        try {
            return encoder == null ? String.valueOf(cause.getMessage()) : encoder.fault();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return String.valueOf(cause.getMessage());
        }
    }

    private void start() throws IOException {
        Path next = numbered(files.size() + 1);
        List<String> arguments = List.of(
                "-v",
                "error",
                "-y",
                "-use_wallclock_as_timestamps",
                "1",
                "-f",
                "rawvideo",
                "-pix_fmt",
                "bgr24",
                "-s",
                width + "x" + height,
                "-i",
                "-",
                "-an",
                "-pix_fmt",
                "yuv420p",
                "-q:v",
                "4",
                "-preset",
                "ultrafast",
                next.toString());
        encoder = Ffmpeg.start(program, arguments, next.toString());
        pixels = encoder.input();
        files.add(next);
    }

    private Path numbered(int number) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return number == 1
                ? file
                : file.resolveSibling("%s-%d%s"
                        .formatted(
                                dot < 0 ? name : name.substring(0, dot), number, dot < 0 ? "" : name.substring(dot)));
    }

    private void finish() {
        if (encoder != null && pixels != null) {
            try (Ffmpeg ending = encoder) {
                pixels.close();
                ending.exitCode(); // the file is whole then
            } catch (IOException e) {
                // it has ended already, which the last picture was told
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        encoder = null;
        pixels = null;
    }

    /** The files that were begun. */
    public List<Path> files() {
        return List.copyOf(files);
    }

    @Override
    public void close() {
        finish();
    }
}
