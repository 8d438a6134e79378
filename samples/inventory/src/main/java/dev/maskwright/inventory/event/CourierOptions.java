package dev.maskwright.inventory.event;

import java.time.Duration;
import java.util.Optional;

/**
 * How events are sent.
 *
 * @param mqttPassword of the user that an address names
 * @param webhookToken sent as {@code Authorization: Bearer}
 * @param timeout of one attempt
 * @param firstWait before the second attempt; doubled each time
 * @param longestWait the limit of doubling
 */
public record CourierOptions(
        Optional<String> mqttPassword,
        Optional<String> webhookToken,
        Duration timeout,
        Duration firstWait,
        Duration longestWait) {

    public static CourierOptions defaults() {
        return new CourierOptions(
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                Duration.ofMinutes(5));
    }

    public CourierOptions withMqttPassword(Optional<String> newPassword) {
        return new CourierOptions(newPassword, webhookToken, timeout, firstWait, longestWait);
    }

    public CourierOptions withWebhookToken(Optional<String> newToken) {
        return new CourierOptions(mqttPassword, newToken, timeout, firstWait, longestWait);
    }

    public CourierOptions withTimes(Duration newTimeout, Duration newFirstWait, Duration newLongestWait) {
        return new CourierOptions(mqttPassword, webhookToken, newTimeout, newFirstWait, newLongestWait);
    }

    /** The waiting time after this many attempts, or that requested by the receiver. */
    Duration waitAfter(int attempts, Optional<Duration> asked) {
        Duration wait = asked.orElse(firstWait);
        for (int i = 1; i < attempts && asked.isEmpty() && wait.compareTo(longestWait) < 0; i++) {
            wait = wait.multipliedBy(2);
        }
        return wait.compareTo(longestWait) < 0 ? wait : longestWait;
    }
}
