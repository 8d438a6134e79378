package dev.maskwright.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.server.engine.Limits;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients that are slow, that go away, or that should not be there: others are served all the same. */
final class HostileTest {

    /** How many requests bring a wrong token; 10000 is the long form. */
    private static final int WRONG_TOKENS = Integer.getInteger("maskwright.tokens", 400);

    private static final String HEAD =
            "POST /v1/segment HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n";

    private static byte[] head(int length) {
        return HEAD.formatted(length).getBytes(StandardCharsets.US_ASCII);
    }

    private static void requireServes(RunningServer server) throws IOException {
        HttpResponse<byte[]> response = server.segment(RunningServer.picture(), "Content-Type", "image/jpeg");
        assertEquals(200, response.statusCode(), () -> RunningServer.text(response));
    }

    /** 150 bodies that arrive byte by byte, and 100 requests of which half a header came. */
    @Test
    void slowClientsAreRefusedAndOthersServed() throws Exception {
        Limits limits = Limits.defaults().withTime(Duration.ofSeconds(4));
        try (RunningServer server = RunningServer.start(RunningServer.options().withLimits(limits))) {
            List<Socket> slow = new ArrayList<>();
            for (int i = 0; i < 150; i++) {
                Socket socket = RawSocket.open(server);
                socket.getOutputStream().write(head(1_000_000));
                slow.add(socket);
            }
            for (int i = 0; i < 100; i++) {
                Socket socket = RawSocket.open(server);
                socket.getOutputStream().write("POST /v1/segment HTT".getBytes(StandardCharsets.US_ASCII));
                slow.add(socket);
            }
            long begun = System.nanoTime();
            while (System.nanoTime() - begun < 5e9) {
                for (Socket socket : slow.subList(0, 150)) {
                    drip(socket);
                }
                requireServes(server);
                assertEquals(200, server.get("/healthz").statusCode());
                Thread.sleep(100);
            }
            byte[] answer = new byte[12];
            assertEquals(12, slow.get(0).getInputStream().readNBytes(answer, 0, 12));
            assertEquals("HTTP/1.1 408", new String(answer, StandardCharsets.US_ASCII));
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    private static void drip(Socket socket) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write('x');
            out.flush();
        } catch (IOException e) {
            // refused already
        }
    }

    @Test
    void clientsThatGoAwayLeaveNothingBehind() throws Exception {
        try (RunningServer server = RunningServer.start(RunningServer.options())) {
            byte[] picture = RunningServer.picture();
            for (int i = 0; i < 60; i++) {
                try (Socket socket = RawSocket.open(server)) {
                    socket.getOutputStream().write(head(picture.length));
                    if (i % 3 == 0) {
                        socket.getOutputStream().write(picture, 0, picture.length / 2); // in the middle of the body
                    } else if (i % 3 == 1) {
                        socket.getOutputStream().write(picture); // before the answer
                        socket.setSoLinger(true, 0);
                    } else {
                        socket.getOutputStream().write(picture);
                        socket.shutdownOutput(); // half open: the answer still comes
                        assertEquals('H', socket.getInputStream().read());
                    }
                }
            }
            requireServes(server);
            for (int i = 0; i < 100 && held(server) > 0; i++) {
                Thread.sleep(100);
            }
            assertEquals(0, held(server), "bytes of bodies are held");
        }
    }

    private static double held(RunningServer server) throws IOException {
        return RunningServer.text(server.get("/metrics"))
                .lines()
                .filter(line -> line.startsWith("maskwright_bodies "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .sum();
    }

    @Test
    void wrongTokensCostLittle() throws Exception {
        try (RunningServer server = RunningServer.start(RunningServer.options().withToken("s3cret"))) {
            for (int i = 0; i < WRONG_TOKENS; i++) {
                assertEquals(
                        401,
                        server.segment(new byte[] {1}, "Content-Type", "image/jpeg", "Authorization", "Bearer " + i)
                                .statusCode());
            }
            String metrics = RunningServer.text(server.get("/metrics", "Authorization", "Bearer s3cret"));
            assertTrue(metrics.contains("maskwright_stage_seconds_count{stage=\"run\"} 0"), "nothing was decoded");
        }
    }
}
