package dev.maskwright.server.stream;

import dev.maskwright.server.engine.Reason;
import dev.maskwright.server.engine.RefusedException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;

/** The streams that are being sent, by name, and how many more there may be. */
final class StreamHub implements AutoCloseable {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final Map<String, Channel> channels = new ConcurrentHashMap<>();
    private final Semaphore room;
    private volatile boolean closed;

    StreamHub(int most) {
        room = new Semaphore(most);
    }

    /** @throws RefusedException if there are too many streams, or the server stops */
    void enter() throws RefusedException {
        requireOpen();
        if (!room.tryAcquire()) {
            throw new RefusedException(
                    Reason.QUEUE_FULL,
                    "as many streams as may are sent and watched already; try again later",
                    Duration.ofSeconds(10));
        }
    }

    /** @throws RefusedException if the server stops */
    void requireOpen() throws RefusedException {
        if (closed) {
            throw new RefusedException(Reason.STOPPING, "the server stops", Duration.ofSeconds(5));
        }
    }

    void leave() {
        room.release();
    }

    /** @throws RefusedException if the name is bad, or taken */
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

    /** Ends what is watched; those who send notice when they send. */
    @Override
    public void close() {
        closed = true;
        channels.values().forEach(Channel::end);
    }
}
