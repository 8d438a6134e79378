package dev.maskwright.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.server.engine.Limits;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
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

    /** 150 bodies and 50 headers that arrive byte by byte, and 50 headers of which nothing more comes. */
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
            byte[] picture = RunningServer.picture();
            Socket patient = RawSocket.open(server); // its body takes a while, and then it keeps its connection
            patient.getOutputStream().write(head(picture.length));
            patient.getOutputStream().write(picture, 0, picture.length - 1);
            long begun = System.nanoTime();
            boolean isWhole = false;
            while (System.nanoTime() - begun < 7e9) {
                if (!isWhole && System.nanoTime() - begun > 1e9) {
                    patient.getOutputStream().write(picture, picture.length - 1, 1);
                    isWhole = true;
                }
                for (Socket socket : slow.subList(0, 200)) {
                    drip(socket);
                }
                requireServes(server);
                assertEquals(200, server.get("/healthz").statusCode());
                Thread.sleep(100);
            }
            byte[] answer = new byte[12];
            assertEquals(12, slow.get(0).getInputStream().readNBytes(answer, 0, 12));
            assertEquals("HTTP/1.1 408", new String(answer, StandardCharsets.US_ASCII));
            String health = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            patient.getOutputStream().write(health.getBytes(StandardCharsets.US_ASCII));
            String answers = new String(patient.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertEquals(3, answers.split("HTTP/1.1 200", -1).length, "two answers on one connection");
            patient.close();
            for (Socket socket : slow.subList(150, 250)) {
                assertTrue(isClosed(socket), "a connection without the end of its headers is kept");
            }
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    /** Bytes that are no part of a body, one now and then, keep a connection from being idle and bring no body. */
    @Test
    void bodiesThatNeverEndAreCutOff() throws Exception {
        Limits limits = Limits.defaults().withTime(Duration.ofSeconds(2));
        try (RunningServer server = RunningServer.start(RunningServer.options().withLimits(limits))) {
            List<Socket> endless = new ArrayList<>();
            for (String begun : List.of("5;a", "1\r\nx\r\n0\r\na: ", "")) {
                Socket socket = RawSocket.open(server);
                String head = HEAD.formatted(1).replace("Content-Length: 1", "Transfer-Encoding: chunked") + begun;
                socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                endless.add(socket);
            }
            Socket stream = RawSocket.open(server);
            stream.getOutputStream().write("""
                    POST /v1/streams/door HTTP/1.1\r
                    Host: localhost\r
                    Content-Type: video/x-motion-jpeg\r
                    Transfer-Encoding: chunked\r
                    \r
                    5;a""".getBytes(StandardCharsets.US_ASCII));
            endless.add(0, stream);
            long begun = System.nanoTime();
            while (System.nanoTime() - begun < 4.5e9) {
                for (Socket socket : endless.subList(0, 3)) {
                    drip(socket);
                }
                Thread.sleep(50);
            }
            for (Socket socket : endless) {
                assertTrue(isClosed(socket), "a body without an end is waited for");
                socket.close();
            }
            requireServes(server);
            assertEquals(404, server.get("/v1/streams/door").statusCode(), "the stream is held");
            for (int i = 0; i < 50 && held(server) > 0; i++) {
                Thread.sleep(100);
            }
            assertEquals(0, held(server), "bytes of bodies are held");
            assertTrue(server.log().stream().noneMatch(line -> line.contains("Exception")), server.log()::toString);
        }
    }

    private static boolean isClosed(Socket socket) throws IOException {
        socket.setSoTimeout(5_000);
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true; // reset, for bytes came after it was closed
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
        return RunningServer.number(server.get("/metrics"), "maskwright_bodies");
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
