package dev.maskwright.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Connections of a server that stops: what was begun is answered, and nothing else is waited for. */
final class StopTest {

    private static final int ROUNDS = 4;

    /** A body pauses for longer than idle connections are given, and is answered nevertheless. */
    @Test
    void whatWasBegunIsAnsweredAndIdleConnectionsAreClosed() throws Exception {
        byte[] picture = RunningServer.picture();
        RunningServer server = RunningServer.start(RunningServer.options().withoutGrpc());
        try (Socket idle = RawSocket.open(server);
                Socket begun = RawSocket.open(server)) {
            send(idle, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertEquals('H', idle.getInputStream().read());
            send(begun, """
                    POST /v1/segment HTTP/1.1\r
                    Host: localhost\r
                    Content-Type: image/jpeg\r
                    Content-Length: %d\r
                    \r
                    """.formatted(picture.length));
            begun.getOutputStream().write(picture, 0, picture.length - 1);
            while (RunningServer.number(server.get("/metrics"), "maskwright_bodies") < picture.length - 1) {
                Thread.sleep(10); // until it is taken in
            }
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::close);
            idle.getInputStream().readAllBytes();
            assertTrue(!stopped.isDone(), "it waits for the request that has begun");
            Thread.sleep(1_500);
            begun.getOutputStream().write(picture, picture.length - 1, 1);
            String answer = new String(begun.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
            stopped.get(10, TimeUnit.SECONDS);
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Whoever connects in that moment and sends nothing would have been waited for until the server gives up. */
    @Test
    void connectionsThatOpenMeanwhileDoNotHoldIt() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            RunningServer server = RunningServer.start(RunningServer.options().withoutGrpc());
            List<Socket> opened = new ArrayList<>();
            int port = server.server().port();
            CompletableFuture<Void> opening = CompletableFuture.runAsync(() -> open(port, opened));
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::close);
            stopped.get(15, TimeUnit.SECONDS);
            opening.get(15, TimeUnit.SECONDS);
            for (Socket socket : opened) {
                socket.close();
            }
        }
    }

    /** Until there is no server any more. */
    private static void open(int port, List<Socket> opened) {
        try {
            for (int i = 0; i < 1_000; i++) {
                opened.add(new Socket(InetAddress.getLoopbackAddress(), port));
            }
        } catch (IOException e) {
            // it has stopped listening
        }
    }
}
