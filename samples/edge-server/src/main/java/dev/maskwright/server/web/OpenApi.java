package dev.maskwright.server.web;

import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** {@code /openapi.json}: the description of the API. */
public final class OpenApi {

    private static final String FILE = "/dev/maskwright/server/openapi.json";

    private OpenApi() {}

    /** Registers it. */
    public static void register(RoutesConfig routes) {
        byte[] document = document();
        routes.get("/openapi.json", context -> context.contentType("application/json")
                .result(document));
    }

    private static byte[] document() {
        try (InputStream stream = Objects.requireNonNull(OpenApi.class.getResourceAsStream(FILE))) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
