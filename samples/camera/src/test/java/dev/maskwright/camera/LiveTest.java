package dev.maskwright.camera;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.Options;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.VideoOptions;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.geometry.Point;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.sdk.image.MjpegStream;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked
@Timeout(90)
class LiveTest {

    private static final Path MODEL = Videos.HOME.resolve("models/trained/interiors-edgefpn-lite0-int8.onnx");

    @TempDir
    Path folder;

    private final List<String> words = Collections.synchronizedList(new ArrayList<>());

    /** From a video of a sample picture to what a browser gets and a file holds. */
    @Test
    void aVideoIsSegmentedCountedAndShown() throws Exception {
        Videos.assumeFfmpeg();
        Path video = Videos.pan(folder.resolve("room.mkv"), 640, 480, 60);
        Path written = folder.resolve("out.mp4");
        CountOptions counted =
                CountOptions.of(List.of(new CountedLine("door", new Point(0.5, 0), new Point(0.5, 1))), List.of());
        LiveOptions options = LiveOptions.defaults()
                .withVideo(VideoOptions.eachFrame()
                        .withSteady(Duration.ofMillis(200))
                        .withChangesOnly(Duration.ofSeconds(2)))
                .withCounted(counted);
        LiveFigures figures;
        byte[] plain;
        CompletableFuture<byte[]> seen;
        try (Segmenter segmenter = Segmenter.open(MODEL, Options.defaults().withThreads(1));
                Camera camera =
                        Camera.open(CameraSource.parse(video.toString()), CameraOptions.defaults(), words::add);
                BrowserView browser = BrowserView.open(0);
                VideoFile file = VideoFile.of(written, "ffmpeg", words::add)) {
            String address = "http://localhost:%d/".formatted(browser.port());
            seen = CompletableFuture.supplyAsync(() -> firstOf(address + "video"));
            Live live = new Live(camera, segmenter, options, List.of(browser, file), words::add);
            figures = live.run();
            plain = URI.create(address).toURL().openStream().readAllBytes();
        }
        assertEquals(60, figures.camera().frames());
        assertTrue(figures.shown() > 0, figures.toString()); // how many, the machine's load says
        assertEquals(
                60,
                figures.loop().masked()
                        + figures.loop().dropped()
                        + figures.camera().dropped());
        assertEquals(figures.loop().masked(), figures.shown() + figures.notShown());
        assertEquals(0, figures.failed());
        assertTrue(figures.counts().isPresent());
        assertTrue(new String(plain, java.nio.charset.StandardCharsets.UTF_8).contains("<img src=\"/video\""));

        byte[] jpeg = seen.get();
        Files.createDirectories(Path.of("target/live"));
        Files.write(Path.of("target/live/browser.jpg"), jpeg); // to be looked at
        Frame picture = ImageFiles.decode(jpeg, "picture");
        assertEquals(640, picture.width());
        assertEquals(480, picture.height());

        try (Camera back = Camera.open(
                new CameraSource("written", List.of("-i", written.toString()), false),
                CameraOptions.defaults(),
                words::add)) {
            for (var next = back.next(); next.isPresent(); next = back.next()) {
                assertEquals(640, next.get().frame().width());
                next.get().close();
            }
            assertEquals(figures.shown(), back.figures().frames());
        }
    }

    private static byte[] firstOf(String address) {
        try (MjpegStream stream = new MjpegStream(URI.create(address).toURL().openStream())) {
            return stream.nextPicture().orElseThrow();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aWatcherIsAnsweredBeforeThereIsAPicture() throws IOException {
        try (BrowserView browser = BrowserView.open(0)) {
            var video = URI.create("http://localhost:%d/video".formatted(browser.port()))
                    .toURL()
                    .openConnection();
            video.setReadTimeout(20_000);
            assertEquals("multipart/x-mixed-replace; boundary=picture", video.getContentType());
        }
    }

    @Test
    void aClassThatTheModelLacksIsRefused() throws IOException {
        CountOptions cars = CountOptions.of(
                        List.of(new CountedLine("door", new Point(0.5, 0), new Point(0.5, 1))), List.of())
                .withClasses(List.of("car"));
        Path any = Files.write(folder.resolve("any.mp4"), new byte[1]);
        try (Segmenter segmenter = Segmenter.open(MODEL);
                Camera camera = Camera.open(CameraSource.parse(any.toString()), CameraOptions.defaults(), words::add)) {
            LiveOptions options = LiveOptions.defaults().withCounted(cars);
            String message = assertThrows(
                            IllegalArgumentException.class,
                            () -> new Live(camera, segmenter, options, List.of(), words::add))
                    .getMessage();
            assertTrue(message.startsWith("the model has no class called car; it has sofa"), message);
        }
    }

    @Test
    void aSinkThatFailsLeavesTheOthersAlone() throws Exception {
        Videos.assumeFfmpeg();
        Path video = Videos.pan(folder.resolve("room.mkv"), 160, 120, 20);
        List<Integer> widths = new ArrayList<>();
        PictureSink good = new PictureSink() {
            @Override
            public void show(BufferedImage picture) {
                widths.add(picture.getWidth());
            }

            @Override
            public void close() {}
        };
        PictureSink bad = new PictureSink() {
            @Override
            public void show(BufferedImage picture) throws IOException {
                throw new IOException("the disk is full");
            }

            @Override
            public void close() {
                words.add("closed");
            }
        };
        PictureSink broken = new PictureSink() {
            @Override
            public void show(BufferedImage picture) {
                throw new IllegalStateException("no screen");
            }

            @Override
            public void close() {}
        };
        try (Segmenter segmenter = Segmenter.open(MODEL, Options.defaults().withThreads(1));
                Camera camera =
                        Camera.open(CameraSource.parse(video.toString()), CameraOptions.defaults(), words::add)) {
            LiveFigures figures =
                    new Live(camera, segmenter, LiveOptions.defaults(), List.of(bad, broken, good), words::add).run();
            assertEquals(figures.shown(), widths.size());
            assertNotEquals(0, widths.size());
        }
        assertEquals(
                List.of("the disk is full", "closed", "a view has failed: java.lang.IllegalStateException: no screen"),
                words);
    }

    @Test
    void aFileThatIsThereIsNotWrittenOver() throws IOException {
        Path file = Files.write(folder.resolve("out.mp4"), new byte[1]);
        assertTrue(assertThrows(IOException.class, () -> VideoFile.of(file, "ffmpeg", words::add))
                .getMessage()
                .contains("already exists"));
        assertThrows(IOException.class, () -> VideoFile.of(folder.resolve("none/out.mp4"), "ffmpeg", words::add));
    }

    @Test
    void picturesOfAnotherSizeBeginAFileThatIsNew() throws Exception {
        Videos.assumeFfmpeg();
        Path first = folder.resolve("out.mp4");
        Path old = Files.writeString(folder.resolve("out-2.mp4"), "of another day");
        try (VideoFile file = VideoFile.of(first, "ffmpeg", words::add)) {
            for (int i = 0; i < 12; i++) {
                boolean isLarge = i < 5;
                file.show(new BufferedImage(isLarge ? 320 : 160, isLarge ? 240 : 120, BufferedImage.TYPE_3BYTE_BGR));
            }
            assertEquals(List.of(first, folder.resolve("out-3.mp4")), file.files());
        }
        assertEquals("of another day", Files.readString(old));
        assertEquals(5, frames(first));
        assertEquals(7, frames(folder.resolve("out-3.mp4")));
        assertEquals(List.of(), words);
    }

    /** After a pause, ffmpeg's variable rate left out the second of two pictures. */
    @Test
    void picturesRightAfterOthersAreWritten() throws Exception {
        Videos.assumeFfmpeg();
        Path file = folder.resolve("out.mp4");
        int bursts = 15;
        try (VideoFile video = VideoFile.of(file, "ffmpeg", words::add)) {
            for (int i = 0; i < bursts; i++) {
                for (int j = 0; j < 3; j++) {
                    video.show(new BufferedImage(320, 240, BufferedImage.TYPE_3BYTE_BGR));
                }
                Thread.sleep(50);
            }
        }
        assertEquals(3L * bursts, frames(file));
        assertEquals(List.of(), words);
    }

    private long frames(Path video) throws IOException, InterruptedException {
        CameraSource source = new CameraSource(video.toString(), List.of("-i", video.toString()), false);
        try (Camera camera = Camera.open(source, CameraOptions.defaults(), words::add)) {
            for (var next = camera.next(); next.isPresent(); next = camera.next()) {
                next.get().close();
            }
            return camera.figures().frames();
        }
    }

    @Test
    void aFileThatIsNotWholeIsTold() throws Exception {
        Videos.assumeFfmpeg();
        Path file = folder.resolve("out.unknown");
        try (VideoFile video = VideoFile.of(file, "ffmpeg", words::add)) {
            video.show(new BufferedImage(32, 32, BufferedImage.TYPE_3BYTE_BGR)); // which fits into the pipe
        } catch (IOException e) {
            words.add(e.getMessage()); // it ended before
        }
        assertEquals(1, words.size(), words.toString());
        assertTrue(words.get(0).contains("Unable to find a suitable output format"), words.toString());
    }
}
