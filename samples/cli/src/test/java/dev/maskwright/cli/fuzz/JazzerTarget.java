package dev.maskwright.cli.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A reader for Jazzer, a fuzzer that is guided by coverage and finds the static methods by their names; {@code
 * samples/bench/jazzer} starts it. What {@link FuzzTarget} does not let pass is a finding.
 */
public final class JazzerTarget {

    private static @Nullable JazzerTarget current;

    private final FuzzTarget target;
    private final Path scratch;
    private final Watchdog watchdog = Watchdog.start(stack -> System.err.println("too long: " + stack));
    private double seconds;
    private long inputs;
    private long read;

    private JazzerTarget(FuzzTarget target, Path scratch) {
        this.target = target;
        this.scratch = scratch;
    }

    /** Takes the name of a reader, and a folder for readers that need files on disk. */
    public static void fuzzerInitialize(String[] args) throws IOException {
        current = new JazzerTarget(FuzzTargets.named(args[0]), Files.createDirectories(Path.of(args[1])));
    }

    /** Reads a file. */
    public static void fuzzerTestOneInput(byte[] file) throws Exception {
        Objects.requireNonNull(current).run(file);
    }

    /** Says how many of the files were read; the others were refused. */
    public static void fuzzerTearDown() {
        JazzerTarget done = Objects.requireNonNull(current);
        System.err.printf(Locale.ROOT, "%s: %d inputs, %d read%n", done.target.name(), done.inputs, done.read);
    }

    private void run(byte[] file) throws Exception {
        inputs++;
        boolean isRead = isRead(file);
        if (isTooMuch()) {
            isRead = isRead(file); // the first time classes may have been loaded, and changed by Jazzer
        }
        read += isRead ? 1 : 0;
        if (isTooMuch()) {
            throw new IOException("%.1f s, and %d MB from the heap".formatted(seconds, watchdog.allocated() >> 20));
        }
    }

    private boolean isRead(byte[] file) throws Exception {
        watchdog.begin();
        try {
            return target.isRead(file, scratch);
        } finally {
            seconds = watchdog.end();
        }
    }

    private boolean isTooMuch() {
        return seconds > Watchdog.MOST_SECONDS || watchdog.allocated() > Watchdog.MOST_ALLOCATED;
    }
}
