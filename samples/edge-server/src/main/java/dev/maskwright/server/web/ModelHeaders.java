package dev.maskwright.server.web;

import dev.maskwright.server.engine.Reply;
import io.javalin.http.Context;
import java.util.Locale;
import java.util.StringJoiner;

/** Response headers about the model that was used, and how the time was spent. */
public final class ModelHeaders {

    private ModelHeaders() {}

    /**
     * Writes them: {@code Maskwright-Model}, {@code Maskwright-Model-Version}, {@code Server-Timing}.
     *
     * @see <a href="https://www.w3.org/TR/server-timing/">Server Timing</a>
     */
    public static void write(Reply<?> reply, Context context) {
        context.header("Maskwright-Model", reply.by().name());
        context.header("Maskwright-Model-Version", reply.by().version());
        StringJoiner timing = new StringJoiner(", ");
        reply.stages()
                .nanos()
                .forEach((stage, nanos) -> timing.add(
                        String.format(Locale.ROOT, "%s;dur=%.3f", stage.name().toLowerCase(Locale.ROOT), nanos / 1e6)));
        context.header("Server-Timing", timing.toString());
    }
}
