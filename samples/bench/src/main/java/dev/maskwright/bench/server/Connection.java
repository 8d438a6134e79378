package dev.maskwright.bench.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP client with one connection, as cheap as possible because it shares its cores with the server. For one thread.
 */
final class Connection implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 60_000;

    /** An answer's status and body. */
    record Answer(int status, byte[] body) {}

    private final int port;
    private @Nullable Socket socket;
    private @Nullable InputStream in;

    Connection(int port) {
        this.port = port;
    }

    /**
     * Sends a request and waits for its answer; reconnects if the server closed the connection with its last answer.
     */
    Answer post(String path, String contentType, byte[] body) throws IOException {
        byte[] head = ("POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAccept: image/png\r\nContent-Type:"
                        + " %s\r\nContent-Length: %d\r\n\r\n")
                .formatted(path, port, contentType, body.length)
                .getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[head.length + body.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        Socket open = socket();
        open.getOutputStream().write(all);
        InputStream stream = in;
        if (stream == null) {
            throw new IllegalStateException("an open socket has a stream");
        }
        return read(stream);
    }

    private Socket socket() throws IOException {
        if (socket == null) {
            Socket opened = new Socket();
            opened.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            opened.setSoTimeout(TIMEOUT_MILLIS);
            opened.setTcpNoDelay(true);
            in = new BufferedInputStream(opened.getInputStream(), 1 << 14);
            socket = opened;
        }
        return socket;
    }

    private Answer read(InputStream stream) throws IOException {
        int status = Integer.parseInt(line(stream).split(" ", 3)[1]);
        int length = 0;
        boolean closes = false;
        for (String header = line(stream); !header.isEmpty(); header = line(stream)) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(
                        header.substring(header.indexOf(':') + 1).strip());
            }
            closes |= lower.equals("connection: close");
        }
        byte[] body = stream.readNBytes(length);
        if (body.length < length) {
            throw new EOFException(
                    "the connection ended after %d of %d bytes of an answer".formatted(body.length, length));
        }
        if (closes) {
            close();
        }
        return new Answer(status, body);
    }

    private static String line(InputStream stream) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(64);
        for (int next = stream.read(); next != '\n'; next = stream.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended before the end of an answer's header");
            }
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }
}
