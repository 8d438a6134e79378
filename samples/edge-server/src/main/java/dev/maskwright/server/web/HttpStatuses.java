package dev.maskwright.server.web;

import dev.maskwright.server.engine.Reason;

/** Maps the engine's reasons to HTTP. */
public final class HttpStatuses {

    private HttpStatuses() {}

    /** The status code for a reason. */
    public static int of(Reason reason) {
        return switch (reason) {
            case BAD_REQUEST -> 400;
            case UNKNOWN_MODEL -> 404;
            case CONFLICT -> 409;
            case TOO_LARGE -> 413;
            case UNSUPPORTED -> 415;
            case BAD_PICTURE, MODEL_REFUSED -> 422;
            case QUEUE_FULL -> 429;
            case FAILED -> 500;
            case TIMED_OUT, STOPPING -> 503;
        };
    }
}
