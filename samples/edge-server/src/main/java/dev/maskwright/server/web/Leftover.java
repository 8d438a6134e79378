package dev.maskwright.server.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * Reads the rest of a refused request's body, so that its sender gets the reason: a client that is still writing when a
 * connection is closed sees only a broken connection. Bodies of more than 8 MB or of unknown length, and those that
 * take longer than two seconds, are cut off anyway.
 */
final class Leftover {

    private static final int MOST_BYTES = 8 << 20;
    private static final Duration MOST_TIME = Duration.ofSeconds(2);
    private static final int REFUSED = 400;
    private static final int TOO_SLOW = 408;

    private Leftover() {}

    static void register(RoutesConfig routes) {
        routes.after(Leftover::takeIn);
    }

    private static void takeIn(Context context) {
        long announced = context.req().getContentLengthLong();
        boolean isRefused = context.statusCode() >= REFUSED && context.statusCode() != TOO_SLOW;
        if (!isRefused || announced <= 0 || announced > MOST_BYTES) {
            return;
        }
        try (HangUp late = HangUp.after(MOST_TIME, context)) {
            InputStream body = context.req().getInputStream();
            byte[] chunk = new byte[1 << 16];
            int count;
            do {
                count = body.read(chunk);
            } while (count >= 0);
        } catch (IOException | IllegalStateException e) {
            // the sender is gone or was cut off, so no one can read an answer
        }
    }
}
