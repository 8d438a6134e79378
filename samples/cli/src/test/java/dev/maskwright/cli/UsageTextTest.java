package dev.maskwright.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** Keeps the help that the launcher prints without Java what Java would print; {@code -Dusage.write=true} writes it. */
final class UsageTextTest {

    private static final Path FOLDER = Run.ROOT.resolve("docs/reference/commands");
    private static final int COLUMNS = 100;

    @Test
    void helpOfTheLauncherIsThatOfTheCommands() throws IOException {
        Map<String, String> expected = usages();
        if (Boolean.getBoolean("usage.write")) {
            write(expected);
        }
        assertEquals(
                String.join("\n", expected.values()),
                String.join("\n", written().values()),
                "docs/reference/commands is not what the commands say; write it by: mvn -pl"
                        + " samples/cli -am test -Dtest=UsageTextTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Dusage.write=true");
    }

    /** By the names of their files. */
    private static Map<String, String> usages() {
        CommandLine commands = Main.commandLine().setUsageHelpAutoWidth(false).setUsageHelpWidth(COLUMNS);
        Map<String, String> usages = new TreeMap<>();
        usages.put("maskwright.txt", commands.getUsageMessage(Ansi.OFF));
        commands.getSubcommands().forEach((name, command) -> {
            usages.put(name + ".txt", command.getUsageMessage(Ansi.OFF));
            command.getSubcommands()
                    .forEach((inner, sub) -> usages.put(name + "-" + inner + ".txt", sub.getUsageMessage(Ansi.OFF)));
        });
        return usages;
    }

    private static Map<String, String> written() throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.toList()) {
                texts.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return texts;
    }

    private static void write(Map<String, String> usages) throws IOException {
        Files.createDirectories(FOLDER);
        for (String stale : written().keySet()) {
            Files.delete(FOLDER.resolve(stale));
        }
        for (Map.Entry<String, String> usage : usages.entrySet()) {
            Files.writeString(FOLDER.resolve(usage.getKey()), usage.getValue());
        }
    }
}
