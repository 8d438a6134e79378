package dev.maskwright.server.web;

import dev.maskwright.server.engine.RefusedException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import org.eclipse.jetty.http.HttpException;

/** Answers errors with a problem document, except on paths of APIs with their own form. */
public final class Problems {

    private Problems() {}

    /** Registers them. */
    public static void register(RoutesConfig routes, Faults faults) {
        routes.exception(RefusedException.class, (e, context) -> write(Problem.of(e), context));
        routes.exception(HttpProblemException.class, (e, context) -> write(e.problem(), context));
        routes.exception(HttpResponseException.class, (e, context) -> write(of(e, context), context));
        routes.exception(Exception.class, (e, context) -> {
            HttpException http = HttpException.asHttpException(e);
            if (http != null && http.getCode() < 500) {
                write(Problem.of(http.getCode(), String.valueOf(http.getReason())), context);
                return;
            }
            faults.unexpected(e);
            write(Problem.of(500, "the server failed; its log says why"), context);
        });
    }

    /** Receives internal errors. */
    @FunctionalInterface
    public interface Faults {

        void unexpected(Exception fault);
    }

    private static Problem of(HttpResponseException e, Context context) {
        return switch (e.getStatus()) {
            case 404 ->
                Problem.of(404, "there is nothing at %s; /openapi.json lists what there is".formatted(context.path()));
            case 405 ->
                Problem.of(
                        405,
                        "%s is not allowed for %s; /openapi.json lists what is"
                                .formatted(context.method(), context.path()));
            default -> Problem.of(e.getStatus(), String.valueOf(e.getMessage()));
        };
    }

    /** Ends a request with a problem. */
    public static void write(Problem problem, Context context) {
        context.status(problem.status());
        problem.retryAfter().ifPresent(wait -> context.header("Retry-After", Long.toString(wait.toSeconds())));
        if (problem.status() == 401) {
            context.header("WWW-Authenticate", "Bearer");
        }
        context.contentType(Problem.MEDIA_TYPE);
        context.result(problem.json().toString());
    }
}
