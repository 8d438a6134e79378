package dev.maskwright.cli.inventory;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.maskwright.cli.terminal.Console;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.cli.terminal.Table;
import dev.maskwright.inventory.store.Database;
import dev.maskwright.inventory.store.Records;
import dev.maskwright.inventory.store.Records.ShelfLine;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** All shelves in a table. */
@Command(
        name = "shelves",
        description = "List the shelves: scans, regions, what is missing, alerts.",
        sortOptions = false)
public final class ShelvesCommand implements Callable<Integer> {

    @Mixin
    private DatabaseOption database = new DatabaseOption();

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() {
        Database opened = database.open();
        List<ShelfLine> shelves = new Records(opened).shelves();
        Table table = new Table("lrlrrr").row("shelf", "scans", "last", "regions", "missing", "alerts");
        JsonArray list = new JsonArray();
        for (ShelfLine shelf : shelves) {
            table.row(
                    shelf.name(),
                    "%,d".formatted(shelf.scans()),
                    shelf.last().map(Instant::toString).orElse("-"),
                    "%,d".formatted(shelf.regions()),
                    "%,d".formatted(shelf.missing()),
                    "%,d".formatted(shelf.alerts()));
            JsonObject json = new JsonObject();
            json.addProperty("shelf", shelf.name());
            json.addProperty("scans", shelf.scans());
            json.addProperty("last", shelf.last().map(Instant::toString).orElse(null));
            json.addProperty("regions", shelf.regions());
            json.addProperty("missing", shelf.missing());
            json.addProperty("alerts", shelf.alerts());
            list.add(json);
        }
        console.say(
                shelves.isEmpty()
                        ? "%s: no shelf yet; record one with: inventory scan PICTURES --shelf NAME"
                                .formatted(opened.name())
                        : table.toString());
        console.document(() -> {
            JsonObject json = new JsonObject();
            json.add("shelves", list);
            return json;
        });
        return ExitCode.DONE;
    }
}
