package dev.maskwright.server.stream;

import dev.maskwright.server.engine.Reason;
import dev.maskwright.server.engine.RefusedException;
import dev.maskwright.server.web.HangUp;
import dev.maskwright.server.web.HttpProblemException;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;

/** The active streams, by name, and how many more there may be. */
final class StreamHub implements AutoCloseable {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /** How often senders and viewers check whether the server is stopping. */
    private static final Duration GOODBYE = Duration.ofSeconds(1);

    private final Map<String, Channel> channels = new ConcurrentHashMap<>();
    private final Set<HangUp> waits = ConcurrentHashMap.newKeySet();
    private final Semaphore room;
    private volatile boolean closed;

    StreamHub(int most) {
        room = new Semaphore(most);
    }

    /** @throws RefusedException if there are too many streams, or the server is stopping */
    void enter() throws RefusedException {
        requireOpen();
        if (!room.tryAcquire()) {
            throw new RefusedException(
                    Reason.QUEUE_FULL,
                    "the limit of streams that are sent and watched is reached; try again later",
                    Duration.ofSeconds(10));
        }
    }

    /** @throws RefusedException if the server is stopping */
    void requireOpen() throws RefusedException {
        if (closed) {
            throw new RefusedException(Reason.STOPPING, "the server stops", Duration.ofSeconds(5));
        }
    }

    void leave() {
        room.release();
    }

    /** @throws RefusedException if the name is invalid, or taken */
    Channel publish(String name) throws RefusedException {
        if (!NAME.matcher(name).matches()) {
            throw new RefusedException(
                    Reason.BAD_REQUEST, "the name of a stream is letters, digits, '.', '_' and '-', up to 64 of them");
        }
        Channel channel = new Channel();
        if (channels.putIfAbsent(name, channel) != null) {
            throw new RefusedException(Reason.CONFLICT, "a stream '%s' is being sent already".formatted(name));
        }
        return channel;
    }

    void end(String name, Channel channel) {
        channels.remove(name, channel);
        channel.end();
    }

    Optional<Channel> find(String name) {
        return Optional.ofNullable(channels.get(name));
    }

    /** Work that waits for a client. */
    interface Waiting<T> {
        T get() throws IOException;
    }

    /**
     * Waits for a client with a time limit, which is short when the server is stopping.
     *
     * @throws HttpProblemException if it was too slow
     */
    <T> T await(Duration most, Context context, Waiting<T> waiting) throws IOException {
        HangUp hangUp = HangUp.after(most, context);
        waits.add(hangUp);
        try (hangUp) {
            if (closed) {
                hangUp.within(GOODBYE);
            }
            return waiting.get();
        } catch (IOException e) {
            if (hangUp.isLate()) {
                throw new HttpProblemException(
                        408, "no picture went over the connection within %d s".formatted(most.toSeconds()));
            }
            throw e;
        } finally {
            waits.remove(hangUp);
        }
    }

    /** Ends all viewers; senders notice when they send, and idle ones are disconnected. */
    @Override
    public void close() {
        closed = true;
        channels.values().forEach(Channel::end);
        waits.forEach(wait -> wait.within(GOODBYE));
    }
}
