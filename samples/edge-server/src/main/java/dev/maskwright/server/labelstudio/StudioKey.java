package dev.maskwright.server.labelstudio;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.maskwright.server.engine.Reason;
import dev.maskwright.server.engine.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The key for Label Studio's pictures. There are two kinds: a legacy token is sent as it is; a personal access token,
 * which is a JSON web token and the only kind in newer installations, is exchanged for a token that is valid for
 * minutes. Thread-safe.
 *
 * @see <a href="https://labelstud.io/guide/access_tokens">Access tokens</a>
 */
final class StudioKey {

    private static final Pattern PERSONAL = Pattern.compile("[\\w-]+\\.[\\w-]+\\.[\\w-]+");

    /** Those that are exchanged live for five minutes. */
    private static final Duration USED = Duration.ofMinutes(1);

    private static final int MOST_BYTES = 1 << 16;

    private final LabelStudioHost host;
    private final HttpClient client;
    private final Duration timeout;
    private volatile @Nullable Access latest;

    /** @param until by {@link System#nanoTime()} */
    private record Access(String header, long until) {}

    StudioKey(LabelStudioHost host, HttpClient client, Duration timeout) {
        this.host = host;
        this.client = client;
        this.timeout = timeout;
    }

    /**
     * The value of the header {@code Authorization}; empty where there is no key.
     *
     * @throws RefusedException if Label Studio does not accept the key
     */
    Optional<String> header() throws RefusedException, IOException, InterruptedException {
        if (host.token().isEmpty()) {
            return Optional.empty();
        }
        String key = host.token().get();
        if (!PERSONAL.matcher(key).matches()) {
            return Optional.of("Token " + key);
        }
        Access known = latest;
        if (known == null || System.nanoTime() - known.until() > 0) {
            known = new Access("Bearer " + exchanged(key), System.nanoTime() + USED.toNanos());
            latest = known; // two threads at once exchange it twice, which does no harm
        }
        return Optional.of(known.header());
    }

    private String exchanged(String key) throws RefusedException, IOException, InterruptedException {
        JsonObject body = new JsonObject();
        body.addProperty("refresh", key);
        HttpRequest request = HttpRequest.newBuilder(host.uri().resolve("/api/token/refresh"))
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
        HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
        try (InputStream answer = response.body()) {
            String text = new String(answer.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
            return access(response.statusCode(), text)
                    .orElseThrow(() -> new RefusedException(
                            Reason.BAD_PICTURE,
                            ("Label Studio at %s answers %d for the server's personal access"
                                            + " token; create a new one there (Account & Settings) and start the"
                                            + " server with it")
                                    .formatted(host.uri(), response.statusCode())));
        }
    }

    private static Optional<String> access(int status, String text) {
        try {
            return status == 200
                            && JsonParser.parseString(text) instanceof JsonObject json
                            && json.get("access") instanceof JsonPrimitive access
                    ? Optional.of(access.getAsString())
                    : Optional.empty();
        } catch (JsonParseException e) {
            return Optional.empty();
        }
    }
}
