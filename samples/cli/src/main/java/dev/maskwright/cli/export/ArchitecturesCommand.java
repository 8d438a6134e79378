package dev.maskwright.cli.export;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.maskwright.cli.terminal.Console;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.cli.terminal.Table;
import dev.maskwright.models.graph.MultiplyAdds;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.Shape;
import dev.maskwright.models.zoo.Architecture;
import dev.maskwright.models.zoo.Architectures;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the networks that can be trained. */
@Command(
        name = "architectures",
        description = "List the networks that a recipe can name.",
        footer = {
            "",
            "Parameters are for 24 classes, multiply-adds for one image of 224x224. All of them can be "
                    + "trained and exported.",
            "Agreement with segmentation_models.pytorch: 'logits': equal to recorded ones; 'keys': same "
                    + "keys, nothing recorded; 'own': this project's own decoder."
        },
        sortOptions = false)
public final class ArchitecturesCommand implements Callable<Integer> {

    private static final int CLASSES = 24;
    private static final Shape IMAGE = Shape.of(1, 3, 224, 224);

    @Mixin
    private Console console = new Console();

    private record Entry(String id, long parameters, long multiplyAdds, String agreement) {
        static Entry of(Architecture architecture) {
            Network network = architecture.builder().build(IMAGE.size(1), CLASSES);
            return new Entry(
                    architecture.id(),
                    network.parameterCount(),
                    MultiplyAdds.of(network, IMAGE),
                    architecture.agreement().name().toLowerCase(Locale.ROOT));
        }
    }

    @Override
    public Integer call() {
        List<Entry> entries = Architectures.list().stream().map(Entry::of).toList();
        Table table = new Table("lrrlll")
                .row("architecture", "parameters", "multiply-adds", "trains", "exports", "agrees with the peer");
        for (Entry entry : entries) {
            table.row(
                    entry.id(),
                    String.format(Locale.ROOT, "%,d", entry.parameters()),
                    String.format(Locale.ROOT, "%,d million", Math.round(entry.multiplyAdds() / 1e6)),
                    "yes",
                    "yes",
                    entry.agreement());
        }
        console.say(table.toString());
        console.document(() -> document(entries));
        return ExitCode.DONE;
    }

    private static JsonObject document(List<Entry> entries) {
        JsonArray array = new JsonArray();
        for (Entry entry : entries) {
            JsonObject json = new JsonObject();
            json.addProperty("id", entry.id());
            json.addProperty("parameters", entry.parameters());
            json.addProperty("multiplyAdds", entry.multiplyAdds());
            json.addProperty("trains", true);
            json.addProperty("exports", true);
            json.addProperty("agreement", entry.agreement());
            array.add(json);
        }
        JsonObject document = new JsonObject();
        document.addProperty("classes", CLASSES);
        document.addProperty("width", IMAGE.size(3));
        document.addProperty("height", IMAGE.size(2));
        document.add("architectures", array);
        return document;
    }
}
