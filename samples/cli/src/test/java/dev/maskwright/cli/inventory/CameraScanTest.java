package dev.maskwright.cli.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpServer;
import dev.maskwright.cli.Main;
import dev.maskwright.cli.Programs;
import dev.maskwright.cli.Run;
import dev.maskwright.cli.terminal.ExitCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Shelves that a camera looks at: a real ffmpeg, and videos made of sample pictures. */
@NullUnmarked
@Timeout(120)
final class CameraScanTest {

    private static final Path MODEL = Run.ROOT.resolve("models/trained/interiors-edgefpn-lite0-int8.onnx");

    @TempDir
    private Path folder;

    @BeforeEach
    void assumeFfmpeg() throws InterruptedException {
        assumeTrue(Programs.run("ffmpeg", "-version"), "ffmpeg is not installed: scans of cameras are not tested");
    }

    private List<String> scan(Object... words) {
        List<String> all = new ArrayList<>(List.of("inventory", "scan"));
        for (Object word : words) {
            all.add(word.toString());
        }
        all.addAll(List.of("--model", MODEL.toAbsolutePath().normalize().toString(), "--shelf", "corner"));
        all.addAll(List.of("--database", folder.resolve("shop.db").toString()));
        return all;
    }

    /** Some seconds of one sample picture, and then of another. */
    private Path video(String name, int seconds, String first, String second) throws IOException, InterruptedException {
        Path file = folder.resolve(name);
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-v", "error", "-nostdin"));
        for (String picture : List.of(first, second)) {
            Path sample = Run.ROOT.resolve("samples/images").resolve(picture);
            command.addAll(List.of("-loop", "1", "-framerate", "10", "-t", "" + seconds, "-i", sample.toString()));
        }
        command.addAll(List.of("-filter_complex", "[0]scale=480:360[a];[1]scale=480:360[b];[a][b]concat=n=2:v=1"));
        command.addAll(List.of("-pix_fmt", "yuvj420p", "-q:v", "3", file.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return file;
    }

    @Test
    void whatChangesBeforeACameraIsSaid() throws Exception {
        Path video = video("shelf.mkv", 3, "red-sofa.jpg", "bed.jpg");
        Run run = Run.of(scan("--camera", video, "--each", "0.4", "--vanish-after", "1", "--json")
                .toArray());
        assertEquals(ExitCode.DONE, run.exitCode(), run.toString());
        JsonObject json = JsonParser.parseString(run.out()).getAsJsonObject();
        int recorded = json.get("recorded").getAsInt();
        assertTrue(recorded >= 2 && recorded <= 16, "6 s, each 0.4 s: " + run);
        assertTrue(run.err().contains(video + " at 20"), run.err());
        assertTrue(run.err().contains(", the first scan"), run.err());
        int vanished = run.err().indexOf("sofa vanished (");
        assertTrue(vanished > 0, run.err());
        for (JsonElement picture : json.getAsJsonArray("pictures")) {
            assertEquals("recorded", picture.getAsJsonObject().get("state").getAsString());
        }
    }

    /** A camera that hangs up after each of its clips, and has another picture the next time. */
    @Test
    void aCameraThatVanishesIsToldAndOpenedAgain() throws Exception {
        byte[] clip = Files.readAllBytes(video("clip.mjpeg", 1, "red-sofa.jpg", "red-sofa.jpg"));
        AtomicInteger visits = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            visits.incrementAndGet();
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(clip);
            exchange.close();
        });
        server.start();
        try {
            String address = "http://user:se@cret@localhost:%d/video.mjpeg"
                    .formatted(server.getAddress().getPort());
            Run run = Run.of(
                    scan("--camera", address, "--each", "2", "--scans", "2").toArray());
            assertEquals(ExitCode.DONE, run.exitCode(), run.toString());
            assertTrue(run.out().contains("2 pictures recorded"), run.out());
            assertTrue(run.err().contains("opened again in 0.5 s"), run.err());
            assertTrue(!run.toString().contains("cret"), run.toString());
            assertTrue(visits.get() >= 2, run.toString());
        } finally {
            server.stop(0);
        }
        Run gone = Run.of(
                scan("--camera", "rtsp://127.0.0.1:9/none", "--give-up", "0.6").toArray());
        assertEquals(ExitCode.COULD_NOT_RUN, gone.exitCode(), gone.toString());
        assertTrue(gone.err().contains("refused"), gone.err());
    }

    @Test
    void aSignalEndsItAndNothingIsLost() throws Exception {
        assumeFalse(System.getProperty("os.name").startsWith("Windows"), "there is no kill");
        Path video = video("shelf.mkv", 30, "red-sofa.jpg", "red-sofa.jpg");
        Path errors = folder.resolve("errors.txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(scan("--camera", video, "--each", "600"));
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
            String first = said.readLine();
            assertTrue(first != null && first.contains("the first scan"), first + Files.readString(errors));
            new ProcessBuilder("kill", "-TERM", Long.toString(process.pid()))
                    .start()
                    .waitFor();
            String rest = said.lines().collect(Collectors.joining("\n"));
            assertEquals(ExitCode.DONE, process.waitFor(), rest + Files.readString(errors));
            assertTrue(rest.contains("1 picture recorded"), rest);
            assertTrue(Files.readString(errors).contains("stopping after the picture in progress"), rest);
        } finally {
            process.destroyForcibly();
        }
    }
}
