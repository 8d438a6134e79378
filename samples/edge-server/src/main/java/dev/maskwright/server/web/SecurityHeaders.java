package dev.maskwright.server.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

/** Headers for browsers: nothing is loaded from other sites, and no other site may frame or read the page. */
public final class SecurityHeaders {

    /** blob: and data: are for pictures that the page creates itself. */
    private static final String CONTENT_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:"
                    + " data:; media-src 'self' blob:; connect-src 'self'; font-src 'self'; worker-src"
                    + " 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors"
                    + " 'none'";

    private SecurityHeaders() {}

    /** Sends them with every answer. */
    public static void register(RoutesConfig routes) {
        routes.before(SecurityHeaders::write);
    }

    private static void write(Context context) {
        context.header("Content-Security-Policy", CONTENT_POLICY);
        context.header("X-Content-Type-Options", "nosniff");
        context.header("X-Frame-Options", "DENY");
        context.header("Referrer-Policy", "no-referrer");
        context.header("Cross-Origin-Resource-Policy", "same-origin");
        context.header("Cross-Origin-Opener-Policy", "same-origin");
        context.header("Permissions-Policy", "camera=(self), microphone=(), geolocation=()");
        context.header("Cache-Control", "no-store");
    }
}
