package dev.maskwright.server.web;

import com.google.gson.JsonObject;
import dev.maskwright.server.engine.RefusedException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpStatus;

/**
 * A problem document for a request that failed.
 *
 * @param type a machine-readable word
 * @param detail what was expected, what was found, and what to do
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
public record Problem(int status, String type, String detail, Optional<Duration> retryAfter) {

    /** The media type of the document. */
    public static final String MEDIA_TYPE = "application/problem+json";

    private static final Map<Integer, String> TYPES = Map.of(
            401,
            "unauthorized",
            403,
            "forbidden",
            404,
            "not-found",
            405,
            "method-not-allowed",
            406,
            "not-acceptable",
            408,
            "request-timeout",
            421,
            "misdirected-request",
            431,
            "header-too-large",
            507,
            "insufficient-storage");

    /** A problem of HTTP itself. */
    public static Problem of(int status, String detail) {
        return new Problem(status, TYPES.getOrDefault(status, "http-" + status), detail, Optional.empty());
    }

    /** A problem of the engine's. */
    public static Problem of(RefusedException refused) {
        return new Problem(
                HttpStatuses.of(refused.reason()),
                refused.reason().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                String.valueOf(refused.getMessage()),
                refused.retryAfter());
    }

    /** As JSON. */
    public JsonObject json() {
        JsonObject json = new JsonObject();
        json.addProperty("type", "urn:maskwright:problem:" + type);
        json.addProperty("title", HttpStatus.getMessage(status));
        json.addProperty("status", status);
        json.addProperty("detail", detail);
        return json;
    }
}
