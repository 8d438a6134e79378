package dev.maskwright.inventory.event;

import dev.maskwright.inventory.store.Outbox.Message;
import java.time.Duration;
import java.util.Optional;

/** A way to a target. For one thread at a time. */
interface Channel extends AutoCloseable {

    /**
     * Sends a message, and returns once the target has taken it.
     *
     * @throws UndeliveredException if it has not
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    void send(Message message) throws UndeliveredException, InterruptedException;

    @Override
    void close();

    /** A message was not taken. */
    final class UndeliveredException extends Exception {

        private final boolean isFinal;
        private final transient Optional<Duration> wait;

        private UndeliveredException(String message, boolean isFinal, Optional<Duration> wait) {
            super(message);
            this.isFinal = isFinal;
            this.wait = wait;
        }

        /** It may be taken later. */
        static UndeliveredException forNow(String message, Optional<Duration> wait) {
            return new UndeliveredException(message, false, wait);
        }

        /** It will never be taken as it is. */
        static UndeliveredException forGood(String message) {
            return new UndeliveredException(message, true, Optional.empty());
        }

        boolean isFinal() {
            return isFinal;
        }

        /** How long the target asks to wait. */
        Optional<Duration> retryAfter() {
            return wait;
        }
    }
}
