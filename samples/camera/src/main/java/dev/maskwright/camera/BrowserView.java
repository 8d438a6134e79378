package dev.maskwright.camera;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.maskwright.sdk.image.MaskImages;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Shows pictures to browsers on this machine: MJPEG over HTTP, only on the loopback interface, because there is no
 * password. Pictures are encoded only while there are viewers; slow ones miss some. {@code /} is a page, {@code /video}
 * the stream, {@code /picture.jpg} the newest picture.
 */
public final class BrowserView implements PictureSink {

    private static final float QUALITY = 0.8f;
    private static final String BOUNDARY = "picture";
    private static final byte[] PAGE = """
            <!DOCTYPE html>
            <html lang="en"><meta charset="utf-8"><title>Maskwright</title>
            <style>body { margin: 0; background: #111 } img { display: block; margin: auto; max-width: 100%; max-height: 100vh }</style>
            <img src="/video" alt="the camera's picture with its mask">
            """.getBytes(StandardCharsets.UTF_8);

    private final HttpServer server;
    private final ExecutorService threads;

    private byte[] newest = {}; // guarded by this, as all below
    private long number;
    private int watchers;
    private boolean closed;

    private BrowserView(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Opens a port.
     *
     * @param port 0 for any that is free
     * @throws IOException if it is taken
     */
    public static BrowserView open(int port) throws IOException {
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new IOException("port %d cannot be opened (%s); choose another".formatted(port, e.getMessage()), e);
        }
        ExecutorService threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "maskwright-browser");
            thread.setDaemon(true);
            return thread;
        });
        BrowserView view = new BrowserView(server, threads);
        server.setExecutor(threads);
        server.createContext("/", exchange -> view.send(exchange, "text/html; charset=utf-8", PAGE));
        server.createContext("/picture.jpg", view::sendPicture);
        server.createContext("/video", view::stream);
        server.start();
        return view;
    }

    /** The port that is open. */
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void show(BufferedImage picture) {
        synchronized (this) {
            if (watchers == 0) {
                return;
            }
        }
        byte[] jpeg = MaskImages.jpeg(picture, QUALITY);
        synchronized (this) {
            newest = jpeg;
            number++;
            notifyAll();
        }
    }

    private synchronized void watch(int change) {
        watchers += change;
    }

    /** Waits for a picture after a given one; empty after this is closed. */
    private synchronized byte[] after(long last) throws InterruptedException {
        while (number <= last && !closed) {
            wait();
        }
        return closed ? new byte[0] : newest;
    }

    private synchronized long number() {
        return number;
    }

    private void sendPicture(HttpExchange exchange) throws IOException {
        watch(1);
        try {
            send(exchange, "image/jpeg", after(number()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            watch(-1);
        }
    }

    private void send(HttpExchange exchange, String type, byte[] body) throws IOException {
        try (exchange) {
            boolean isKnown = !exchange.getHttpContext().getPath().equals("/")
                    || exchange.getRequestURI().getPath().equals("/");
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.sendResponseHeaders(isKnown ? 200 : 404, isKnown ? body.length : -1);
            if (isKnown) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private void stream(HttpExchange exchange) throws IOException {
        watch(1);
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "multipart/x-mixed-replace; boundary=" + BOUNDARY);
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.sendResponseHeaders(200, 0);
            OutputStream body = exchange.getResponseBody();
            body.flush(); // the viewer is answered at once, before there is a picture
            long last = number();
            for (byte[] jpeg = after(last); jpeg.length > 0; jpeg = after(last)) {
                last = number();
                String head = "--%s\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n"
                        .formatted(BOUNDARY, jpeg.length);
                body.write(head.getBytes(StandardCharsets.US_ASCII));
                body.write(jpeg);
                body.write("\r\n".getBytes(StandardCharsets.US_ASCII));
                body.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            watch(-1);
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        server.stop(0);
        threads.shutdownNow();
    }
}
