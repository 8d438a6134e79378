package dev.maskwright.camera;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.maskwright.sdk.frame.Frame;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NullUnmarked
@Timeout(60)
class CameraTest {

    private static final CameraOptions OPTIONS = CameraOptions.defaults().withLongestPause(Duration.ofMillis(500));

    private final List<String> words = Collections.synchronizedList(new ArrayList<>());

    @TempDir
    Path folder;

    @Test
    void aFileGivesItsFramesAndEnds() throws Exception {
        Videos.assumeFfmpeg();
        Path video = Videos.pan(folder.resolve("room.mkv"), 320, 240, 12);
        try (Camera camera = Camera.open(CameraSource.parse(video.toString()), OPTIONS, words::add)) {
            int count = 0;
            for (Optional<CameraFrame> next = camera.next(); next.isPresent(); next = camera.next()) {
                try (CameraFrame frame = next.get()) {
                    count++;
                    assertEquals(320, frame.frame().width());
                    assertEquals(240, frame.frame().height());
                    assertTrue(brightness(frame.frame()) > 60, "a room in daylight");
                }
            }
            CameraFigures figures = camera.figures();
            assertEquals(12, figures.frames());
            assertEquals(12, count + figures.dropped());
            assertEquals(0, figures.reconnects());
            assertEquals(List.of(), words);
        }
    }

    /** Whoever asks late gets the newest frame, and those before it are counted. */
    @Test
    void theNewestFrameWins() throws Exception {
        Videos.assumeFfmpeg();
        Path video = Videos.pan(folder.resolve("room.mkv"), 160, 120, 10);
        Path lit = folder.resolve("lit.mkv"); // dark, but for the last frame
        Videos.run("-i", video.toString(), "-vf", "fade=in:start_frame=8:nb_frames=1", "-q:v", "3", lit.toString());
        CameraSource atOnce = new CameraSource("room", List.of("-i", lit.toString()), false);
        try (Camera camera = Camera.open(atOnce, OPTIONS, words::add)) {
            while (camera.figures().frames() < 10) {
                Thread.sleep(10);
            }
            try (CameraFrame last = camera.next().orElseThrow()) {
                assertEquals(160, last.frame().width());
                assertTrue(brightness(last.frame()) > 60, "brightness " + brightness(last.frame()));
            }
            assertEquals(Optional.empty(), camera.next());
            assertEquals(9, camera.figures().dropped());
        }
    }

    /** A camera over HTTP that hangs up after each of its clips. */
    @Test
    void aCameraThatIsLostIsOpenedAgain() throws Exception {
        Videos.assumeFfmpeg();
        byte[] clip = Files.readAllBytes(Videos.pan(folder.resolve("room.mjpeg"), 160, 120, 5));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "video/x-motion-jpeg");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(clip);
            exchange.close();
        });
        server.start();
        String address = "http://user:secret@localhost:%d/video.mjpeg"
                .formatted(server.getAddress().getPort());
        try (Camera camera = Camera.open(CameraSource.parse(address), OPTIONS, words::add)) {
            while (camera.figures().reconnects() < 2 || camera.figures().frames() < 11) {
                camera.next().orElseThrow().close();
            }
            assertTrue(words.get(0).contains("the stream ended; opened again in 0.5 s"), words.toString());
            assertTrue(words.stream().noneMatch(line -> line.contains("secret")), words.toString());
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aCameraThatComesBackWithAnotherSizeIsCounted() throws Exception {
        Videos.assumeFfmpeg();
        byte[] large = Files.readAllBytes(Videos.pan(folder.resolve("large.mjpeg"), 160, 120, 5));
        byte[] small = Files.readAllBytes(Videos.pan(folder.resolve("small.mjpeg"), 96, 64, 5));
        AtomicInteger visits = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(visits.getAndIncrement() == 0 ? large : small);
            exchange.close();
        });
        server.start();
        String address =
                "http://localhost:%d/video.mjpeg".formatted(server.getAddress().getPort());
        try (Camera camera = Camera.open(CameraSource.parse(address), OPTIONS, words::add)) {
            while (camera.figures().reconnects() < 2) {
                camera.next().orElseThrow().close();
            }
            assertEquals(1, camera.figures().sizeChanges());
            assertTrue(words.contains(address + ": its pictures have changed from 160x120 to 96x64"), words.toString());
        } finally {
            server.stop(0);
        }
    }

    /** Whoever waits for a frame learns of it, whatever goes wrong. */
    @Test
    void aFaultOfTheProgramEndsTheCamera() {
        CameraSource live = new CameraSource("camera", List.of("-i", "any"), true);
        CameraOptions absent = OPTIONS.withProgram("ffmpeg-that-is-not-there");
        try (Camera camera = Camera.open(live, absent, line -> {
            throw new IllegalStateException("nobody reads this");
        })) {
            IOException fault = assertThrows(IOException.class, camera::next);
            assertEquals(
                    "camera: it cannot be read any further: java.lang.IllegalStateException: nobody reads this",
                    fault.getMessage());
        }
    }

    /** Before 5.1 it had no -fps_mode, and failed where it was told one. */
    @Test
    void anOlderFfmpegIsToldInItsOwnWords() throws Exception {
        Videos.assumeFfmpeg();
        Path video = Videos.pan(folder.resolve("room.mkv"), 160, 120, 10);
        Path older = Files.writeString(folder.resolve("older"), """
                #!/bin/sh
                case "$*" in
                  *"-h long"*) echo "-vsync   set video sync method" ;;
                  *-fps_mode*) echo "Unrecognized option 'fps_mode'." >&2; exit 1 ;;
                  *) exec ffmpeg "$@" ;;
                esac
                """);
        assumeTrue(older.toFile().setExecutable(true), "no shell scripts here");
        CameraOptions options = OPTIONS.withProgram(older.toString());
        try (Camera camera = Camera.open(CameraSource.parse(video.toString()), options, words::add);
                VideoFile file = VideoFile.of(folder.resolve("out.mp4"), older.toString(), words::add)) {
            for (Optional<CameraFrame> next = camera.next(); next.isPresent(); next = camera.next()) {
                next.get().close();
                file.show(new BufferedImage(160, 120, BufferedImage.TYPE_3BYTE_BGR));
            }
            assertEquals(10, camera.figures().frames());
        }
        assertTrue(Files.size(folder.resolve("out.mp4")) > 500);
        assertEquals(List.of(), words);
    }

    @ParameterizedTest
    @CsvSource({
        "rtsp://user:p@ss@host/a@b, rtsp://host/a@b",
        "http://host/video.cgi?user=a&pwd=secret&rate=5, http://host/video.cgi?user=a&pwd=***&rate=5",
        "[tcp @ 0x5] rtsp://user:p@ss@host/a: refused, [tcp @ 0x5] rtsp://host/a: refused"
    })
    void passwordsAreNotShown(String text, String shown) {
        assertEquals(shown, CameraSource.withoutSecrets(text));
        assertTrue(!refusal("rstp://user:p@ss@host/a").contains("ss@"), "a mistyped address");
    }

    @Test
    void aCameraThatFallsSilentIsOpenedAgain() throws Exception {
        Videos.assumeFfmpeg();
        byte[] clip = Files.readAllBytes(Videos.pan(folder.resolve("room.mjpeg"), 160, 120, 20));
        CountDownLatch over = new CountDownLatch(1);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(clip);
            exchange.getResponseBody().flush();
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        server.start();
        String address =
                "http://localhost:%d/video.mjpeg".formatted(server.getAddress().getPort());
        CameraOptions options = OPTIONS.withSilence(Duration.ofSeconds(2));
        try (Camera camera = Camera.open(CameraSource.parse(address), options, words::add)) {
            while (camera.figures().reconnects() < 1) { // ffmpeg waits for more before it gives any picture
                Thread.sleep(20);
            }
            assertTrue(words.toString().contains("no picture for 2 s"), words.toString());
        } finally {
            over.countDown();
            server.stop(0);
        }
    }

    @Test
    void aStreamThatChangesItsSizeGoesOn() throws Exception {
        Videos.assumeFfmpeg();
        Path video = folder.resolve("both.mjpeg");
        byte[] large = Files.readAllBytes(Videos.pan(folder.resolve("large.mjpeg"), 320, 240, 3));
        byte[] small = Files.readAllBytes(Videos.pan(folder.resolve("small.mjpeg"), 160, 90, 4));
        Files.write(video, large);
        Files.write(video, small, java.nio.file.StandardOpenOption.APPEND);
        CameraSource source = new CameraSource("both", List.of("-f", "mjpeg", "-i", video.toString()), false);
        try (Camera camera = Camera.open(source, OPTIONS, words::add)) {
            for (Optional<CameraFrame> next = camera.next(); next.isPresent(); next = camera.next()) {
                next.get().close();
            }
            assertEquals(7, camera.figures().frames());
            assertEquals(1, camera.figures().sizeChanges());
            assertEquals(
                    List.of("both: its pictures have changed from 320x240 to 160x90; they are"
                            + " scaled to the first size"),
                    words);
        }
    }

    @Test
    void whatCannotBeReadIsSaid() throws Exception {
        Videos.assumeFfmpeg();
        Path noise = Files.write(folder.resolve("noise.mp4"), new byte[5000]);
        try (Camera camera = Camera.open(CameraSource.parse(noise.toString()), OPTIONS, words::add)) {
            IOException fault = assertThrows(IOException.class, camera::next);
            assertTrue(fault.getMessage().startsWith(noise + ": ffmpeg could not read it: "), fault.getMessage());
        }
        CameraOptions absent = OPTIONS.withProgram("ffmpeg-that-is-not-there");
        try (Camera camera = Camera.open(CameraSource.parse(noise.toString()), absent, words::add)) {
            IOException fault = assertThrows(IOException.class, camera::next);
            assertTrue(fault.getMessage().contains("could not be started"), fault.getMessage());
        }
        CameraOptions patient = OPTIONS.withGiveUpAfter(Duration.ofSeconds(1));
        CameraSource nobody = CameraSource.parse("rtsp://127.0.0.1:9/none");
        try (Camera camera = Camera.open(nobody, patient, words::add)) {
            IOException fault = assertThrows(IOException.class, camera::next);
            assertTrue(fault.getMessage().contains("refused"), fault.getMessage());
            assertTrue(camera.figures().reconnects() >= 1);
        }
    }

    @Test
    void sourcesThatAreNoneAreRefused() {
        assertTrue(refusal("/dev/video77").contains("there is no such camera"));
        assertTrue(refusal("no-such-file.mp4").contains("neither a file"));
        assertTrue(refusal(folder.toString()).contains("neither a file"));
        assertThrows(IllegalArgumentException.class, () -> Camera.open(CameraSource.parse("-"), OPTIONS, words::add));
        assertThrows(IllegalArgumentException.class, () -> new CameraOptions.FrameSize(3, 2));
        assertThrows(IllegalArgumentException.class, () -> new CameraOptions.FrameSize(99_998, 99_998));
    }

    private static String refusal(String source) {
        return assertThrows(IllegalArgumentException.class, () -> CameraSource.parse(source))
                .getMessage();
    }

    @Test
    void rawFramesAreNv12() throws IOException {
        CameraOptions.FrameSize size = new CameraOptions.FrameSize(4, 2);
        byte[] two = new byte[24];
        java.util.Arrays.fill(two, 0, 8, (byte) 235);
        java.util.Arrays.fill(two, 8, 12, (byte) 128);
        FrameStream stream = new FrameStream(new ByteArrayInputStream(two), Optional.of(size));
        byte[] pixels = new byte[FrameStream.bytes(size)];
        assertTrue(stream.read(pixels));
        assertEquals(255, stream.frame(pixels, size).rgb()[0] & 0xff);
        assertTrue(stream.read(pixels));
        assertTrue(!stream.read(pixels), "the end");

        FrameStream cut = new FrameStream(new ByteArrayInputStream(two, 0, 17), Optional.of(size));
        assertTrue(cut.read(pixels));
        EOFException fault = assertThrows(EOFException.class, () -> cut.read(pixels));
        assertEquals("the stream ends within a frame: 5 of 12 bytes of it", fault.getMessage());
    }

    private static double brightness(Frame frame) {
        byte[] rgb = frame.rgb();
        long sum = 0;
        for (byte value : rgb) {
            sum += value & 0xff;
        }
        return (double) sum / rgb.length;
    }
}
