package dev.maskwright.server.web;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.component.Graceful;

/**
 * Closes connections when the server stops. Those on which nothing is in progress are closed at once: clients keep them
 * for their next request. Those with a request keep their normal time limit. Jetty itself gives all of them one second,
 * in which a body may pause, and twice the ordinary time to those that open in the meantime, which is longer than it
 * waits.
 */
final class IdleAtStop extends AbstractLifeCycle implements Graceful {

    /** A connection is closed if nothing happened on it between two checks. */
    private static final long LOOK_MILLIS = 20;

    /** Called to close a WebSocket. */
    private static final long GOODBYE_MILLIS = 1_000;

    private final AbstractConnector connector;
    private final Map<EndPoint, Long> idle = new HashMap<>(); // end points to bytes so far; one thread at a time
    private volatile boolean stopping;

    private IdleAtStop(AbstractConnector connector) {
        this.connector = connector;
    }

    /** Handles a connector's connections. */
    static void register(AbstractConnector connector) {
        connector.setShutdownIdleTimeout(-1); // Jetty does not touch them
        connector.addBean(new IdleAtStop(connector));
    }

    @Override
    public CompletableFuture<Void> shutdown() {
        stopping = true;
        schedule();
        return CompletableFuture.completedFuture(null); // it is the connector that waits for its connections
    }

    @Override
    public boolean isShutdown() {
        return stopping;
    }

    private void schedule() {
        connector.getScheduler().schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        if (!connector.isRunning()) {
            return;
        }
        Map<EndPoint, Long> now = new HashMap<>();
        for (EndPoint endPoint : connector.getConnectedEndPoints()) {
            Connection connection = endPoint.getConnection();
            if (connection instanceof ConnectionMetaData) {
                if (isBetweenRequests(endPoint, connection)) {
                    now.put(endPoint, connection.getBytesIn() + connection.getBytesOut());
                }
            } else if (endPoint.getIdleTimeout() > GOODBYE_MILLIS) { // a WebSocket
                endPoint.setIdleTimeout(GOODBYE_MILLIS);
            }
        }
        now.forEach((endPoint, bytes) -> {
            if (bytes.equals(idle.get(endPoint))) {
                endPoint.close();
            }
        });
        idle.clear();
        idle.putAll(now);
        schedule();
    }

    /** All requests were answered, and it waits for bytes: an answer may be incomplete. */
    private static boolean isBetweenRequests(EndPoint endPoint, Connection connection) {
        return connection.getMessagesOut() >= connection.getMessagesIn() && endPoint.isFillInterested();
    }
}
