package dev.maskwright.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.sdk.image.MaskImages;
import dev.maskwright.sdk.image.MjpegStream;
import dev.maskwright.server.engine.Limits;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Frames that go on coming. */
final class StreamsTest {

    private static RunningServer server;
    private static Mask expected;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(RunningServer.options().withoutGrpc());
        try (Segmenter segmenter = Segmenter.open(RunningServer.MODEL)) {
            expected = segmenter.segment(RunningServer.frame());
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Keeps what comes: strings and bytes, whole. */
    private static final class Inbox implements WebSocket.Listener {

        private final BlockingQueue<Object> messages = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                messages.add(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            byte[] part = new byte[data.remaining()];
            data.get(part);
            bytes.writeBytes(part);
            if (last) {
                messages.add(bytes.toByteArray());
                bytes.reset();
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            messages.add(code);
            return null;
        }

        Object next() throws InterruptedException {
            return assertNotNullFrom(messages.poll(30, TimeUnit.SECONDS));
        }

        JsonObject json() throws InterruptedException {
            return JsonParser.parseString(String.valueOf(next())).getAsJsonObject();
        }
    }

    private static Object assertNotNullFrom(@Nullable Object message) {
        assertNotNull(message, "a message within 30 s");
        return message;
    }

    private static WebSocket connect(String query, Inbox inbox) {
        URI uri = URI.create(
                "ws://127.0.0.1:%d/v1/stream%s".formatted(server.server().port(), query));
        return server.client().newWebSocketBuilder().buildAsync(uri, inbox).join();
    }

    @Test
    void everyFrameIsAnswered() throws Exception {
        Inbox inbox = new Inbox();
        WebSocket socket = connect("", inbox);
        for (int i = 0; i < 3; i++) {
            socket.sendBinary(ByteBuffer.wrap(RunningServer.picture()), true).join();
            JsonObject figures = inbox.json();
            assertEquals(i, figures.get("frame").getAsInt());
            assertEquals(384, figures.get("width").getAsInt());
            assertTrue(figures.getAsJsonArray("classes").size() > 3, figures.toString());
            assertTrue(figures.getAsJsonObject("ms").get("run").getAsDouble() > 0);
            byte[] mask = (byte[]) inbox.next();
            assertArrayEquals(
                    expected.classIds(),
                    ImageFiles.decodeLabels(mask, "the mask").ids(),
                    "the network's own mask");
        }
        socket.sendBinary(ByteBuffer.wrap(new byte[] {1, 2}), true).join();
        JsonObject refused = inbox.json();
        assertEquals(422, refused.get("status").getAsInt());
        assertEquals(3, refused.get("frame").getAsInt());
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }

    /** Frames of cameras do not fit into the messages that Jetty takes unless it is told otherwise. */
    @Test
    void largeFramesAreAnswered() throws Exception {
        BufferedImage noise = new BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(4);
        for (int i = 0; i < 640 * 480; i++) {
            noise.setRGB(i % 640, i / 640, random.nextInt(1 << 24));
        }
        byte[] jpeg = MaskImages.jpeg(noise);
        assertTrue(jpeg.length > 100_000, jpeg.length + " bytes");
        Inbox inbox = new Inbox();
        WebSocket socket = connect("?as=figures", inbox);
        socket.sendBinary(ByteBuffer.wrap(jpeg), true).join();
        assertEquals(640, inbox.json().get("width").getAsInt());
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }

    /** Ten frames at once: the last is among the answers, most others are not. */
    @Test
    void newestFrameWins() throws Exception {
        Inbox inbox = new Inbox();
        WebSocket socket = connect("?as=figures", inbox);
        for (int i = 0; i < 10; i++) {
            socket.sendBinary(ByteBuffer.wrap(RunningServer.picture()), true).join();
        }
        int answers = 0;
        int frame = -1;
        while (frame < 9) {
            frame = inbox.json().get("frame").getAsInt();
            answers++;
        }
        assertTrue(answers < 10, answers + " answers");
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }

    @Test
    void wrongWishesEndTheConnection() throws Exception {
        Inbox inbox = new Inbox();
        connect("?as=svg", inbox);
        assertEquals(400, inbox.json().get("status").getAsInt());
        assertEquals(1008, inbox.next());
        Inbox second = new Inbox();
        connect("?publish=../x", second);
        assertEquals(400, second.json().get("status").getAsInt());
    }

    @Test
    void otherSitesCannotConnect() {
        URI uri = URI.create(
                "ws://127.0.0.1:%d/v1/stream".formatted(server.server().port()));
        CompletableFuture<WebSocket> refused = server.client()
                .newWebSocketBuilder()
                .header("Origin", "https://evil.example")
                .buildAsync(uri, new Inbox());
        assertTrue(refused.handle((socket, fault) -> fault != null).join());
    }

    @Test
    void socketsBringTheTokenAsAProtocol() throws Exception {
        try (RunningServer closed =
                RunningServer.start(RunningServer.options().withoutGrpc().withToken("s3cret"))) {
            URI uri = URI.create(
                    "ws://127.0.0.1:%d/v1/stream".formatted(closed.server().port()));
            assertTrue(closed.client()
                    .newWebSocketBuilder()
                    .buildAsync(uri, new Inbox())
                    .handle((socket, fault) -> fault != null)
                    .join());
            WebSocket socket = closed.client()
                    .newWebSocketBuilder()
                    .subprotocols("maskwright", "maskwright.token.s3cret")
                    .buildAsync(uri, new Inbox())
                    .join();
            assertEquals("maskwright", socket.getSubprotocol());
            socket.abort();
        }
    }

    /** Pieces of a frame that never ends, and answers to pings, keep a connection from being idle. */
    @Test
    void socketsWithoutFramesAreClosed() throws Exception {
        Limits limits = Limits.defaults().withTime(Duration.ofMillis(300));
        try (RunningServer strict =
                RunningServer.start(RunningServer.options().withoutGrpc().withLimits(limits))) {
            Inbox inbox = new Inbox();
            URI uri = URI.create(
                    "ws://127.0.0.1:%d/v1/stream".formatted(strict.server().port()));
            WebSocket socket =
                    strict.client().newWebSocketBuilder().buildAsync(uri, inbox).join();
            Object closed = null;
            for (int i = 0; i < 100 && closed == null; i++) {
                CompletableFuture<WebSocket> unused =
                        socket.sendBinary(ByteBuffer.wrap(new byte[1]), false).exceptionally(gone -> socket);
                closed = inbox.messages.poll(100, TimeUnit.MILLISECONDS);
            }
            assertEquals(1008, closed);
        }
    }

    /** A camera sends, a browser watches: as many pictures as it can, of the frame's size, until the camera ends. */
    @Test
    void mjpegInAndOut() throws Exception {
        byte[] jpeg = RunningServer.picture();
        HttpResponse<byte[]> none = server.get("/v1/streams/door");
        assertEquals(404, none.statusCode());
        assertEquals(
                "urn:maskwright:problem:not-found",
                RunningServer.json(none).get("type").getAsString());
        Frame painted = ImageFiles.decode(
                MaskImages.jpeg(MaskImages.overlay(RunningServer.frame(), expected), 0.7f), "the overlay");
        try (PipedOutputStream camera = new PipedOutputStream()) {
            PipedInputStream body = new PipedInputStream(camera, 1 << 16);
            CompletableFuture<HttpResponse<String>> sent = server.client()
                    .sendAsync(
                            HttpRequest.newBuilder(server.uri("/v1/streams/door"))
                                    .header("Content-Type", "video/x-motion-jpeg")
                                    .POST(BodyPublishers.ofInputStream(() -> body))
                                    .build(),
                            BodyHandlers.ofString());
            camera.write(jpeg, 0, jpeg.length - 100);
            camera.flush();
            MjpegStream watched = watch(); // is answered before there is a picture
            camera.write(jpeg, jpeg.length - 100, 100);
            for (int i = 0; i < 2; i++) {
                Frame shown = next(watched, camera, jpeg).orElseThrow();
                assertEquals(384, shown.width());
                assertArrayEquals(painted.rgb(), shown.rgb(), "the picture as the SDK paints it");
            }
            assertEquals(409, taken().statusCode());
            camera.close();
            assertTrue(sent.get(30, TimeUnit.SECONDS).body().matches("\\{\"frames\":\\d+,\"dropped\":\\d+}"));
            while (watched.next().isPresent()) {
                // what was still under way
            }
            watched.close();
        }
    }

    /** A camera never ends by itself. */
    @Test
    void camerasDoNotHoldTheServerWhenItStops() throws Exception {
        RunningServer stopping = RunningServer.start(RunningServer.options().withoutGrpc());
        byte[] jpeg = RunningServer.picture();
        try (PipedOutputStream camera = new PipedOutputStream()) {
            PipedInputStream body = new PipedInputStream(camera, 1 << 20);
            CompletableFuture<HttpResponse<String>> sent = stopping.client()
                    .sendAsync(
                            HttpRequest.newBuilder(stopping.uri("/v1/streams/door"))
                                    .header("Content-Type", "video/x-motion-jpeg")
                                    .POST(BodyPublishers.ofInputStream(() -> body))
                                    .build(),
                            BodyHandlers.ofString());
            for (int i = 0; i < 100 && !isRun(stopping); i++) {
                frame(camera, jpeg);
                Thread.sleep(50);
            }
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(stopping::close);
            for (int i = 0; i < 100 && !stopped.isDone(); i++) {
                frame(camera, jpeg);
                Thread.sleep(100);
            }
            assertTrue(stopped.isDone(), "the server waits for its camera");
            for (int i = 0; i < 50 && !sent.isDone(); i++) {
                frame(camera, jpeg); // who only writes does not notice an answer
                Thread.sleep(100);
            }
            assertEquals(503, sent.get(10, TimeUnit.SECONDS).statusCode());
        }
    }

    private static boolean isRun(RunningServer server) throws IOException {
        return !RunningServer.text(server.get("/metrics")).contains("maskwright_stage_seconds_count{stage=\"run\"} 0");
    }

    private static HttpResponse<byte[]> taken() throws IOException {
        return server.send("POST", "/v1/streams/door", RunningServer.picture(), "Content-Type", "video/x-motion-jpeg");
    }

    private static void frame(OutputStream camera, byte[] jpeg) throws IOException {
        camera.write(jpeg);
        camera.flush();
    }

    private static MjpegStream watch() throws Exception {
        for (int i = 0; i < 100; i++) {
            HttpResponse<InputStream> response = server.client()
                    .send(
                            HttpRequest.newBuilder(server.uri("/v1/streams/door"))
                                    .timeout(Duration.ofSeconds(10))
                                    .build(),
                            BodyHandlers.ofInputStream());
            if (response.statusCode() == 200) {
                return new MjpegStream(response.body());
            }
            Thread.sleep(50);
        }
        throw new AssertionError("the stream never came");
    }

    /** Sends frames until one is shown: those before somebody watched were not painted. */
    private static Optional<Frame> next(MjpegStream watched, OutputStream camera, byte[] jpeg) throws Exception {
        CompletableFuture<Optional<Frame>> shown = CompletableFuture.supplyAsync(() -> {
            try {
                return watched.next();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        for (int i = 0; i < 200 && !shown.isDone(); i++) {
            frame(camera, jpeg);
            Thread.sleep(100);
        }
        return shown.get(30, TimeUnit.SECONDS);
    }
}
