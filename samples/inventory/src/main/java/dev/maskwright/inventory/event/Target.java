package dev.maskwright.inventory.event;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/** Where events are sent. */
public final class Target {

    private Target() {}

    /**
     * Checks an address.
     *
     * @param schemes allowed schemes: {@code http} and {@code https}, or {@code mqtt} and {@code mqtts}
     * @throws IllegalArgumentException if it is not the address of a webhook or a broker, or contains a password, which
     *     would be stored
     */
    public static String checked(String address, String... schemes) {
        URI uri = uri(address);
        boolean isWeb = uri.getScheme() != null && uri.getScheme().startsWith("http");
        if (uri.getScheme() == null || !List.of(schemes).contains(uri.getScheme()) || uri.getHost() == null) {
            throw new IllegalArgumentException("expected an address such as %s://host, got '%s'"
                    .formatted(schemes[schemes.length - 1], withoutPassword(address)));
        }
        if (uri.getUserInfo() != null && (isWeb || uri.getUserInfo().contains(":"))) {
            throw new IllegalArgumentException(
                    ("passwords are not written into addresses, which are stored and shown; give"
                                    + " it in the environment variable %s")
                            .formatted(isWeb ? "MASKWRIGHT_WEBHOOK_TOKEN" : "MASKWRIGHT_MQTT_PASSWORD"));
        }
        return address;
    }

    static Channel channel(String address, CourierOptions options) {
        URI uri = uri(address);
        return uri.getScheme().startsWith("http")
                ? new WebhookChannel(uri, options.webhookToken(), options.timeout())
                : new MqttChannel(uri, options.mqttPassword(), options.timeout());
    }

    private static String withoutPassword(String address) {
        return address.replaceFirst("//[^/]*@", "//");
    }

    private static URI uri(String address) {
        try {
            return new URI(address);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "'%s' is not an address: %s".formatted(withoutPassword(address), e.getReason()));
        }
    }
}
