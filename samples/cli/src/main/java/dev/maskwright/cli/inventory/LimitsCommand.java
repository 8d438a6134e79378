package dev.maskwright.cli.inventory;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.maskwright.cli.option.ModelOption;
import dev.maskwright.cli.terminal.Console;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.cli.terminal.Table;
import dev.maskwright.cli.terminal.Words;
import dev.maskwright.inventory.shelf.Limit;
import dev.maskwright.inventory.store.Database;
import dev.maskwright.inventory.store.SettingStore;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Thresholds of classes. */
@Command(
        name = "limits",
        description = "List the limits of classes, or set or remove one. Scans raise an alert when a limit is passed, "
                + "and end it when it is met again.",
        sortOptions = false)
public final class LimitsCommand implements Callable<Integer> {

    @Option(names = "--class", paramLabel = "NAME", description = "The class whose limit is set or removed.")
    private @Nullable String label;

    @Option(
            names = "--shelf",
            paramLabel = "NAME",
            description = "For this shelf only; takes precedence over a limit for all shelves.")
    private @Nullable String shelf;

    @Option(names = "--least", paramLabel = "X", description = "Alert below this share of the picture, 0 to 1.")
    private @Nullable Double least;

    @Option(names = "--most", paramLabel = "X", description = "Alert above this share.")
    private @Nullable Double most;

    @Option(names = "--least-items", paramLabel = "N", description = "Alert below about N items (needs scan --items).")
    private @Nullable Double leastItems;

    @Option(names = "--most-items", paramLabel = "N", description = "Alert above about N items.")
    private @Nullable Double mostItems;

    @Option(names = "--remove", description = "Remove the limits of the class.")
    private boolean remove;

    @Mixin
    private DatabaseOption database = new DatabaseOption();

    @Mixin
    private ModelOption model = new ModelOption();

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws IOException {
        boolean isSet = least != null || most != null || leastItems != null || mostItems != null;
        if ((isSet || remove || shelf != null) && label == null) {
            throw console.wrongUsage("a limit belongs to a class; name it with --class");
        }
        if (label != null && isSet == remove) {
            throw console.wrongUsage("give --least, --most, --least-items or --most-items, or --remove");
        }
        if (label == null) {
            return list(new SettingStore(database.open()));
        }
        Optional<String> place = Optional.ofNullable(shelf);
        if (remove) {
            int count = new SettingStore(database.open()).removeLimits(place, label);
            console.say("%s of %s removed".formatted(Words.count(count, "limit"), label));
            return count == 0 ? ExitCode.SOME_FAILED : ExitCode.DONE;
        }
        KnownClasses.of(console, model).require(label);
        put(place, label);
        return ExitCode.DONE;
    }

    private void put(Optional<String> place, String name) {
        Database opened = database.open();
        SettingStore settings = new SettingStore(opened);
        if (least != null || most != null) {
            settings.put(
                    console.checked(() -> new Limit(place, name, Limit.Unit.SHARE, optional(least), optional(most))));
        }
        if (leastItems != null || mostItems != null) {
            settings.put(console.checked(
                    () -> new Limit(place, name, Limit.Unit.ITEMS, optional(leastItems), optional(mostItems))));
        }
        console.say("the limit of %s is set for %s; the next scan checks it"
                .formatted(name, place.map("shelf %s"::formatted).orElse("all shelves")));
    }

    private int list(SettingStore settings) {
        List<Limit> limits = settings.limits();
        Table table = new Table("lllrr").row("shelf", "class", "unit", "least", "most");
        JsonArray list = new JsonArray();
        for (Limit limit : limits) {
            table.row(
                    limit.shelf().orElse("(all)"),
                    limit.label(),
                    limit.unit().words(),
                    shown(limit.least()),
                    shown(limit.most()));
            JsonObject json = new JsonObject();
            json.addProperty("shelf", limit.shelf().orElse(null));
            json.addProperty("class", limit.label());
            json.addProperty("unit", limit.unit().words());
            limit.least().ifPresent(value -> json.addProperty("least", value));
            limit.most().ifPresent(value -> json.addProperty("most", value));
            list.add(json);
        }
        console.say(limits.isEmpty() ? "no limits; set one with --class NAME --least X" : table.toString());
        console.document(() -> {
            JsonObject json = new JsonObject();
            json.add("limits", list);
            return json;
        });
        return ExitCode.DONE;
    }

    private static OptionalDouble optional(@Nullable Double value) {
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    private static String shown(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.4g", value.getAsDouble()) : "-";
    }
}
