package dev.maskwright.cli.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.maskwright.cli.Run;
import dev.maskwright.cli.terminal.ExitCode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands on shelves, with the shipped model. */
@NullUnmarked
final class InventoryCommandTest {

    private static final Path MODEL = Run.ROOT.resolve("models/trained/interiors-edgefpn-lite0-int8.onnx");
    private static final Path IMAGES = Run.ROOT.resolve("samples/images");

    @TempDir
    private Path folder;

    private Run run(Object... words) {
        List<Object> all = new ArrayList<>(List.of("inventory"));
        all.addAll(List.of(words));
        all.addAll(List.of("--database", folder.resolve("shop.db")));
        return Run.of(all.toArray());
    }

    private Run scan(Object... words) {
        List<Object> all = new ArrayList<>(List.of("scan"));
        all.addAll(List.of(words));
        all.addAll(List.of("--model", MODEL));
        return run(all.toArray());
    }

    @Test
    void aShelfIsScannedComparedWatchedAndReported() throws Exception {
        Run first = scan(IMAGES.resolve("red-sofa.jpg"), "--shelf", "corner");
        assertEquals(ExitCode.DONE, first.exitCode(), first.toString());
        assertTrue(first.out().contains(", the first scan"), first.out());
        Run set = run("limits", "--class", "sofa", "--shelf", "corner", "--least", "0.1", "--model", MODEL);
        assertEquals(ExitCode.DONE, set.exitCode(), set.toString());
        assertTrue(
                run("limits").out().contains("corner  sofa   share"),
                run("limits").out());
        Run counted = run("learn", "--count", "sofa=1", "--shelf", "corner", "--model", MODEL);
        assertEquals(ExitCode.DONE, counted.exitCode(), counted.toString());

        Run second = scan(
                IMAGES.resolve("bed.jpg"),
                IMAGES.resolve("red-sofa.jpg"),
                IMAGES.resolve("no.jpg"),
                "--shelf",
                "corner",
                "--vanish-after",
                "1",
                "--items",
                "--json");
        assertEquals(ExitCode.SOME_FAILED, second.exitCode(), second.toString());
        JsonObject json = JsonParser.parseString(second.out()).getAsJsonObject();
        assertEquals(1, json.get("recorded").getAsInt(), second.out());
        assertEquals(1, json.get("known").getAsInt());
        assertEquals(1, json.get("failed").getAsInt());
        assertEquals(1, json.get("alerts").getAsInt());
        assertTrue(second.err().contains("sofa vanished ("), second.err());
        assertTrue(second.err().contains("ALERT sofa is low: "), second.err());
        assertTrue(second.err().contains("no.jpg: there is no such file"), second.err());

        assertTrue(run("shelves").out().contains("corner"), run("shelves").out());
        assertTrue(
                run("history", "corner").out().contains("sofa vanished"),
                run("history", "corner").out());
        Run levels = run("history", "corner", "--class", "sofa");
        assertEquals(3, levels.out().lines().count(), levels.out());
        assertTrue(levels.out().contains("about 0"), levels.out());
        Run report = run("report", "--output", folder.resolve("out"));
        assertEquals(ExitCode.DONE, report.exitCode(), report.toString());
        assertTrue(Files.readString(folder.resolve("out/report.html")).contains("sofa vanished"));
        assertTrue(Files.exists(folder.resolve("out/report.csv")));
        assertTrue(Files.exists(folder.resolve("out/report.json")));
    }

    @Test
    void shelvesMayBeCalledAfterFolders() throws Exception {
        for (String name : new String[] {"bed", "armchair"}) {
            Path shelf = Files.createDirectories(folder.resolve("pictures").resolve(name));
            Files.copy(IMAGES.resolve(name + ".jpg"), shelf.resolve("1.jpg"));
        }
        Run run = scan(folder.resolve("pictures"), "--recursive", "--shelf-by-folder");
        assertEquals(ExitCode.DONE, run.exitCode(), run.toString());
        assertTrue(run.out().contains(": bed, "), run.out());
        assertTrue(run.out().contains(": armchair, "), run.out());
        Run unknown = scan(IMAGES.resolve("living-room.jpg"));
        assertEquals(ExitCode.SOME_FAILED, unknown.exitCode(), unknown.toString());
        assertTrue(unknown.out().contains("not sure which shelf this is ("), unknown.out());
    }

    @Test
    void theCoachSaysWhatToDo() {
        Path picture = IMAGES.resolve("bed.jpg");
        Run good = run("coach", picture);
        assertEquals(ExitCode.DONE, good.exitCode(), good.toString());
        Run bad = run("coach", picture, "--last", IMAGES.resolve("armchair.jpg"), "--least-brightness", "0.9");
        assertEquals(ExitCode.SOME_FAILED, bad.exitCode(), bad.toString());
        assertTrue(bad.out().contains("too dark (brightness 0.5"), bad.out());
        assertTrue(bad.out().contains("not the view of the last picture (overlap 0.00, at least 0.60)"), bad.out());
    }

    @Test
    void eventsOfAReceiverThatIsGoneWait() throws Exception {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        scan(IMAGES.resolve("red-sofa.jpg"), "--shelf", "corner");
        Run changed = scan(
                IMAGES.resolve("bed.jpg"),
                "--shelf",
                "corner",
                "--vanish-after",
                "1",
                "--webhook",
                "http://localhost:%d/hook".formatted(port));
        assertEquals(ExitCode.DONE, changed.exitCode(), changed.toString());
        assertTrue(
                changed.out().contains("waiting, for the next scan or inventory send"), "the scan stays: " + changed);
        Run sent = run("send", "--seconds", "1", "--json");
        assertEquals(ExitCode.SOME_FAILED, sent.exitCode(), sent.toString());
        JsonObject json = JsonParser.parseString(sent.out()).getAsJsonObject();
        assertTrue(json.get("waiting").getAsInt() > 0, sent.out());
        assertEquals(0, json.get("sent").getAsInt());
        assertTrue(sent.err().contains("localhost cannot be reached"), sent.err());
    }

    /** What is recorded stays recorded, and is said, where the outbox cannot be read. */
    @Test
    void aFaultOfTheOutboxEndsNoScan() throws Exception {
        scan(IMAGES.resolve("red-sofa.jpg"), "--shelf", "corner");
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("shop.db"))) {
            database.createStatement().execute("DROP TABLE outbox");
        }
        Run run = scan(IMAGES.resolve("bed.jpg"), "--shelf", "corner");
        assertEquals(ExitCode.DONE, run.exitCode(), run.toString());
        assertTrue(run.out().contains("1 picture recorded"), run.out());
        assertTrue(run.err().contains("no such table: outbox"), run.err());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            scan p.jpg --shelf a --shelf-by-folder            | --shelf names the shelf of all pictures
            scan p.jpg --tolerance 2                          | tolerances are 0..1, got 2.0 and 0.2
            scan p.jpg --vanish-after 0                       | missing in at least 1 scan
            scan p.jpg --keep-pictures 1                      | pictures of at least 2 scans are kept
            scan p.jpg --gap 3                                | a gap is 0..1 of the picture's longer side
            scan p.jpg --most-tilt 90                         | a tilt is 0..45 degrees, got 90.0
            scan p.jpg --webhook ftp://h                      | expected an address such as https://host
            scan p.jpg --mqtt mqtt://a:b@h                    | MASKWRIGHT_MQTT_PASSWORD
            scan p.jpg --topic a/+                            | --topic must not contain +
            scan                                              | name pictures, folders or a video
            scan p.jpg --each 5                               | --each, --scans, --size and --give-up go with --camera
            scan p.jpg --camera pom.xml                       | --camera supplies all pictures; leave out INPUT
            scan --camera pom.xml --shelf-by-folder           | --camera supplies all pictures; leave out INPUT
            scan --camera none.mp4                            | neither a file that can be read nor an address
            scan --camera -                                   | add --size WxH
            scan --camera - --scans 0                         | --scans must be at least 1
            coach p.jpg --shelf a --last b.jpg                | leave one out
            coach p.jpg --shelf nowhere                       | shelf 'nowhere' has no scan yet
            history nowhere                                   | has no scan of a shelf 'nowhere'
            limits --least 0.1                                | name it with --class
            limits --class sofa                               | give --least, --most
            limits --class sofas --least 0.1 --model %1$s       | has no class 'sofas' (did you mean 'sofa'?)
            learn --count sofa=1                              | name the shelf with --shelf
            report --output o --shelf nowhere                 | there is no shelf nowhere
            """)
    void wrongUseIsOneLineThatSaysWhatIsWrong(String words, String message) {
        Run run = run((Object[]) words.strip().formatted(MODEL).split(" "));
        assertEquals(ExitCode.WRONG_USAGE, run.exitCode(), run.toString());
        assertTrue(run.err().contains(message), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
    }

    @Test
    void withoutACommandThoseThatThereAreAreNamed() {
        Run run = Run.of("inventory");
        assertEquals(ExitCode.WRONG_USAGE, run.exitCode());
        assertTrue(
                run.err().contains("name what to do: scan, coach, shelves, history, limits, learn, report, send"),
                run.err());
    }
}
