package dev.maskwright.server;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.server.engine.RefusedException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on free ports with the shipped model, and a client of it. */
final class RunningServer implements AutoCloseable {

    static final Path HOME = Path.of(System.getProperty("maskwright.home", "../.."));
    static final Path MODEL = HOME.resolve("models/trained/interiors-edgefpn-lite0-int8.onnx");
    static final String NAME = "interiors-edgefpn-lite0-int8";

    private final EdgeServer server;
    private final List<String> log;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    private RunningServer(EdgeServer server, List<String> log) {
        this.server = server;
        this.log = log;
    }

    static ServerOptions options() {
        return ServerOptions.of(MODEL).withPort(0).withGrpcPort(0);
    }

    static RunningServer start(ServerOptions options) throws RefusedException, IOException {
        List<String> log = new CopyOnWriteArrayList<>();
        return new RunningServer(EdgeServer.start(options, log::add), log);
    }

    static byte[] picture() throws IOException {
        return Files.readAllBytes(HOME.resolve("samples/images/living-room.jpg"));
    }

    static Frame frame() throws IOException {
        return ImageFiles.decode(picture(), "the sample");
    }

    EdgeServer server() {
        return server;
    }

    List<String> log() {
        return log;
    }

    HttpClient client() {
        return client;
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:%d%s".formatted(server.port(), path));
    }

    /** A request; headers are names and values in turn. */
    HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
                .timeout(Duration.ofSeconds(60));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<byte[]> get(String path, String... headers) throws IOException {
        return send("GET", path, new byte[0], headers);
    }

    HttpResponse<byte[]> segment(byte[] body, String... headers) throws IOException {
        return send("POST", "/v1/segment", body, headers);
    }

    static JsonObject json(HttpResponse<byte[]> response) {
        return JsonParser.parseString(text(response)).getAsJsonObject();
    }

    static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    /** One number of the answer of {@code /metrics}. */
    static double number(HttpResponse<byte[]> metrics, String name) {
        return text(metrics)
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not in\n" + text(metrics)));
    }

    @Override
    public void close() {
        server.close();
    }
}
