package dev.maskwright.server.corrections;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.maskwright.models.files.Sha256;
import dev.maskwright.models.files.WholeFile;
import dev.maskwright.models.history.ModelHistory;
import dev.maskwright.server.engine.ModelSlot;
import dev.maskwright.server.engine.ModelVersion;
import dev.maskwright.server.engine.Models;
import dev.maskwright.server.engine.Reason;
import dev.maskwright.server.engine.RefusedException;
import dev.maskwright.server.operation.EventLog;
import dev.maskwright.server.web.HttpProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The standard model from the start of the server, the models retrained from it, and which of them is in use, also
 * after a restart. Retrained files and their history are in a separate folder, because the one with the shipped models
 * may not be writable.
 */
public final class ModelVersions {

    private static final String SUFFIX = ".onnx";
    private static final String INT8 = "-int8";

    private final Path folder;
    private final Path chosen;
    private final Path base;
    private final int most;
    private final OldVersions files;
    private volatile String baseHash = "";
    private volatile Optional<Path> former = Optional.empty();

    private ModelVersions(CorrectionOptions options, Path base) {
        folder = options.own("models").toAbsolutePath();
        chosen = options.own("model.json");
        this.base = base;
        most = options.versions();
        files = new OldVersions(folder, stem(base).replace(INT8, ""));
    }

    /**
     * The versions of the standard model.
     *
     * @param base the file with which the server is started; it need not be valid
     */
    public static ModelVersions of(CorrectionOptions options, Path base) {
        return new ModelVersions(options, base.toAbsolutePath());
    }

    /** Listens to swaps and forwards them; logs what it cannot record. */
    public Models.Listener before(Models.Listener next, EventLog log) {
        return new Models.Listener() {
            @Override
            public void switched(ModelVersion from, ModelVersion to) {
                if (isStandard(from)) {
                    former = Optional.of(from.file().toAbsolutePath());
                }
                try {
                    remember(to);
                } catch (IOException e) {
                    log.fault("model-choice", e); // it is in use anyway
                }
                next.switched(from, to);
            }

            @Override
            public void refused(String name, Path file, String why) {
                next.refused(name, file, why);
            }
        };
    }

    /** Activates the version that was in use when the server last ran, if it was made from the same model. */
    void restore(Models models) throws IOException {
        Files.createDirectories(folder);
        baseHash = Sha256.of(base);
        try {
            Optional<Choice> choice = readChosen();
            if (choice.isPresent()
                    && choice.get().base().equals(baseHash)
                    && Files.exists(choice.get().file())) {
                models.load(stem(base), choice.get().file());
            }
        } catch (RefusedException e) {
            // the model from the start stays in use; the refusal is in the log
        }
    }

    /**
     * What was in use last.
     *
     * @param base the hash of the model that it was made from
     */
    private record Choice(Path file, String base) {}

    private Optional<Choice> readChosen() throws IOException {
        if (!Files.exists(chosen)) {
            return Optional.empty();
        }
        try {
            JsonObject json = JsonParser.parseString(Files.readString(chosen)).getAsJsonObject();
            return Optional.of(new Choice(
                    folder.resolve(json.get("file").getAsString()),
                    json.get("base").getAsString()));
        } catch (JsonParseException | IllegalStateException | NullPointerException e) {
            return Optional.empty(); // damaged: the model from the start stays in use
        }
    }

    private boolean isStandard(ModelVersion version) {
        return version.name().equals(stem(base));
    }

    private void remember(ModelVersion to) throws IOException {
        if (!isStandard(to)) {
            return;
        }
        Path file = to.file().toAbsolutePath();
        if (folder.equals(file.getParent())) {
            JsonObject json = new JsonObject();
            json.addProperty("file", String.valueOf(file.getFileName()));
            json.addProperty("base", baseHash);
            WholeFile.write(chosen, json.toString());
        } else {
            Files.deleteIfExists(chosen);
        }
    }

    /** Activates a version after it has passed its golden sample. */
    void use(String sha256, Models models) throws RefusedException, IOException {
        models.load(stem(base), file(sha256));
    }

    /** Activates a new file. */
    void use(Path file, Models models) throws RefusedException {
        models.load(stem(base), file);
    }

    private Path file(String sha256) throws RefusedException, IOException {
        if (sha256.equals(baseHash)) {
            return base;
        }
        for (ModelHistory.Entry entry : ModelHistory.in(folder).entries()) {
            if (entry.kept() && entry.sha256().equals(sha256)) {
                Path file = folder.resolve(entry.file());
                if (Files.exists(file)) {
                    return file;
                }
                throw new RefusedException(Reason.CONFLICT, "%s is no longer there".formatted(file));
            }
        }
        throw new HttpProblemException(404, "no version of the model has this hash");
    }

    /** The float file of the next version; a number is never used twice. */
    Path next() throws IOException {
        int last = 0;
        for (ModelHistory.Entry entry : ModelHistory.in(folder).entries()) {
            last = Math.max(last, files.number(entry.file()));
        }
        try (var there = Files.newDirectoryStream(folder)) {
            for (Path file : there) {
                last = Math.max(last, files.number(String.valueOf(file.getFileName())));
            }
        }
        return folder.resolve("%s-%d%s".formatted(files.stem(), last + 1, SUFFIX));
    }

    /**
     * Deletes the versions that are neither in use, nor needed for a rollback, nor among the newest. Must be called
     * while no version is being made.
     *
     * @return the names of the deleted files
     */
    List<String> prune(Models models) throws IOException {
        synchronized (models) { // nothing is activated in the meantime
            Set<String> needed = new HashSet<>();
            for (ModelSlot slot : models.loaded()) {
                need(slot.version().file().toAbsolutePath(), needed);
            }
            List<ModelHistory.Entry> kept = ModelHistory.in(folder).entries().stream()
                    .filter(ModelHistory.Entry::kept)
                    .toList();
            Set<String> parents = kept.stream()
                    .filter(entry -> needed.contains(entry.file()))
                    .map(ModelHistory.Entry::parent)
                    .collect(Collectors.toSet());
            kept.stream().filter(entry -> parents.contains(entry.sha256())).forEach(entry -> needed.add(entry.file()));
            former.ifPresent(file -> need(file, needed));
            readChosen().ifPresent(choice -> need(choice.file(), needed));
            return files.deleteOld(most, needed);
        }
    }

    private void need(Path file, Set<String> names) {
        if (folder.equals(file.getParent())) {
            names.add(String.valueOf(file.getFileName()));
        }
    }

    /** The old pictures shipped with the model from the start of the server. */
    Optional<Path> replay() {
        return Optional.of(base.resolveSibling(files.stem() + "-replay")).filter(Files::isDirectory);
    }

    private static String stem(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    }

    /** All versions, the newest first, and refused ones. */
    JsonArray describe(Models models) throws IOException {
        Path inUse = models.standard().version().file().toAbsolutePath();
        JsonArray versions = new JsonArray();
        var entries = ModelHistory.in(folder).entries();
        for (int i = entries.size() - 1; i >= 0; i--) {
            versions.add(describe(entries.get(i), inUse));
        }
        JsonObject first = new JsonObject();
        first.addProperty("sha256", baseHash);
        first.addProperty("file", String.valueOf(base.getFileName()));
        first.addProperty("kept", true);
        first.addProperty("there", true);
        first.addProperty("inUse", base.equals(inUse));
        versions.add(first);
        return versions;
    }

    private JsonObject describe(ModelHistory.Entry entry, Path inUse) {
        Path file = folder.resolve(entry.file());
        JsonObject json = new JsonObject();
        json.addProperty("sha256", entry.sha256());
        json.addProperty("file", entry.file());
        json.addProperty("parent", entry.parent());
        json.addProperty("made", entry.made().toString());
        json.addProperty("kept", entry.kept());
        json.addProperty("there", entry.kept() && Files.exists(file));
        json.addProperty("inUse", entry.kept() && file.equals(inUse));
        json.add("facts", entry.facts());
        return json;
    }
}
