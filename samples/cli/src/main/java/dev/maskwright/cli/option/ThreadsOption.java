package dev.maskwright.cli.option;

import dev.maskwright.cli.terminal.Console;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The number of threads of a training. */
public final class ThreadsOption {

    private static final String PROPERTY = "ai.djl.pytorch.num_threads";

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Number of threads for computing (one per core; retrain: one).")
    private @Nullable Integer threads;

    /** Configures the engine; must be called before the engine starts. */
    public void apply(Console console) {
        if (threads != null) {
            console.requirePositive("--threads", threads);
            System.setProperty(PROPERTY, threads.toString());
        }
    }

    /** The option as a command line has it; empty if it is not given. */
    public List<String> words() {
        return threads == null ? List.of() : List.of("--threads", threads.toString());
    }

    /** The number of threads, for another engine beside it. */
    public static int count() {
        return Integer.getInteger(PROPERTY, Runtime.getRuntime().availableProcessors());
    }

    /** Limits the engine to one thread, unless the option is given. */
    public static void preferOne() {
        System.setProperty(PROPERTY, System.getProperty(PROPERTY, "1"));
    }
}
