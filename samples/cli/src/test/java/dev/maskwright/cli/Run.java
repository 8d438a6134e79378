package dev.maskwright.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** A command that was run in this process, and what came of it. */
public record Run(int exitCode, String out, String err) {

    /** The folder of the whole project. */
    public static final Path ROOT = Path.of("..", "..");

    /** Sixteen training and eight validation rows. */
    public static final Path DATA = ROOT.resolve("samples/data");

    public static Run of(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commands = Main.commandLine();
        commands.setOut(new PrintWriter(out));
        commands.setErr(new PrintWriter(err));
        int exitCode =
                commands.execute(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
        return new Run(exitCode, out.toString(), err.toString());
    }

    /** A command as the command line knows it. */
    public static CommandSpec command(String name) {
        return Objects.requireNonNull(Main.commandLine().getSubcommands().get(name))
                .getCommandSpec();
    }

    /** Everything, for messages of failed tests. */
    @Override
    public String toString() {
        return "exit code %d%nout:%n%s%nerr:%n%s".formatted(exitCode, out, err);
    }
}
