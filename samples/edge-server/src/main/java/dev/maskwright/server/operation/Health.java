package dev.maskwright.server.operation;

import com.google.gson.JsonObject;
import dev.maskwright.server.engine.Engine;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

/** {@code /healthz}, {@code /readyz} and {@code /metrics}. */
public final class Health {

    private final Engine engine;

    private Health(Engine engine) {
        this.engine = engine;
    }

    /** Registers them. */
    public static void register(RoutesConfig routes, Engine engine, Metrics metrics) {
        Health health = new Health(engine);
        routes.get("/healthz", context -> answer(engine.isAlive(), "alive", "stuck", context));
        routes.get("/readyz", health::ready);
        routes.get("/metrics", context -> context.contentType("text/plain; version=0.0.4; charset=utf-8")
                .result(metrics.scrape()));
    }

    private void ready(Context context) {
        answer(engine.hasRoom(), "ready", "busy or stopping", context);
    }

    private static void answer(boolean good, String yes, String no, Context context) {
        JsonObject json = new JsonObject();
        json.addProperty("status", good ? yes : no);
        context.status(good ? 200 : 503).contentType("application/json").result(json.toString());
    }
}
