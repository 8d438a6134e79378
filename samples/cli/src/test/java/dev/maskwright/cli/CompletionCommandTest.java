package dev.maskwright.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class CompletionCommandTest {

    /** Says what bash would offer for the last of some words. */
    private static final String ASK_BASH = """
            source "$0"
            COMP_WORDS=("$@")
            COMP_CWORD=$(($# - 1))
            COMP_LINE="$*"
            COMP_POINT=${#COMP_LINE}
            "$(complete -p maskwright | sed 's/.*-F \\([^ ]*\\).*/\\1/')" maskwright "${COMP_WORDS[COMP_CWORD]}" "" \
                2>/dev/null # compopt complains that nobody completes
            printf '%s\\n' "${COMPREPLY[@]}"
            """;

    @Test
    void bashCompletesCommandsAndOptions(@TempDir Path folder) throws Exception {
        assumeTrue(Programs.run("bash", "--version"), "there is no bash");
        Path script = Files.writeString(
                folder.resolve("completion.bash"), Run.of("completion", "bash").out());
        assertEquals(List.of("quantize"), ask("bash", ASK_BASH, script, "maskwright", "qua"));
        assertEquals(List.of("--calibration"), ask("bash", ASK_BASH, script, "maskwright", "quantize", "--cal"));
    }

    @Test
    void zshReadsTheSameScript() {
        assertEquals(
                Run.of("completion", "bash").out(), Run.of("completion", "zsh").out());
    }

    @Test
    void fishHasALineForEachCommandAndOption() {
        List<String> lines = Run.of("completion", "fish").out().lines().toList();
        assertTrue(
                lines.contains("complete -c maskwright -n '__fish_use_subcommand' -f -a 'doctor' "
                        + "-d 'Show what this machine can run and, for each problem, what to do'"),
                lines.toString());
        assertTrue(
                lines.stream()
                        .anyMatch(line ->
                                line.startsWith("complete -c maskwright -n '__fish_seen_subcommand_from export' "
                                        + "-l form -x -a 'pixels logits tensor'")),
                lines.toString());
        assertTrue(
                lines.contains(
                        "complete -c maskwright -n '__fish_seen_subcommand_from completion' -f -a 'bash zsh fish'"),
                lines.toString());
    }

    @Test
    void fishCompletesCommandsAndOptions(@TempDir Path folder) throws Exception {
        assumeTrue(Programs.run("fish", "--version"), "there is no fish");
        Path script = Files.writeString(
                folder.resolve("maskwright.fish"), Run.of("completion", "fish").out());
        String ask = "source $argv[1]; complete -C \"$argv[2]\"";
        assertTrue(ask("fish", ask, script, "maskwright qua").get(0).startsWith("quantize\t"));
        assertTrue(ask("fish", ask, script, "maskwright quantize --cal").get(0).startsWith("--calibration\t"));
    }

    private static List<String> ask(String shell, String program, Path script, String... words)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(shell, "-c", program, script.toString()));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output.lines().toList();
    }
}
