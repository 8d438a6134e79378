package dev.maskwright.cli.terminal;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The output of a command: text on standard output, or with {@code --json} a document there and the rest on standard
 * error.
 */
public final class Console {

    private static final int FAULTS_SHOWN = 20;

    /** Nothing is omitted: NaN, such as the IoU of an absent class, is null. */
    private static final Gson GSON = new GsonBuilder()
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .serializeNulls()
            .create();

    @Option(
            names = "--json",
            description = "Print one JSON document to standard output, everything else to standard error.")
    private boolean json;

    @Option(names = "--debug", description = "Print the stack trace of errors.")
    @SuppressWarnings("UnusedVariable") // Main asks the parse result, because there may be no command yet
    private boolean debug;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    /** Prints one or more lines of text. */
    public void say(String text) {
        PrintWriter writer = json ? err() : command().commandLine().getOut();
        writer.println(Printable.lines(text.stripTrailing()));
        writer.flush();
    }

    /** A warning about something that does not end the command. */
    public void warn(String line) {
        err().println(Printable.lines(line));
        err().flush();
    }

    /** Warnings: the first ones in full, then a count. */
    public void warn(List<String> lines) {
        lines.stream().limit(FAULTS_SHOWN).forEach(this::warn);
        if (lines.size() > FAULTS_SHOWN) {
            warn("... and %d more".formatted(lines.size() - FAULTS_SHOWN));
        }
    }

    /** Whether a JSON document was requested. */
    public boolean wantsDocument() {
        return json;
    }

    /** Prints the result as JSON, if requested. */
    public void document(Supplier<JsonObject> document) {
        if (json) {
            command().commandLine().getOut().println(Printable.lines(GSON.toJson(document.get())));
            command().commandLine().getOut().flush();
        }
    }

    /** The program's name as users would type it, from the launcher. */
    public static String program() {
        return System.getProperty("maskwright.command", "./maskwright");
    }

    /** The words of the command line. */
    public List<String> commandWords() {
        List<String> words = new ArrayList<>(List.of(program()));
        words.addAll(command().root().commandLine().getParseResult().originalArgs());
        return words;
    }

    /** The command line that resumes what was stopped. */
    public String commandToResume() {
        List<String> words = commandWords();
        if (!words.contains("--resume")) {
            words.add("--resume");
        }
        return commandLine(words);
    }

    /** Words quoted for a shell. */
    public static String commandLine(List<String> words) {
        return words.stream()
                .map(word -> word.matches("[\\w./:=@,+-]+") ? word : "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }

    PrintWriter err() {
        return command().commandLine().getErr();
    }

    /** A progress meter for a long run. */
    public Meter meter(String task, String unit, long total) {
        int columns =
                Integer.getInteger("maskwright.columns", 0); // set by the launcher where standard error is a terminal
        return columns > 0
                ? new TerminalMeter(task, unit, total, columns, err())
                : new PlainMeter(task, unit, total, err());
    }

    /** A usage error that only shows when options are combined. */
    public ParameterException wrongUsage(String message) {
        return new ParameterException(command().commandLine(), message);
    }

    /** The result of reading an argument; if it is rejected, that is a usage error. */
    public <T> T checked(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException e) {
            throw wrongUsage(String.valueOf(e.getMessage()));
        }
    }

    /** Rejects counts below 1. */
    public void requirePositive(String option, int value) {
        if (value < 1) {
            throw wrongUsage("%s must be at least 1, got %d".formatted(option, value));
        }
    }

    private CommandSpec command() {
        if (command == null) {
            throw new IllegalStateException("picocli fills this in before a command runs");
        }
        return command;
    }
}
