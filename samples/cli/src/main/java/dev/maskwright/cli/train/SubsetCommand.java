package dev.maskwright.cli.train;

import com.google.gson.JsonObject;
import dev.maskwright.cli.terminal.Console;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.cli.terminal.Faults;
import dev.maskwright.cli.terminal.Json;
import dev.maskwright.cli.terminal.Words;
import dev.maskwright.folder.corrections.Correction;
import dev.maskwright.folder.corrections.CorrectionSet;
import dev.maskwright.models.files.Leftovers;
import dev.maskwright.models.files.PartFolder;
import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.BadSampleException;
import dev.maskwright.trainer.data.CacheOptions;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.data.source.DataSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes some pictures of a data set as a new data set. */
@Command(
        name = "subset",
        description = {
            "Write some pictures of a data set of any format as a folder of images and masks.",
            "The old pictures that accompany a model for retraining are such a folder. Picture files are "
                    + "copied unchanged; of several rows",
            "with the same picture, one is used."
        },
        sortOptions = false)
public final class SubsetCommand implements Callable<Integer> {

    /** A class that covers less of a picture than this is hardly visible in it. */
    private static final double LEAST_SHARE = 0.01;

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "The data set.")
    private Path data = Path.of("");

    @Option(names = "--output", required = true, paramLabel = "DIR", description = "The folder to create.")
    private Path output = Path.of("");

    @Option(
            names = "--views",
            paramLabel = "N",
            description = {
                "Number of pictures, chosen at random with a preference for rare classes. Without it, all are "
                        + "written."
            })
    private @Nullable Integer views;

    @Option(
            names = "--with",
            paramLabel = "CLASS",
            description = "Only pictures in which this class covers at least one percent; chosen purely at random.")
    private @Nullable String with;

    @Option(
            names = "--without",
            paramLabel = "CLASS",
            description = "Remove this class: its pixels become background, as if it had never been labelled.")
    private @Nullable String without;

    @Option(names = "--except", paramLabel = "DIR", description = "Skip pictures that are in another such folder.")
    private @Nullable Path except;

    @Option(names = "--seed", defaultValue = "1", paramLabel = "N", description = "The random seed (${DEFAULT-VALUE}).")
    private long seed;

    @Mixin
    private Console console = new Console();

    /** A candidate picture, and its classes. */
    private record Candidate(int row, BitSet classes) {}

    @Override
    public Integer call() throws IOException, BadDatasetException {
        if (views != null) {
            console.requirePositive("--views", views);
        }
        requireEmpty();
        List<String> skipped = new ArrayList<>();
        int written;
        try (DataSource source = DataSources.open(data, DataSettings.defaults(), CacheOptions.none())) {
            Dataset rows = source.train();
            skipped.addAll(rows.skipped());
            requireClass(rows, "--with", with);
            requireClass(rows, "--without", without);
            List<Candidate> chosen = chosen(candidates(rows, skipped));
            try (PartFolder part = PartFolder.of(output)) {
                written = write(rows, chosen, part.path(), skipped);
                part.takePlace();
            }
        }
        console.say("%s: %s of %s".formatted(output, Words.count(written, "picture"), data));
        console.warn(skipped);
        console.document(() -> document(written, skipped));
        return skipped.isEmpty() ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }

    /** Checked at once, and not after all pictures were read. */
    private void requireEmpty() throws IOException {
        if (Files.exists(output)) {
            Leftovers.removeIn(output);
            try (Stream<Path> files = Files.list(output)) {
                if (files.findAny().isPresent()) {
                    throw console.wrongUsage("--output %s: the folder is not empty; choose another".formatted(output));
                }
            }
        }
    }

    private void requireClass(Dataset rows, String option, @Nullable String name) {
        if (name != null && rows.classes().classId(name).isEmpty()) {
            throw console.wrongUsage("%s %s: the data set has no such class, only %s"
                    .formatted(option, name, String.join(", ", rows.classes().names())));
        }
        if (name != null && name.equals(rows.classes().name(0))) {
            throw console.wrongUsage(
                    "%s %s: the first class stands for what is left over; name another".formatted(option, name));
        }
    }

    private List<Candidate> candidates(Dataset rows, List<String> skipped) throws IOException {
        Set<String> seen = new HashSet<>(except == null ? List.of() : CorrectionSet.names(except));
        List<Candidate> candidates = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            byte[] picture = rows.raw(row).image().orElse(new byte[0]);
            if (picture.length > 0 && !seen.add(CorrectionSet.name(picture))) {
                continue;
            }
            try {
                Sample sample = rows.read(row);
                if (with == null || share(sample, rows.classes().classId(with).getAsInt()) >= LEAST_SHARE) {
                    candidates.add(new Candidate(row, classes(sample)));
                }
            } catch (BadSampleException e) {
                skipped.add(Faults.oneLine(e));
            }
        }
        return candidates;
    }

    private static double share(Sample sample, int classId) {
        int count = 0;
        for (byte id : sample.target()) {
            count += Byte.toUnsignedInt(id) == classId ? 1 : 0;
        }
        return count / (double) sample.target().length;
    }

    private static BitSet classes(Sample sample) {
        BitSet classes = new BitSet();
        for (byte id : sample.target()) {
            classes.set(Byte.toUnsignedInt(id));
        }
        classes.clear(Sample.IGNORE);
        return classes;
    }

    /** Repeatedly chooses the picture whose classes are rarest among those already chosen. */
    private List<Candidate> chosen(List<Candidate> candidates) {
        Collections.shuffle(candidates, new Random(seed));
        if (views == null) {
            return candidates;
        }
        if (with != null || candidates.size() <= views) {
            return candidates.subList(0, Math.min(views, candidates.size()));
        }
        int[] shown = new int[Sample.IGNORE];
        List<Candidate> chosen = new ArrayList<>();
        while (chosen.size() < views) {
            Candidate best = candidates.get(0);
            double most = -1;
            for (Candidate candidate : candidates) {
                double worth = candidate.classes().stream()
                        .mapToDouble(id -> 1.0 / (1 + shown[id]))
                        .sum();
                if (worth > most) {
                    most = worth;
                    best = candidate;
                }
            }
            candidates.remove(best);
            best.classes().stream().forEach(id -> shown[id]++);
            chosen.add(best);
        }
        return chosen;
    }

    private int write(Dataset rows, List<Candidate> chosen, Path into, List<String> skipped) throws IOException {
        List<String> names = new ArrayList<>(rows.classes().names());
        int left = without == null ? -1 : names.indexOf(without);
        names.remove(without);
        CorrectionSet folder = CorrectionSet.open(into, names);
        int written = 0;
        for (Candidate candidate : chosen) {
            try {
                Sample sample = rows.read(candidate.row());
                byte[] picture = rows.raw(candidate.row()).image().orElseThrow();
                Correction labels = Correction.of(sample.width(), sample.height(), without(sample.target(), left));
                labels.acceptRest();
                folder.put(picture, labels);
                written++;
            } catch (BadSampleException | IllegalArgumentException e) { // for example, no pixel has a label
                skipped.add(Faults.oneLine(e));
            }
        }
        return written;
    }

    private static byte[] without(byte[] target, int left) {
        byte[] ids = target.clone();
        for (int i = 0; i < ids.length && left >= 0; i++) {
            int id = Byte.toUnsignedInt(ids[i]);
            ids[i] = (byte) (id == left ? 0 : id > left && id != Sample.IGNORE ? id - 1 : id);
        }
        return ids;
    }

    private JsonObject document(int written, List<String> skipped) {
        JsonObject json = new JsonObject();
        json.addProperty("output", output.toString());
        json.addProperty("pictures", written);
        json.add("skipped", Json.array(skipped));
        return json;
    }
}
