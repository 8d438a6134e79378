package dev.maskwright.cli.inventory;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.maskwright.cli.terminal.Console;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.cli.terminal.Faults;
import dev.maskwright.cli.terminal.Json;
import dev.maskwright.inventory.capture.Advice;
import dev.maskwright.inventory.capture.CaptureFigures;
import dev.maskwright.inventory.capture.Coach;
import dev.maskwright.inventory.capture.Signature;
import dev.maskwright.inventory.store.LastScan;
import dev.maskwright.inventory.store.Records;
import dev.maskwright.sdk.image.ImageFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks whether pictures are good enough before they are scanned. */
@Command(
        name = "coach",
        description = "Check whether pictures are sharp, bright and level enough and show the shelf, and say what to "
                + "do if not; nothing is recorded.",
        sortOptions = false)
public final class CoachCommand implements Callable<Integer> {

    @Parameters(arity = "1..*", paramLabel = "PICTURE", description = "Picture files.")
    private List<Path> pictures = List.of();

    @Option(names = "--shelf", paramLabel = "NAME", description = "Compare the view with the last scan of this shelf.")
    private @Nullable String shelf;

    @Option(names = "--last", paramLabel = "PICTURE", description = "Compare the view with this picture.")
    private @Nullable Path last;

    @Mixin
    private DatabaseOption database = new DatabaseOption();

    @Mixin
    private CoachSettings settings = new CoachSettings();

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws IOException {
        if (shelf != null && last != null) {
            throw console.wrongUsage("--shelf and --last both say what to compare with; leave one out");
        }
        Coach coach = new Coach(settings.options(console));
        Optional<Signature> before = before();
        JsonArray documents = new JsonArray();
        int bad = 0;
        for (Path picture : pictures) {
            try {
                CaptureFigures alone = CaptureFigures.of(ImageFiles.read(picture));
                CaptureFigures figures = before.map(alone::after).orElse(alone);
                List<Advice> advice = coach.advise(figures);
                bad += advice.isEmpty() ? 0 : 1;
                say(picture, figures, advice);
                documents.add(document(picture, figures, advice));
            } catch (IOException
                    | RuntimeException
                    | OutOfMemoryError
                    | StackOverflowError e) { // does not stop the others
                String fault = Faults.oneLine(e);
                console.warn(fault.contains(picture.toString()) ? fault : picture + ": " + fault);
                bad++;
            }
        }
        console.document(() -> {
            JsonObject json = new JsonObject();
            json.add("pictures", documents);
            return json;
        });
        return bad > 0 ? ExitCode.SOME_FAILED : ExitCode.DONE;
    }

    private Optional<Signature> before() throws IOException {
        if (last != null) {
            return Optional.of(CaptureFigures.of(ImageFiles.read(last)).signature());
        }
        if (shelf == null) {
            return Optional.empty();
        }
        LastScan scan = new Records(database.open())
                .lastScan(shelf)
                .orElseThrow(() -> console.wrongUsage(
                        "shelf '%s' has no scan yet; scan it first, or compare with --last".formatted(shelf)));
        return Optional.of(scan.signature());
    }

    private void say(Path picture, CaptureFigures figures, List<Advice> advice) {
        String tilt = figures.tilt().isPresent()
                ? String.format(Locale.ROOT, "%.1f degrees", figures.tilt().getAsDouble())
                : "unknown (few upright edges)";
        String overlap = figures.alignment()
                .map(alignment -> alignment.isSamePlace()
                        ? String.format(Locale.ROOT, ", overlap %.2f", alignment.overlap())
                        : String.format(Locale.ROOT, ", another view (likeness %.2f)", alignment.score()))
                .orElse("");
        console.say(String.format(
                Locale.ROOT,
                "%s: %s; blur %.2f, brightness %.2f, tilt %s%s",
                picture,
                advice.isEmpty() ? "good" : "take it again",
                figures.blur(),
                figures.brightness(),
                tilt,
                overlap));
        advice.forEach(one -> console.say("  " + one));
    }

    private static JsonObject document(Path picture, CaptureFigures figures, List<Advice> advice) {
        JsonObject json = new JsonObject();
        json.addProperty("picture", picture.toString());
        json.addProperty("good", advice.isEmpty());
        json.addProperty("blur", figures.blur());
        json.addProperty("brightness", figures.brightness());
        Json.addNumber(json, "tilt", figures.tilt().orElse(Double.NaN));
        figures.alignment().ifPresent(alignment -> {
            json.addProperty("overlap", alignment.isSamePlace() ? alignment.overlap() : 0);
            json.addProperty("likeness", alignment.score());
        });
        json.add("advice", Json.array(advice.stream().map(Advice::toString).toList()));
        return json;
    }
}
