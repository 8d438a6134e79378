package dev.maskwright.cli.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Checks the file and folder arguments of all commands. The label in the help says which of the two is expected: DIR is
 * a folder, INPUT either, anything else a file. The wrong kind is rejected before a command starts, because some would
 * only notice it after minutes of work.
 */
public final class PathArguments {

    private static final Pattern FOLDER = Pattern.compile("\\bDIR\\b|\\bINPUT\\b");
    private static final Pattern ONLY_FOLDER = Pattern.compile("DIR(\\|(none|self))*");
    private static final Pattern PATH = Pattern.compile("\\b(DIR|FILE)\\b");

    /** Options for output files and folders. */
    private static final Set<String> WRITTEN =
            Set.of("--output", "--overlay", "--graph", "--html", "--explain", "--progress");

    /** Files in folders of data and checkpoints that only commands write. */
    private static final Pattern MADE_HERE = Pattern.compile("(?i)\\.(html|onnx)$");

    private PathArguments() {}

    /**
     * Checks the arguments of a command.
     *
     * @throws ParameterException if a path is empty, which would be the current folder, where results are not expected;
     *     or if output would replace input
     * @throws IOException if it is a file instead of a folder, or a folder instead of a file
     */
    public static void check(ParseResult parsed) throws IOException {
        for (ArgSpec argument : parsed.matchedArgs()) {
            List<Path> paths = paths(argument);
            if (paths.contains(Path.of(""))) {
                throw new ParameterException(
                        parsed.commandSpec().commandLine(),
                        "%s is empty, but a file or folder is expected; name one ('.' is this folder)"
                                .formatted(nameOf(argument)));
            }
            for (Path path : paths) {
                check(argument, path);
            }
        }
        for (ArgSpec argument : parsed.matchedArgs()) {
            if (argument instanceof OptionSpec option && WRITTEN.contains(option.longestName())) {
                requireOfItsOwn(option, parsed);
            }
        }
    }

    private static void requireOfItsOwn(OptionSpec written, ParseResult parsed) throws IOException {
        for (ArgSpec other : parsed.matchedArgs()) {
            for (Path file : other == written ? List.<Path>of() : paths(other)) {
                for (Path output : paths(written)) {
                    if (isOneOf(file, output) && !written.longestName().equals("--progress")) {
                        throw new ParameterException(
                                parsed.commandSpec().commandLine(),
                                ("%s %s: a file of the folder that %s reads, which would be"
                                                + " replaced; choose another, or delete it before")
                                        .formatted(written.longestName(), output, nameOf(other)));
                    }
                    if (Files.isRegularFile(output) && Files.exists(file) && Files.isSameFile(output, file)) {
                        throw new ParameterException(
                                parsed.commandSpec().commandLine(),
                                "%s %s: %s names the same file, which would be replaced; choose another"
                                        .formatted(written.longestName(), output, nameOf(other)));
                    }
                }
            }
        }
    }

    /** Whether an existing file is in a folder, and is not a page or model, which a second run may replace. */
    private static boolean isOneOf(Path folder, Path file) throws IOException {
        return Files.isDirectory(folder)
                && Files.isRegularFile(file)
                && !MADE_HERE.matcher(file.toString()).find()
                && file.toRealPath().startsWith(folder.toRealPath());
    }

    private static String nameOf(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private static List<Path> paths(ArgSpec argument) {
        Object value = argument.getValue();
        if (value instanceof String text && PATH.matcher(argument.paramLabel()).find()) {
            return List.of(Path.of(text)); // some also accept a word
        }
        Collection<?> values = value instanceof Collection<?> several ? several : List.of(value);
        return values.stream()
                .filter(Path.class::isInstance)
                .map(Path.class::cast)
                .toList();
    }

    private static void check(ArgSpec argument, Path path) throws IOException {
        String label = argument.paramLabel();
        if (Files.isDirectory(path) && !FOLDER.matcher(label).find()) {
            throw new IOException(
                    "%s: a folder, but a file is expected here; name the file itself".formatted(named(argument, path)));
        }
        if (Files.isRegularFile(path) && ONLY_FOLDER.matcher(label).matches()) {
            throw new IOException(
                    "%s: a file, but a folder is expected here; name a folder, such as the one that it is in"
                            .formatted(named(argument, path)));
        }
    }

    private static String named(ArgSpec argument, Path path) {
        return argument instanceof OptionSpec option ? option.longestName() + " " + path : path.toString();
    }
}
