package dev.maskwright.inventory.event;

import dev.maskwright.inventory.store.Outbox.Message;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.jspecify.annotations.Nullable;

/** Publishes events to a broker by MQTT 3.1.1, with quality of service 1: the broker confirms each. */
final class MqttChannel implements Channel {

    private final URI target;
    private final Optional<String> password;
    private final Duration timeout;
    private @Nullable MqttClient client;

    MqttChannel(URI target, Optional<String> password, Duration timeout) {
        this.target = target;
        this.password = password;
        this.timeout = timeout;
    }

    @Override
    public void send(Message message) throws UndeliveredException {
        try {
            connected().publish(message.topic(), message.body().getBytes(StandardCharsets.UTF_8), 1, false);
        } catch (MqttException e) {
            close();
            String reason = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
            throw UndeliveredException.forNow(
                    "broker %s: %s".formatted(target.getHost(), reason == null ? e.toString() : reason),
                    Optional.empty());
        }
    }

    private MqttClient connected() throws MqttException {
        if (client == null) {
            boolean isSecure = target.getScheme().equals("mqtts");
            int port = target.getPort() > 0 ? target.getPort() : isSecure ? 8883 : 1883;
            MqttClient made = new MqttClient(
                    "%s://%s:%d".formatted(isSecure ? "ssl" : "tcp", target.getHost(), port),
                    "maskwright-" + UUID.randomUUID().toString().substring(0, 8),
                    new MemoryPersistence());
            made.setTimeToWait(timeout.toMillis());
            client = made;
            MqttConnectOptions options = new MqttConnectOptions();
            options.setConnectionTimeout((int) timeout.toSeconds());
            if (target.getUserInfo() != null) {
                options.setUserName(target.getUserInfo());
                password.ifPresent(secret -> options.setPassword(secret.toCharArray()));
            }
            made.connect(options);
        }
        return client;
    }

    @Override
    public void close() {
        MqttClient open = client;
        client = null;
        if (open != null) {
            try {
                if (open.isConnected()) {
                    open.disconnect();
                }
                open.close(true);
            } catch (MqttException e) {
                // it is gone already
            }
        }
    }
}
