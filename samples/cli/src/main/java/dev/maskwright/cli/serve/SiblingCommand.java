package dev.maskwright.cli.serve;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Another command of this installation, to be run in a separate process: with the same Java, files and Java options.
 */
final class SiblingCommand {

    /** Properties of this process only, such as the width of its terminal. */
    private static final Predicate<String> OWN = option -> option.startsWith("-Dmaskwright.columns=")
            || option.startsWith("-agent")
            || option.startsWith("-javaagent");

    private SiblingCommand() {}

    /**
     * The words to which its options are added.
     *
     * @param asker a command of the same installation
     * @return empty if the installation has no such command, as the one without the trainer has no {@code retrain}
     */
    static Optional<List<String>> find(CommandSpec asker, String name) {
        CommandSpec main = asker.root();
        if (!main.subcommands().containsKey(name)) {
            return Optional.empty();
        }
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(OWN.negate())
                .forEach(words::add);
        words.addAll(List.of("-cp", System.getProperty("java.class.path")));
        words.add(main.userObject().getClass().getName());
        words.add(name);
        return Optional.of(words);
    }
}
