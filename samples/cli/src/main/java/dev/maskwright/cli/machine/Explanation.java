package dev.maskwright.cli.machine;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.maskwright.cli.terminal.Console;
import dev.maskwright.cli.terminal.Table;
import dev.maskwright.cli.terminal.Words;
import dev.maskwright.exporter.inspect.OperatorTime;
import dev.maskwright.exporter.inspect.Profile;
import dev.maskwright.exporter.inspect.ProfilePage;
import dev.maskwright.exporter.inspect.Roof;
import dev.maskwright.models.files.WholeFile;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.model.ModelCard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;

/** Shows how the time of a network is spent on this machine. */
final class Explanation {

    private static final int RUNS = 100;
    private static final int SHOWN = 15;
    private static final int NAME_WIDTH = 48;

    private final Console console;
    private final Path file;
    private final ModelCard card;
    private final int threads;

    Explanation(Console console, Path file, ModelCard card, int threads) {
        this.console = console;
        this.file = file;
        this.card = card;
        this.threads = threads;
    }

    /** @param page file for the page; empty for none */
    void show(Frame picture, Path page, JsonObject json) throws IOException {
        Roof roof = Roof.measure(threads);
        Profile profile = Profile.of(file, card, picture, threads, RUNS);
        console.say(summary(profile, roof).toString());
        console.say("");
        console.say(kinds(profile).toString());
        console.say("");
        console.say(slowest(profile, roof).toString());
        if (!page.toString().isEmpty()) {
            Path absolute = page.toAbsolutePath();
            Files.createDirectories(absolute.getParent());
            String title = "%s on %s".formatted(file.getFileName(), Words.count(threads, "thread"));
            WholeFile.write(absolute, ProfilePage.of(profile, roof, title));
            console.say("");
            console.say("all operators: " + page);
        }
        console.document(() -> document(json, profile, roof));
    }

    private static Table summary(Profile profile, Roof roof) {
        return new Table("ll")
                .row("run", text("%,.0f µs, with the profile's own cost", profile.runMicros()))
                .row(
                        "operators",
                        text(
                                "%,.0f µs in %d",
                                profile.operatorMicros(), profile.operators().size()))
                .row(
                        "roof",
                        text(
                                "%.0f x 10^9 multiply-adds a second in float, %.0f x 10^9 in"
                                        + " int8, %.1f GB/s copied in memory",
                                roof.floatRate() / 1e9,
                                roof.integerRate() / 1e9,
                                roof.bandwidth().lastEntry().getValue() / 1e9))
                .row("reached", text("%.0f %% of what the roof allows", 100 * profile.ofRoof(roof)));
    }

    private static Table kinds(Profile profile) {
        Table table = new Table("lrr").row("operator", "µs", "share");
        profile.microsByKind()
                .forEach((kind, micros) -> table.row(
                        kind, text("%,.0f", micros), text("%.1f %%", 100 * micros / profile.operatorMicros())));
        return table;
    }

    private static Table slowest(Profile profile, Roof roof) {
        Table table = new Table("llrrrl").row("slowest", "operator", "µs", "share", "of roof", "bound by");
        Stream<OperatorTime> slowest = profile.operators().stream()
                .sorted(Comparator.comparingDouble(OperatorTime::micros).reversed())
                .limit(SHOWN);
        slowest.forEach(operator -> table.row(
                shortened(operator.name()),
                operator.operator(),
                text("%,.0f", operator.micros()),
                text("%.1f %%", 100 * operator.micros() / profile.operatorMicros()),
                text("%.0f %%", 100 * roof.leastMicros(operator) / operator.micros()),
                bound(roof, operator)));
        return table;
    }

    private static String shortened(String name) {
        return name.length() <= NAME_WIDTH ? name : "..." + name.substring(name.length() - NAME_WIDTH + 3);
    }

    private static String bound(Roof roof, OperatorTime operator) {
        return roof.isBoundByMemory(operator) ? "memory" : "arithmetic";
    }

    private static JsonObject document(JsonObject json, Profile profile, Roof roof) {
        JsonObject limits = new JsonObject();
        limits.addProperty("floatMultiplyAddsPerSecond", roof.floatRate());
        limits.addProperty("int8MultiplyAddsPerSecond", roof.integerRate());
        JsonObject copies = new JsonObject();
        roof.bandwidth().forEach((bytes, rate) -> copies.addProperty(String.valueOf(bytes), rate));
        limits.add("bytesPerSecondByBytes", copies);
        json.add("roof", limits);
        JsonArray operators = new JsonArray();
        for (OperatorTime operator : profile.operators()) {
            JsonObject one = new JsonObject();
            one.addProperty("name", operator.name());
            one.addProperty("operator", operator.operator());
            one.addProperty("micros", operator.micros());
            one.addProperty("multiplyAdds", operator.multiplyAdds());
            one.addProperty("bytes", operator.bytes());
            one.addProperty("leastMicros", roof.leastMicros(operator));
            operators.add(one);
        }
        json.addProperty("runMicros", profile.runMicros());
        json.add("operators", operators);
        return json;
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
