package dev.maskwright.camera;

import dev.maskwright.folder.source.Ffmpeg;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes pictures to a video file with {@code ffmpeg}, each at the time of its arrival. Pictures of another size start
 * another file: {@code video.mp4}, then {@code video-2.mp4}, or the first free number. Existing files are never
 * overwritten.
 */
public final class VideoFile implements PictureSink {

    private final Path file;
    private final String program;
    private final String frameMode;
    private final Consumer<String> words;
    private final List<Path> files = new ArrayList<>();
    private @Nullable Ffmpeg encoder;
    private @Nullable OutputStream pixels;
    private int width;
    private int height;

    private VideoFile(Path file, String program, String frameMode, Consumer<String> words) {
        this.file = file;
        this.program = program;
        this.frameMode = frameMode;
        this.words = words;
    }

    /**
     * Names a file, which is written from the first picture on.
     *
     * @param program {@code ffmpeg}
     * @param words receives a line if a file could not be finished
     * @throws IOException if it exists already, its folder does not, or the program cannot be started
     */
    public static VideoFile of(Path file, String program, Consumer<String> words) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (Files.exists(file)) {
            throw new IOException("%s: already exists; choose another file, or remove it".formatted(file));
        }
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IOException("%s: its folder does not exist; create it first".formatted(file));
        }
        return new VideoFile(file, program, Ffmpeg.frameModeOption(program, file.toString()), words);
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
            String fault = fault(e);
            encoder = null;
            pixels = null;
            throw new IOException("%s: cannot be written: %s".formatted(files.get(files.size() - 1), fault), e);
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
        Path next = next();
        List<String> arguments = new ArrayList<>(List.of("-v", "error", "-n"));
        // Times are those at which pictures are read, in steps of 1 ms; of two in one step the second takes the next,
        // or it would be left out.
        arguments.addAll(List.of("-use_wallclock_as_timestamps", "1", "-f", "rawvideo", "-framerate", "1000"));
        arguments.addAll(List.of("-pix_fmt", "bgr24", "-s", width + "x" + height, "-i", "-", "-an"));
        arguments.addAll(List.of("-vf", "setpts=if(isnan(PREV_OUTPTS)\\,PTS\\,max(PTS\\,PREV_OUTPTS+1))"));
        arguments.addAll(List.of(frameMode, "passthrough")); // vfr leaves out pictures that follow others closely
        arguments.addAll(List.of("-pix_fmt", "yuv420p", "-q:v", "4", "-preset", "ultrafast", next.toString()));
        encoder = Ffmpeg.start(program, arguments, next.toString());
        pixels = encoder.input();
        files.add(next);
    }

    /** The file, or its name with the first free number from 2 on. */
    private Path next() {
        if (files.isEmpty()) {
            return file;
        }
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        String stem = dot < 0 ? name : name.substring(0, dot);
        String suffix = dot < 0 ? "" : name.substring(dot);
        int number = files.size() + 1;
        while (Files.exists(numbered(stem, number, suffix))) {
            number++;
        }
        return numbered(stem, number, suffix);
    }

    private Path numbered(String stem, int number, String suffix) {
        return file.resolveSibling("%s-%d%s".formatted(stem, number, suffix));
    }

    private void finish() {
        if (encoder != null && pixels != null) {
            try (Ffmpeg ending = encoder) {
                close(pixels);
                if (ending.exitCode() != 0) { // otherwise the file is complete now
                    words.accept("%s: not whole: %s".formatted(files.get(files.size() - 1), ending.fault()));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        encoder = null;
        pixels = null;
    }

    private static void close(OutputStream pixels) {
        try {
            pixels.close();
        } catch (IOException e) {
            // it has ended already, as its exit code says
        }
    }

    /** The files that were started. */
    public List<Path> files() {
        return List.copyOf(files);
    }

    @Override
    public void close() {
        finish();
    }
}
