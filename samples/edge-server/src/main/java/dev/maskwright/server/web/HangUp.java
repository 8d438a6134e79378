package dev.maskwright.server.web;

import io.javalin.http.Context;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/**
 * Ends work that waits too long for a client, unless it is closed before. A connection with an occasional byte is never
 * idle, and a read from it may wait forever. Thread-safe.
 */
public final class HangUp implements AutoCloseable {

    private final CompletableFuture<Void> end = new CompletableFuture<>();

    private HangUp(Runnable how) {
        CompletableFuture<Void> unused = end.exceptionallyAsync(late -> {
            how.run();
            return null;
        });
    }

    /** Closes the connection of a request after some time; reads and writes on it then fail. */
    public static HangUp after(Duration most, Context context) {
        return after(most, () -> ServletContextRequest.getServletContextRequest(context.req())
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint()
                .close(new TimeoutException("the client took too long")));
    }

    /**
     * Does something after some time.
     *
     * @param how runs on another thread
     */
    public static HangUp after(Duration most, Runnable how) {
        HangUp hangUp = new HangUp(how);
        hangUp.within(most);
        return hangUp;
    }

    /** Shortens the time. */
    public void within(Duration most) {
        CompletableFuture<Void> unused = end.orTimeout(most.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Whether it has happened. */
    public boolean isLate() {
        return end.isCompletedExceptionally();
    }

    /** Cancels it. */
    @Override
    public void close() {
        end.complete(null);
    }
}
