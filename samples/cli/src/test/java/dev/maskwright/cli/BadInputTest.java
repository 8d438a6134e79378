package dev.maskwright.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.cli.terminal.Faults;
import dev.maskwright.cli.terminal.Printable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What commands say, and how they end, where an input is worse than wrong. */
@Timeout(60)
class BadInputTest {

    private static final Path MODEL = Run.ROOT.resolve("models/trained/interiors-edgefpn-lite0-int8.onnx");

    private final Path folder;

    BadInputTest(@TempDir Path folder) {
        this.folder = folder;
    }

    /** A command that ends in whatever it is given. */
    @Command(name = "falls", subcommands = Deeper.class)
    static final class Falling implements Callable<Integer> {

        private final Error fault;

        Falling(Error fault) {
            this.fault = fault;
        }

        @Override
        public Integer call() {
            throw fault;
        }
    }

    /** A command of that command. */
    @Command(name = "deeper")
    static final class Deeper implements Callable<Integer> {

        @Override
        public Integer call() {
            throw new StackOverflowError();
        }
    }

    @Test
    void errorsHaveAnAnswerAndTheExitCodeOfWhatCouldNotRun() {
        assertFalls(new OutOfMemoryError("Java heap space"), "not enough memory (Java may use ");
        assertFalls(new NoClassDefFoundError("a/B"), "unexpected java.lang.NoClassDefFoundError: a/B; run it again");
        assertFalls(new AssertionError("no"), "something is nested too deeply to be read", "deeper");
    }

    private static void assertFalls(Error fault, String message, String... arguments) {
        StringWriter err = new StringWriter();
        CommandLine commands = CommandLines.of(new Falling(fault));
        commands.setErr(new PrintWriter(err));
        assertEquals(ExitCode.COULD_NOT_RUN, commands.execute(arguments), err.toString());
        assertTrue(err.toString().startsWith(message), err.toString());
        assertEquals(1, err.toString().lines().count(), err.toString());
    }

    @Test
    void recipesThatNobodyNeedsAreRefusedByName() throws IOException {
        assertRefused("loss: &a [*a]", "more than 32 levels");
        assertRefused("[".repeat(20_000) + "]".repeat(20_000), "more than 32 levels");
        String ten = "x,x,x,x,x,x,x,x,x,x";
        assertRefused(
                "a: &a [%s]\nb: &b [%s]\nc: &c [%s]\nd: &d [%s]\ne: [%s]"
                        .formatted(
                                ten,
                                ten.replace("x", "*a"),
                                ten.replace("x", "*b"),
                                ten.replace("x", "*c"),
                                ten.replace("x", "*d")),
                "more than 10000 values");
        assertRefused("epochs: .nan", "'epochs' is NaN");
        assertRefused("optimizer: {learningRate: 1e400}", "'optimizer.learningRate' is Infinity");
        assertRefused("epochs: " + "9".repeat(1_000_000), "400 digits");
        assertRefused("[1, 2]", "a recipe must be a mapping of keys to values");
        assertRefused("x: " + "y".repeat(10_000), "no setting is called 'x'");
        assertRefused("architecture: für".getBytes(StandardCharsets.ISO_8859_1), "byte 15 is not valid UTF-8");
    }

    private void assertRefused(String yaml, String message) throws IOException {
        assertRefused(yaml.getBytes(StandardCharsets.UTF_8), message);
    }

    private void assertRefused(byte[] yaml, String message) throws IOException {
        Path recipe = Files.write(folder.resolve("r.yaml"), yaml);
        Run run = Run.of("augment", "--data", Run.DATA, "--recipe", recipe, "--output", folder.resolve("x.png"));
        assertTrue(run.exitCode() == ExitCode.WRONG_USAGE || run.exitCode() == ExitCode.COULD_NOT_RUN, run.toString());
        assertTrue(run.err().startsWith(recipe.toString()), run.toString());
        assertTrue(run.err().contains(message), run.toString());
        assertEquals(1, run.err().lines().count(), run.toString());
        assertTrue(run.err().length() < 1000, run.toString());
    }

    @Test
    void controlCharactersNeverReachATerminal() throws IOException {
        String name = "a\u001b[2J\u0007\u009b\u202e.jpg";
        Path file = Files.writeString(folder.resolve(name), "no picture\u001b]0;title\u0007");
        Run run = Run.of("segment", file, "--model", MODEL, "--output", folder.resolve("out"));
        assertEquals(ExitCode.SOME_FAILED, run.exitCode(), run.toString());
        assertTrue(run.err().contains("a\\u001b[2J\\u0007\\u009b\\u202e.jpg: "), run.toString());
        assertPrintable(run.out() + run.err());

        Run json = Run.of("segment", file, "--model", MODEL, "--output", folder.resolve("out"), "--json");
        assertPrintable(json.out() + json.err());
        assertTrue(JsonParser.parseString(json.out()).isJsonObject(), json.out());

        assertPrintable(Run.of("segment\u001b[31m").err());
        assertPrintable(Run.of("segment", "x", "--\u001b[31m").err());
        assertPrintable(
                Run.of("augment", "--data", "\u001b[31m", "--output", "x.png").err());
    }

    private static void assertPrintable(String text) {
        assertFalse(
                text.chars().anyMatch(c -> (c < ' ' && c != '\n') || (c >= 0x7f && c <= 0x9f) || c == 0x202e),
                () -> Printable.lines(text));
    }

    @Test
    void linesStayLines() {
        assertEquals("a\n\tb\r\nc\\u000dd", Printable.lines("a\n\tb\r\nc\rd"));
        assertEquals("a b", Faults.oneLine(new IOException("a\r\n  b")));
        assertEquals("a\\u0000b", Faults.oneLine(new IOException("a\0b")));
    }

    @Test
    void aFolderInTheWayOfAFileIsNamed() {
        assertEquals(
                "report.html: a folder, but a file is to be written there; move it, or choose another path",
                Faults.oneLine(new DirectoryNotEmptyException("report.html")));
        assertEquals(
                "a.png: Is a directory; check disk and permissions",
                Faults.oneLine(new FileSystemException("a.png.1.part", "a.png", "Is a directory")));
    }

    /** Before any work: some commands would find it when all is done, and some readers do not say which file. */
    @Test
    void aFolderInThePlaceOfAFileIsRefusedAtOnceAndSoTheOtherWayRound() throws IOException {
        Path file = Files.writeString(folder.resolve("file.onnx"), "x");
        assertEquals(
                "--recipe %s: a folder, but a file is expected here; name the file itself%n".formatted(folder),
                refused("train", "--data", Run.DATA, "--output", folder.resolve("out"), "--recipe", folder));
        assertEquals(
                "--output %s: a folder, but a file is expected here; name the file itself%n".formatted(folder),
                refused("quantize", "--model", MODEL, "--calibration", Run.DATA, "--output", folder));
        assertEquals(
                "--data %s: a file, but a folder is expected here; name a folder, such as the one that it is in%n"
                        .formatted(file),
                refused("lint", "--data", file));
        for (String command : new String[] {"inspect", "verify", "bench", "card"}) {
            assertTrue(refused(command, "--model", folder).startsWith("--model " + folder + ": a folder"), command);
        }
        assertTrue(refused("compare", "--with", folder, file).startsWith("--with " + folder + ": a folder"));
        assertTrue(refused("segment", "--from-list", folder, "--output", folder).startsWith("--from-list " + folder));
        assertTrue(refused("inventory", "coach", folder).startsWith(folder + ": a folder"));
    }

    /** {@code card --overwrite} took a model for the card that it may replace. */
    @Test
    void whatIsReadIsNotWrittenOver() throws IOException {
        Path model = Files.copy(MODEL, folder.resolve("model.onnx"));
        Path link = Files.createSymbolicLink(folder.resolve("link.onnx"), model);
        byte[] before = Files.readAllBytes(model);
        for (Object[] arguments : new Object[][] {
            {"card", "--model", model, "--overwrite", "--output", model},
            {"card", "--model", model, "--overwrite", "--output", link},
            {"card", "--model", model, "--picture", model, "--overlay", model},
            {"inspect", "--model", link, "--graph", model},
            {"bench", "--model", model, "--explain", model}
        }) {
            Run run = Run.of(arguments);
            assertEquals(ExitCode.WRONG_USAGE, run.exitCode(), run.toString());
            assertTrue(run.err().contains(" names the same file, which would be replaced; choose another"), run.err());
        }
        assertArrayEquals(before, Files.readAllBytes(model));
    }

    /** {@code lint --html} took the file that names the classes for a page. A page and a model may be written again. */
    @Test
    void filesOfAFolderThatIsReadAreNotWrittenOver() throws IOException {
        Path data = Files.createDirectory(folder.resolve("set"));
        Path classes = Files.writeString(data.resolve("classes.json"), "{}");
        Run run = Run.of("lint", "--data", data, "--html", classes);
        assertEquals(ExitCode.WRONG_USAGE, run.exitCode(), run.toString());
        assertTrue(run.err().contains(classes + ": a file of the folder that --data reads"), run.err());
        assertEquals("{}", Files.readString(classes));

        Path page = Files.writeString(data.resolve("lint.html"), "an earlier one");
        assertEquals(
                ExitCode.COULD_NOT_RUN,
                Run.of("lint", "--data", data, "--html", page).exitCode(),
                "empty, but read");
    }

    private static String refused(Object... arguments) {
        Run run = Run.of(arguments);
        assertEquals(ExitCode.COULD_NOT_RUN, run.exitCode(), run.toString());
        return run.err();
    }

    @Test
    void emptyPathsAreNotTheCurrentFolder() {
        Object[][] commands = {
            {"segment", MODEL, "--output", ""},
            {"segment", "", "--output", folder},
            {"train", "--data", "", "--output", folder},
            {"card", "--model", MODEL, "--output="},
            {"retrain", "--model", MODEL, "--corrections", Run.DATA, "--output", "x.onnx", "--replay", ""},
        };
        for (Object[] arguments : commands) {
            Run run = Run.of(arguments);
            assertEquals(ExitCode.WRONG_USAGE, run.exitCode(), run.toString());
            assertTrue(run.err().contains("is empty, but a file or folder is expected"), run.toString());
        }
    }

    @Test
    void namesThatAreTooLongForTheirResultsLeaveTheOthersAlone() throws IOException {
        Path pictures = Files.createDirectory(folder.resolve("in"));
        Path picture = Run.ROOT.resolve("samples/images/bed.jpg");
        String longest = "a".repeat(246) + ".jpg"; // and .json
        Files.copy(picture, pictures.resolve(longest));
        Files.copy(picture, pictures.resolve("b" + longest));
        Path out = folder.resolve("out");
        Run run = Run.of("segment", pictures, "--model", MODEL, "--output", out, "--coco");
        assertEquals(ExitCode.SOME_FAILED, run.exitCode(), run.toString());
        assertTrue(run.err().contains("longer than file systems allow, which is 255 bytes for each name"), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(Files.isRegularFile(out.resolve("masks").resolve(longest + ".png")));
        try (Stream<Path> files = Files.walk(out)) {
            assertTrue(files.noneMatch(file -> file.toString().endsWith(".part")
                    || file.getFileName().toString().startsWith("b")));
        }
    }

    @Test
    void numbersLookTheSameInEveryLocale() {
        Locale before = Locale.getDefault(Locale.Category.FORMAT);
        try {
            Locale.setDefault(Locale.Category.FORMAT, Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertEquals("\u0661", "%d".formatted(1));
            StringWriter out = new StringWriter();
            CommandLine commands = Main.commandLine();
            commands.setOut(new PrintWriter(out));
            assertEquals(ExitCode.DONE, CommandLines.run(commands, "architectures"));
            assertEquals("1,234.5", "%,.1f".formatted(1234.5));
            assertFalse(out.toString().chars().anyMatch(c -> c > 0x600 && Character.isDigit(c)), out.toString());
        } finally {
            Locale.setDefault(Locale.Category.FORMAT, before);
        }
    }
}
