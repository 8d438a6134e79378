package dev.maskwright.server.engine;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request that is refused; the message tells the client why and what to do. */
public final class RefusedException extends Exception {

    private final Reason reason;
    private final @Nullable Duration retryAfter;

    public RefusedException(Reason reason, String message) {
        this(reason, message, null);
    }

    public RefusedException(Reason reason, String message, @Nullable Duration retryAfter) {
        super(message);
        this.reason = reason;
        this.retryAfter = retryAfter;
    }

    public Reason reason() {
        return reason;
    }

    /** When a retry may succeed; empty if it will not. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
