package dev.maskwright.cli.terminal;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.jline.utils.Signals;

/**
 * Turns Ctrl-C and SIGTERM into a request to stop: work in the engine's native code cannot be aborted at any moment
 * without a crash, and results should be saved first. The second signal ends the process at once.
 */
public final class Interruption implements AutoCloseable {

    /** The offset that shells add to the number of the signal that ended a process. */
    private static final int BY_SIGNAL = 128;

    private enum Signal {
        INT(2),
        TERM(15);

        private final int number;

        Signal(int number) {
            this.number = number;
        }
    }

    private record Registered(Signal signal, Object before) {}

    private static volatile boolean isLeaving;

    private final IntConsumer first;
    private final List<Registered> registered = new ArrayList<>();
    private volatile int exitCode = ExitCode.DONE;

    private Interruption(IntConsumer first) {
        this.first = first;
    }

    /**
     * Listens until it is closed.
     *
     * @param first runs at the first signal, on a separate thread
     */
    public static Interruption listen(Runnable first) {
        return listen((IntConsumer) exitCode -> first.run());
    }

    private static Interruption listen(IntConsumer first) {
        Interruption interruption = new Interruption(first);
        for (Signal signal : Signal.values()) {
            Object before = Signals.register(signal.name(), () -> interruption.take(signal));
            interruption.registered.add(new Registered(signal, before));
        }
        return interruption;
    }

    /**
     * Makes the first signal end the process, until it is closed, for commands that save nothing when asked to stop,
     * and for the preparations of others. Partial files are removed.
     *
     * @param words receives the reason
     */
    public static Interruption leave(PrintWriter words) {
        return listen((IntConsumer) exitCode -> {
            isLeaving = true;
            words.println(
                    "stopped; nothing half-written is kept, and the same command starts again from the beginning");
            words.flush();
            System.exit(exitCode);
        });
    }

    /** Whether the process ends after {@link #leave}; what fails from then on fails because of that. */
    public static boolean isLeaving() {
        return isLeaving;
    }

    private synchronized void take(Signal signal) {
        if (exitCode != ExitCode.DONE) {
            end(BY_SIGNAL + signal.number);
        }
        exitCode = BY_SIGNAL + signal.number;
        first.accept(exitCode);
    }

    /**
     * Kills the process by an external command if possible: a normal exit runs destructors of PyTorch, which crash
     * while a step is running.
     */
    private static void end(int exitCode) {
        try {
            new ProcessBuilder(
                            "kill", "-9", Long.toString(ProcessHandle.current().pid()))
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException e) {
            // no such program
        }
        Runtime.getRuntime().halt(exitCode);
    }

    public boolean isAskedFor() {
        return exitCode != ExitCode.DONE;
    }

    /** 130 after Ctrl-C and 143 after SIGTERM, as shells report for processes ended by a signal; 0 before. */
    public int exitCode() {
        return exitCode;
    }

    /** Restores the previous signal handlers. */
    @Override
    public void close() {
        registered.forEach(entry -> Signals.unregister(entry.signal().name(), entry.before()));
        registered.clear();
    }
}
