package dev.maskwright.cli.inventory;

import com.google.gson.JsonObject;
import dev.maskwright.cli.terminal.Console;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.cli.terminal.Words;
import dev.maskwright.inventory.event.Courier;
import dev.maskwright.inventory.event.Delivery;
import dev.maskwright.inventory.store.Outbox;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sends the events that wait in the outbox. */
@Command(
        name = "send",
        description = "Send the events that could not be sent when they were recorded.",
        sortOptions = false)
public final class SendCommand implements Callable<Integer> {

    /** How long a scan tries a receiver that does not answer. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    @Mixin
    private DatabaseOption database = new DatabaseOption();

    @Option(
            names = "--refused",
            description =
                    "Also resend events that receivers refused, for example with 401 or 404, after fixing the cause.")
    private boolean refused;

    @Option(
            names = "--seconds",
            defaultValue = "10",
            paramLabel = "N",
            description = "How long to retry receivers that do not answer (${DEFAULT-VALUE}).")
    private int seconds;

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws InterruptedException {
        console.requirePositive("--seconds", seconds);
        Outbox outbox = new Outbox(database.open());
        if (refused) {
            outbox.retryRefused();
        }
        outbox.retryNow();
        Delivery delivery = new Courier(outbox, TargetOptions.courier()).send(Duration.ofSeconds(seconds));
        console.warn(delivery.faults());
        console.say("%s sent, %,d waiting, %,d refused"
                .formatted(Words.count(delivery.sent(), "event"), delivery.waiting(), delivery.refused()));
        console.document(() -> {
            JsonObject json = new JsonObject();
            json.addProperty("sent", delivery.sent());
            json.addProperty("waiting", delivery.waiting());
            json.addProperty("refused", delivery.refused());
            return json;
        });
        return delivery.waiting() + delivery.refused() > 0 ? ExitCode.SOME_FAILED : ExitCode.DONE;
    }
}
