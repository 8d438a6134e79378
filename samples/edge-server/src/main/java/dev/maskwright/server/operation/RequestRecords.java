package dev.maskwright.server.operation;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Gives every request over HTTP an id, a line in the log and its place in the metrics. */
public final class RequestRecords {

    private static final String ID = "X-Request-Id";
    private static final Pattern GOOD_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /** Paths that are not routes would give an unlimited number of metric names. */
    private static final String NO_ROUTE = "other";

    private RequestRecords() {}

    /**
     * Registers it.
     *
     * @param quiet whether successful requests are not logged
     */
    public static void register(JavalinConfig config, Metrics metrics, EventLog log, boolean quiet) {
        config.routes.before(context -> context.header(ID, id(context)));
        config.requestLogger.http((context, millis) -> {
            String route = route(context);
            int status = context.statusCode();
            metrics.answered(context.method().name(), route, status, (long) (millis * 1e6));
            if (status >= 500) {
                log.warn("request", fields(context, millis));
            } else if (!quiet) {
                log.info("request", fields(context, millis));
            }
        });
    }

    private static String id(Context context) {
        String given = context.header(ID);
        return given != null && GOOD_ID.matcher(given).matches()
                ? given
                : UUID.randomUUID().toString();
    }

    private static String route(Context context) {
        return Optional.ofNullable(context.endpoints().matchedHttpEndpoint())
                .map(endpoint -> endpoint.path)
                .orElse(NO_ROUTE);
    }

    private static Map<String, Object> fields(Context context, float millis) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", String.valueOf(context.res().getHeader(ID)));
        fields.put("remote", context.req().getRemoteAddr());
        fields.put("method", context.method());
        fields.put("path", context.path());
        fields.put("status", context.statusCode());
        fields.put("ms", Math.round(millis * 1000) / 1000.0);
        String version = context.res().getHeader("Maskwright-Model-Version");
        if (version != null) {
            fields.put("model", version);
        }
        return fields;
    }
}
