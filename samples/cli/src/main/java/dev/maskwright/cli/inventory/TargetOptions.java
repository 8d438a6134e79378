package dev.maskwright.cli.inventory;

import dev.maskwright.cli.terminal.Console;
import dev.maskwright.inventory.event.CourierOptions;
import dev.maskwright.inventory.event.Target;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The targets of events. */
final class TargetOptions {

    @Option(
            names = "--webhook",
            paramLabel = "URL",
            description =
                    "Post each change and alert as JSON to this address (token in MASKWRIGHT_WEBHOOK_TOKEN). May be "
                            + "given several times.")
    private List<String> webhooks = List.of();

    @Option(
            names = "--mqtt",
            paramLabel = "URL",
            description =
                    "Publish changes and alerts to this broker: mqtt://[USER@]HOST[:PORT], or mqtts:// (password in "
                            + "MASKWRIGHT_MQTT_PASSWORD). May be given several times.")
    private List<String> brokers = List.of();

    @Option(
            names = "--topic",
            defaultValue = "maskwright/inventory",
            paramLabel = "TOPIC",
            description = "Prefix of topics, followed by /SHELF/EVENT (${DEFAULT-VALUE}).")
    private String topic = "maskwright/inventory";

    /** The addresses, checked. */
    List<String> targets(Console console) {
        List<String> targets = new ArrayList<>();
        for (String address : webhooks) {
            targets.add(console.checked(() -> Target.checked(address, "http", "https")));
        }
        for (String address : brokers) {
            targets.add(console.checked(() -> Target.checked(address, "mqtt", "mqtts")));
        }
        if (topic.isBlank() || topic.matches(".*[+#\\x00].*")) {
            throw console.wrongUsage("--topic must not contain +, # or NUL, got '%s'".formatted(topic));
        }
        return targets;
    }

    String topic() {
        return topic;
    }

    static CourierOptions courier() {
        return CourierOptions.defaults()
                .withMqttPassword(DatabaseOption.environment("MASKWRIGHT_MQTT_PASSWORD"))
                .withWebhookToken(DatabaseOption.environment("MASKWRIGHT_WEBHOOK_TOKEN"));
    }
}
