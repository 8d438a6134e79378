package dev.maskwright.folder.source;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A running {@code ffmpeg}, which decodes or encodes videos. Its error output is collected, so that it never blocks on
 * it. Closing ends it.
 */
public final class Ffmpeg implements AutoCloseable {

    /** The name of the program on the {@code PATH}. */
    public static final String PROGRAM = "ffmpeg";

    private final Process process;
    private final Thread listener;
    private volatile @Nullable String complaint; // the first

    private Ffmpeg(Process process, Consumer<String> lines) {
        this.process = process;
        listener = new Thread(() -> listen(lines), "maskwright-ffmpeg");
        listener.setDaemon(true);
        listener.start();
    }

    /**
     * Starts the program.
     *
     * @param program its name, or its path
     * @param what is decoded or encoded, for messages
     * @throws IOException if it cannot be started; the message says what to do
     */
    public static Ffmpeg start(String program, List<String> arguments, String what) throws IOException {
        return start(program, arguments, what, line -> {});
    }

    /**
     * {@link #start(String, List, String)} with a receiver for the program's messages, besides errors.
     *
     * @param lines receives each line, on a separate thread; with {@code -v level+...} lines include their severity
     */
    public static Ffmpeg start(String program, List<String> arguments, String what, Consumer<String> lines)
            throws IOException {
        try {
            return new Ffmpeg(
                    new ProcessBuilder(Stream.concat(Stream.of(program), arguments.stream())
                                    .toList())
                            .start(),
                    lines);
        } catch (IOException e) {
            throw new IOException(
                    ("%s: videos are decoded by ffmpeg, which could not be started (%s); install"
                                    + " it (Debian: apt install ffmpeg), or give its pictures as files")
                            .formatted(what, e.getMessage()),
                    e);
        }
    }

    /**
     * The option for which frames are kept: {@code -fps_mode}, or {@code -vsync} before version 5.1. Newer versions do
     * not have the old one.
     *
     * @throws IOException if the program cannot be started; says what to do
     */
    public static String frameModeOption(String program, String what) throws IOException {
        try (Ffmpeg help = start(program, List.of("-hide_banner", "-h", "long"), what)) {
            String text = new String(help.output().readAllBytes(), StandardCharsets.UTF_8);
            return text.contains("-fps_mode") ? "-fps_mode" : "-vsync";
        }
    }

    private void listen(Consumer<String> lines) {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                boolean hasLevel = line.contains("[verbose]") || line.contains("[info]") || line.contains("[warning]");
                if (!hasLevel && !line.isBlank()) {
                    String text = line.replace("[error] ", "")
                            .replace("[fatal] ", "")
                            .replaceAll(" @ 0x[0-9a-f]+]", "]") // where a part of the program lies in memory
                            .strip();
                    complaint = complaint == null ? text : complaint;
                }
                lines.accept(line);
            }
        } catch (IOException e) {
            // it was ended
        }
    }

    /** What it gives. */
    public InputStream output() {
        return process.getInputStream();
    }

    /** What it takes. */
    public OutputStream input() {
        return process.getOutputStream();
    }

    /** Waits for its end. */
    public int exitCode() throws InterruptedException {
        int exitCode = process.waitFor();
        listener.join();
        return exitCode;
    }

    /** Its first error message, or its exit code; waits for its end. */
    public String fault() throws InterruptedException {
        int exitCode = exitCode();
        String said = complaint;
        return said == null ? "exit code " + exitCode : said;
    }

    /** Ends it. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
