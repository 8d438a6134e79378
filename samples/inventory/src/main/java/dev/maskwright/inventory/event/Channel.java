package dev.maskwright.inventory.event;

import dev.maskwright.inventory.store.Outbox.Message;
import java.time.Duration;
import java.util.Optional;

/** A connection to a target. For one thread at a time. */
interface Channel extends AutoCloseable {

    /**
     * Sends a message, and returns when the target has accepted it.
     *
     * @throws UndeliveredException if it has not
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    void send(Message message) throws UndeliveredException, InterruptedException;

    @Override
    void close();

    /** Thrown if a message was not delivered. */
    final class UndeliveredException extends Exception {

        private final boolean isFinal;
        private final transient Optional<Duration> wait;

        private UndeliveredException(String message, boolean isFinal, Optional<Duration> wait) {
            super(message);
            this.isFinal = isFinal;
            this.wait = wait;
        }

        /** Delivery may succeed later. */
        static UndeliveredException forNow(String message, Optional<Duration> wait) {
            return new UndeliveredException(message, false, wait);
        }

        /** The target refuses the message permanently. */
        static UndeliveredException forGood(String message) {
            return new UndeliveredException(message, true, Optional.empty());
        }

        boolean isFinal() {
            return isFinal;
        }

        /** The waiting time requested by the target. */
        Optional<Duration> retryAfter() {
            return wait;
        }
    }
}
