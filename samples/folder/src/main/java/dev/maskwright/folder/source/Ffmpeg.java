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
 * A running {@code ffmpeg}, which decodes or encodes videos. What it complains of is kept; it never waits for that to
 * be read. Closing ends it.
 */
public final class Ffmpeg implements AutoCloseable {

    /** What the program is called where it is on the {@code PATH}. */
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
     * @param program its name, or where it lies
     * @param what is decoded or encoded, for messages
     * @throws IOException if it cannot be started; says what to do
     */
    public static Ffmpeg start(String program, List<String> arguments, String what) throws IOException {
        return start(program, arguments, what, line -> {});
    }

    /**
     * {@link #start(String, List, String)} with somebody who reads what the program says, beside errors.
     *
     * @param lines takes each line, on a thread of its own; with {@code -v level+...} lines say how grave they are
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
     * The option that says which frames are kept: {@code -fps_mode}, or {@code -vsync} where the program is older than
     * 5.1. Newer ones lack the older word.
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

    /** What it complained of first, or its exit code; waits for its end. */
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
