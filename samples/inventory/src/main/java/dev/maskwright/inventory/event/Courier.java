package dev.maskwright.inventory.event;

import dev.maskwright.inventory.event.Channel.UndeliveredException;
import dev.maskwright.inventory.store.Outbox;
import dev.maskwright.inventory.store.Outbox.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Sends what is in the outbox, each target's events in their order. An event is only removed after its target has
 * accepted it, so it is delivered at least once, and twice if the process ends in between: receivers recognise it by
 * its id. For one thread at a time.
 */
public final class Courier {

    private final Outbox outbox;
    private final CourierOptions options;

    public Courier(Outbox outbox, CourierOptions options) {
        this.outbox = outbox;
        this.options = options;
    }

    /**
     * Sends what is waiting. A target that cannot be reached is retried with growing waits until the time is over;
     * remaining events stay in the outbox.
     *
     * @param atMost how long failing targets are retried
     * @throws InterruptedException if the thread is interrupted while it waits; nothing is lost
     */
    public Delivery send(Duration atMost) throws InterruptedException {
        Instant deadline = Instant.now().plus(atMost);
        int sent = 0;
        List<String> faults = new ArrayList<>();
        for (String target : outbox.targets()) {
            try (Channel channel = Target.channel(target, options)) {
                sent += send(target, channel, deadline, faults);
            }
        }
        return new Delivery(sent, outbox.waiting(), outbox.refused(), faults);
    }

    private int send(String target, Channel channel, Instant deadline, List<String> faults)
            throws InterruptedException {
        int sent = 0;
        Optional<Message> next = outbox.next(target);
        while (next.isPresent()) {
            Duration wait = Duration.between(Instant.now(), next.get().nextTry());
            if (wait.compareTo(options.longestWait()) > 0) {
                wait = Duration.ZERO; // too long, so the clock was set back
            }
            if (Instant.now().plus(wait).isAfter(deadline) && !wait.isNegative() && !wait.isZero()) {
                return sent;
            }
            Thread.sleep(Math.max(0, wait.toMillis()));
            sent += attempt(channel, next.get(), target, faults) ? 1 : 0;
            next = outbox.next(target);
        }
        return sent;
    }

    private boolean attempt(Channel channel, Message message, String target, List<String> faults)
            throws InterruptedException {
        try {
            channel.send(message);
            outbox.sent(message);
            return true;
        } catch (UndeliveredException e) {
            String fault = "%s: %s".formatted(Outbox.shown(target), e.getMessage());
            if (!faults.contains(fault)) {
                faults.add(fault);
            }
            if (e.isFinal()) {
                outbox.refused(message, fault);
            } else {
                Duration wait = options.waitAfter(message.attempts() + 1, e.retryAfter());
                outbox.failed(message, fault, Instant.now().plus(wait));
            }
            return false;
        }
    }
}
