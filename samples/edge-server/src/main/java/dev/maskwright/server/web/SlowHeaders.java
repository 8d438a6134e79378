package dev.maskwright.server.web;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.util.component.AbstractLifeCycle;

/**
 * Closes connections whose next request has started to arrive but has incomplete headers after some seconds: an
 * occasional byte would keep a connection from being idle forever, and their number is limited.
 */
final class SlowHeaders extends AbstractLifeCycle implements Connection.Listener {

    private static final long SWEEP_MILLIS = 500;

    /**
     * The state of a connection at some time.
     *
     * @param isBetween whether all previous requests were answered, so that the next bytes are headers of a new one
     */
    private record Seen(long requests, boolean isBetween, long bytes, long since) {

        static Seen now(Connection connection) {
            long requests = connection.getMessagesIn();
            boolean isBetween = connection.getMessagesOut() >= requests;
            return new Seen(requests, isBetween, connection.getBytesIn(), System.nanoTime());
        }

        /** This, while there are bytes since then that end no headers; else what is seen now. */
        Seen next(Connection connection) {
            Seen now = now(connection);
            boolean isArriving = isBetween && now.requests == requests && now.bytes > bytes;
            return isArriving ? this : now;
        }
    }

    private final Connector connector;
    private final long mostNanos;
    private final Map<Connection, Seen> connections = new ConcurrentHashMap<>();

    SlowHeaders(Connector connector, Duration most) {
        this.connector = connector;
        mostNanos = most.toNanos();
    }

    @Override
    public void onOpened(Connection connection) {
        if (connection instanceof ConnectionMetaData) { // HTTP, not what it became
            connections.put(connection, Seen.now(connection));
        }
    }

    @Override
    public void onClosed(Connection connection) {
        connections.remove(connection);
    }

    @Override
    protected void doStart() {
        schedule();
    }

    private void schedule() {
        connector.getScheduler().schedule(this::sweep, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void sweep() {
        if (!isRunning() && !isStarting()) {
            return;
        }
        connections.replaceAll((connection, seen) -> seen.next(connection));
        connections.forEach((connection, seen) -> {
            if (System.nanoTime() - seen.since() > mostNanos) {
                connection.close();
            }
        });
        schedule();
    }
}
