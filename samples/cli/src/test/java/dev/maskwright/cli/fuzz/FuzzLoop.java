package dev.maskwright.cli.fuzz;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * A process that gives damaged files to readers: {@code FOLDER INPUTS READER...}. Where an earlier process ended, by a
 * fault in native code or because it was ended itself, it goes on. What was found is written to the folder, with the
 * file that it was found with.
 */
final class FuzzLoop {

    /** The exit code of a process that met a file which took too long. */
    static final int TOO_LONG = 70;

    private final Path folder;
    private final FuzzTarget target;
    private final MappedByteBuffer state;
    private final Watchdog watchdog;
    private double slowest;
    private long largest;

    private FuzzLoop(Path folder, FuzzTarget target) throws IOException {
        this.folder = folder;
        this.target = target;
        Path file = folder.resolve(target.name() + ".state");
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            state = channel.map(FileChannel.MapMode.READ_WRITE, 0, 24); // survives the process
        }
        watchdog = Watchdog.start(this::tooLong);
    }

    public static void main(String[] args) throws Exception {
        Path folder = Files.createDirectories(Path.of(args[0]));
        for (int i = 2; i < args.length; i++) {
            new FuzzLoop(folder, FuzzTargets.named(args[i])).run(Long.parseLong(args[1]));
        }
        System.exit(0); // engines have threads
    }

    private void run(long inputs) throws IOException {
        Path scratch = Files.createDirectories(folder.resolve("scratch-" + target.name()));
        long from = done();
        if (from > 0 && from < inputs && state.getLong(8) == 0) {
            found("crash", "the process ended", from);
            from++;
        }
        for (long number = from; number < inputs; number++) {
            state.putLong(0, number);
            state.putLong(8, 0); // begun
            byte[] file = target.input(number);
            watchdog.begin();
            try {
                boolean isRead = target.isRead(file, scratch);
                watched(number);
                state.putLong(16, state.getLong(16) + (isRead ? 1 : 0));
            } catch (Throwable e) { // whatever it is, it is what this looks for
                watchdog.end();
                StringWriter stack = new StringWriter();
                e.printStackTrace(new PrintWriter(stack));
                found(e.getClass().getSimpleName(), stack.toString(), number);
            }
            state.putLong(8, 1); // done
        }
        state.putLong(0, Math.max(from, inputs));
        System.out.printf(
                Locale.ROOT,
                "%s: %d inputs, %d read; the slowest took %.2f s, the largest %d MB%n",
                target.name(),
                inputs,
                state.getLong(16),
                slowest,
                largest >> 20);
    }

    private long done() {
        long number = state.getLong(0);
        return state.getLong(8) == 1 ? number + 1 : number;
    }

    private void watched(long number) throws IOException {
        slowest = Math.max(slowest, watchdog.end());
        largest = Math.max(largest, watchdog.allocated());
        if (watchdog.allocated() > Watchdog.MOST_ALLOCATED) {
            found("memory", "%d MB".formatted(watchdog.allocated() >> 20), number);
        }
    }

    private void tooLong(String stack) {
        try {
            found("time", stack, state.getLong(0));
        } catch (IOException e) {
            System.err.println(e);
        }
        state.putLong(8, 1); // the next process goes on behind it
        Runtime.getRuntime().halt(TOO_LONG);
    }

    private void found(String kind, String text, long number) throws IOException {
        String name = "%s-%s-%d".formatted(target.name(), kind, number);
        Files.write(folder.resolve(name), target.input(number));
        Files.writeString(folder.resolve(name + ".txt"), text);
        System.out.println("FOUND " + name + ": " + text.lines().findFirst().orElse(""));
    }
}
