package dev.maskwright.inventory.event;

import dev.maskwright.inventory.store.Outbox.Message;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Posts events as JSON. Redirects are not followed. */
final class WebhookChannel implements Channel {

    private final URI target;
    private final Optional<String> token;
    private final Duration timeout;
    private final HttpClient client;

    WebhookChannel(URI target, Optional<String> token, Duration timeout) {
        this.target = target;
        this.token = token;
        this.timeout = timeout;
        client = HttpClient.newBuilder()
                .connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    @Override
    public void send(Message message) throws UndeliveredException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(target)
                .timeout(timeout)
                .header("Content-Type", "application/json; charset=utf-8")
                .header("Idempotency-Key", message.eventId())
                .header("User-Agent", "maskwright-inventory")
                .POST(HttpRequest.BodyPublishers.ofString(message.body()));
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        try {
            judge(client.send(request.build(), HttpResponse.BodyHandlers.discarding()));
        } catch (IOException e) {
            throw UndeliveredException.forNow(
                    "%s cannot be reached (%s)"
                            .formatted(
                                    target.getHost(),
                                    e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()),
                    Optional.empty());
        }
    }

    private void judge(HttpResponse<?> response) throws UndeliveredException {
        int status = response.statusCode();
        if (status >= 200 && status < 300) {
            return;
        }
        String fault = "%s answered %d".formatted(target.getHost(), status);
        if (status >= 500 || status == 408 || status == 425 || status == 429) {
            throw UndeliveredException.forNow(
                    fault,
                    response.headers()
                            .firstValue("Retry-After")
                            .filter(value -> value.matches("\\d{1,6}"))
                            .map(value -> Duration.ofSeconds(Long.parseLong(value))));
        }
        throw UndeliveredException.forGood(fault);
    }

    @Override
    public void close() {
        // the client ends with its last reference
    }
}
