package dev.maskwright.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** What clients send that no library would send. */
final class RawSocket {

    private RawSocket() {}

    static Socket open(RunningServer server) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.server().port());
        socket.setSoTimeout(30_000);
        return socket;
    }

    /** Sends a text, and gives the beginning of what comes back. */
    static String answer(RunningServer server, String text) throws IOException {
        try (Socket socket = open(server)) {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            byte[] answer = new byte[4096];
            int length = 0;
            while (length < answer.length) {
                int read = socket.getInputStream().read(answer, length, answer.length - length);
                if (read < 0) {
                    break;
                }
                length += read;
                if (new String(answer, 0, length, StandardCharsets.ISO_8859_1).contains("\r\n\r\n")
                        && socket.getInputStream().available() == 0) {
                    break;
                }
            }
            return new String(answer, 0, length, StandardCharsets.ISO_8859_1);
        }
    }

    static int status(RunningServer server, String text) throws IOException {
        return Integer.parseInt(answer(server, text).split(" ", 3)[1]);
    }
}
