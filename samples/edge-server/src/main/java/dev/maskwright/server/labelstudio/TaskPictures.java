package dev.maskwright.server.labelstudio;

import dev.maskwright.server.engine.Limits;
import dev.maskwright.server.engine.Reason;
import dev.maskwright.server.engine.RefusedException;
import dev.maskwright.server.web.Body;
import dev.maskwright.server.web.HttpProblemException;
import dev.maskwright.server.web.Intake;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/**
 * The pictures of tasks: in the task itself as {@code data:}, or at the one address of Label Studio that is configured.
 * Others are never fetched, or anyone who can send a task could make this server read what only it can reach.
 */
final class TaskPictures {

    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final Limits limits;
    private final Intake intake;
    private final Optional<LabelStudioHost> host;
    private final Optional<StudioKey> key;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(Redirect.NEVER)
            .build();

    TaskPictures(Limits limits, Intake intake, Optional<LabelStudioHost> host) {
        this.limits = limits;
        this.intake = intake;
        this.host = host;
        key = host.map(known -> new StudioKey(known, client, limits.time()));
    }

    /** @throws RefusedException if it does not exist, or is too large, too slow, or elsewhere */
    Body fetch(String address) throws RefusedException {
        return address.startsWith("data:") ? inline(address) : download(address);
    }

    private static Body inline(String address) throws RefusedException {
        int comma = address.indexOf(',');
        if (comma < 0 || !address.substring(0, comma).endsWith(";base64")) {
            throw new RefusedException(Reason.BAD_REQUEST, "a picture in a task must be data:image/...;base64,...");
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(address.substring(comma + 1));
            return new Body(bytes, () -> {}); // the request's body was larger, and is held as long
        } catch (IllegalArgumentException e) {
            throw new RefusedException(
                    Reason.BAD_REQUEST, "the picture in a task is not base64: %s".formatted(e.getMessage()));
        }
    }

    private Body download(String address) throws RefusedException {
        LabelStudioHost known = host.orElseThrow(() -> new RefusedException(
                Reason.BAD_REQUEST,
                ("the picture %s is at Label Studio; start the server with --label-studio URL, so"
                                + " that it may fetch from there")
                        .formatted(address)));
        URI uri = known.resolve(address)
                .orElseThrow(() -> new RefusedException(
                        Reason.BAD_REQUEST,
                        "the picture %s is not at %s, and pictures are fetched from nowhere else"
                                .formatted(address, known.uri())));
        try {
            return download(uri);
        } catch (HttpTimeoutException | HttpProblemException e) {
            throw new RefusedException( // not specific to one task: the next would wait as long
                    Reason.TIMED_OUT,
                    "the picture %s did not arrive within %d s (%s); is Label Studio busy?"
                            .formatted(uri, limits.time().toSeconds(), e.getMessage()));
        } catch (IOException e) {
            throw new RefusedException(
                    Reason.BAD_PICTURE, "the picture %s cannot be fetched: %s".formatted(uri, e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException(Reason.STOPPING, "the server stops");
        }
    }

    private Body download(URI uri) throws RefusedException, IOException, InterruptedException {
        long begun = System.nanoTime();
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(limits.time());
        if (key.isPresent()) {
            key.get().header().ifPresent(value -> request.header("Authorization", value));
        }
        HttpResponse<InputStream> response = client.send(request.build(), BodyHandlers.ofInputStream());
        Duration left = limits.time().minusNanos(System.nanoTime() - begun);
        try (InputStream body = response.body()) {
            return read(response.statusCode(), body, uri, left);
        }
    }

    private Body read(int status, InputStream body, URI uri, Duration left) throws IOException, RefusedException {
        if (status != 200) {
            throw new RefusedException(
                    Reason.BAD_PICTURE,
                    "Label Studio answers %d for %s; does the server have its API key?".formatted(status, uri));
        }
        return intake.read(body, left);
    }
}
