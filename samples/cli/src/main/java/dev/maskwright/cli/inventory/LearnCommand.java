package dev.maskwright.cli.inventory;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.maskwright.cli.option.ModelOption;
import dev.maskwright.cli.terminal.Console;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.cli.terminal.Table;
import dev.maskwright.inventory.MarkedItems;
import dev.maskwright.inventory.shelf.ItemArea;
import dev.maskwright.inventory.shelf.Level;
import dev.maskwright.inventory.store.Database;
import dev.maskwright.inventory.store.Records;
import dev.maskwright.inventory.store.Scan;
import dev.maskwright.inventory.store.SettingStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Usual areas of items, for {@code scan --items}. */
@Command(
        name = "learn",
        description = {
            "Learn how much of a picture one item of a class usually covers, so that scan --items can count.",
            "Without arguments, list what was learned."
        },
        sortOptions = false)
public final class LearnCommand implements Callable<Integer> {

    @Parameters(
            arity = "0..1",
            paramLabel = "COCO.json",
            description = "Pictures in which each item is marked, in the COCO format that annotation tools export.")
    private @Nullable Path marked;

    @Option(
            names = "--count",
            paramLabel = "CLASS=N",
            description = "Or: the last scan of --shelf shows N items of this class. May be given several times.")
    private Map<String, Integer> counts = Map.of();

    @Option(
            names = "--shelf",
            paramLabel = "NAME",
            description = "Learn for this shelf only, since cameras are at different distances.")
    private @Nullable String shelf;

    @Mixin
    private DatabaseOption database = new DatabaseOption();

    @Mixin
    private ModelOption model = new ModelOption();

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws IOException {
        if (marked != null && !counts.isEmpty()) {
            throw console.wrongUsage("name a file of marked items, or --count; leave one out");
        }
        if (!counts.isEmpty() && shelf == null) {
            throw console.wrongUsage("--count refers to the last scan of a shelf; name the shelf with --shelf");
        }
        if (marked == null && counts.isEmpty()) {
            return list(new SettingStore(database.open()).itemAreas());
        }
        KnownClasses classes = KnownClasses.of(console, model);
        counts.keySet().forEach(classes::require);
        List<ItemArea> areas = marked == null ? ofLastScan() : MarkedItems.read(marked, Optional.ofNullable(shelf));
        areas.forEach(area -> classes.require(area.label()));
        SettingStore settings = new SettingStore(database.open());
        areas.forEach(settings::put);
        return list(areas);
    }

    private List<ItemArea> ofLastScan() {
        Database opened = database.open();
        List<Scan> scans = new Records(opened).scans(String.valueOf(shelf), 1);
        if (scans.isEmpty()) {
            throw console.wrongUsage("shelf '%s' has no scan yet; scan it first".formatted(shelf));
        }
        List<ItemArea> areas = new ArrayList<>();
        counts.forEach((label, count) -> {
            console.requirePositive("--count " + label, count);
            double share = scans.get(0).levels().stream()
                    .filter(level -> level.label().equals(label))
                    .mapToDouble(Level::share)
                    .sum();
            if (share <= 0) {
                throw console.wrongUsage("the last scan of shelf '%s' shows no %s".formatted(shelf, label));
            }
            areas.add(ItemArea.of(Optional.ofNullable(shelf), label, Collections.nCopies(count, share / count)));
        });
        return areas;
    }

    private int list(List<ItemArea> areas) {
        Table table = new Table("llrrrr").row("shelf", "class", "one item", "quarter below", "quarter above", "marked");
        JsonArray list = new JsonArray();
        for (ItemArea area : areas) {
            table.row(
                    area.shelf().orElse("(all)"),
                    area.label(),
                    percent(area.share()),
                    percent(area.low()),
                    percent(area.high()),
                    Integer.toString(area.samples()));
            JsonObject json = new JsonObject();
            json.addProperty("shelf", area.shelf().orElse(null));
            json.addProperty("class", area.label());
            json.addProperty("share", area.share());
            json.addProperty("low", area.low());
            json.addProperty("high", area.high());
            json.addProperty("samples", area.samples());
            list.add(json);
        }
        console.say(areas.isEmpty() ? "nothing has been learned yet; name a file of marked items" : table.toString());
        console.document(() -> {
            JsonObject json = new JsonObject();
            json.add("areas", list);
            return json;
        });
        return ExitCode.DONE;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }
}
