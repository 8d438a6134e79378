package dev.maskwright.trainer.report;

import ai.djl.engine.Engine;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import dev.maskwright.models.files.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One run of the program on a training, which may take several: how it was called, and on what it ran. The sessions of
 * a training are stored in {@code run.json}.
 *
 * @param command as it was typed, or could have been
 * @param started in ISO 8601
 * @param versions of the program and its dependencies, by name
 * @param machine properties of the machine, by name
 */
record Session(String command, String started, Map<String, String> versions, Map<String, String> machine) {

    private static final String FILE = "run.json";
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    /** What {@code run.json} holds. */
    private record Sessions(List<Session> sessions) {}

    /** This run of the program. */
    static Session now(String command, String version, Instant now) {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("Maskwright", version);
        versions.put("Java", Runtime.version() + " (" + System.getProperty("java.vendor", "unknown") + ")");
        Engine engine = Engine.getInstance();
        versions.put(engine.getEngineName(), engine.getVersion());
        Map<String, String> machine = new LinkedHashMap<>();
        machine.put(
                "System",
                "%s %s, %s"
                        .formatted(
                                System.getProperty("os.name"),
                                System.getProperty("os.version"),
                                System.getProperty("os.arch")));
        machine.put("Processor", processor());
        machine.put("Cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
        machine.put("Computing threads", System.getProperty("ai.djl.pytorch.num_threads", "one per core"));
        machine.put("Device", engine.defaultDevice().toString());
        machine.put(
                "Java heap",
                String.format(Locale.ROOT, "%,d MB", Runtime.getRuntime().maxMemory() / 1_000_000));
        return new Session(command, now.truncatedTo(ChronoUnit.SECONDS).toString(), versions, machine);
    }

    private static String processor() {
        Path file = Path.of("/proc/cpuinfo");
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown"; // no Linux
        }
    }

    /** The sessions of the training in a folder, the oldest first; none if it has no such file. */
    static List<Session> readAll(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return List.copyOf(
                    GSON.fromJson(Files.readString(file), Sessions.class).sessions());
        } catch (JsonParseException | NullPointerException e) {
            throw new IOException(
                    "%s cannot be read: %s; restore it as train wrote it, or train again"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    /** Adds this session to those of the folder. */
    void append(Path folder) throws IOException {
        List<Session> sessions = new ArrayList<>(readAll(folder));
        sessions.add(this);
        WholeFile.write(folder.resolve(FILE), GSON.toJson(new Sessions(sessions)) + "\n");
    }

    /** The words of a command, quoted for a shell. */
    static String shell(String... words) {
        return String.join(
                " ",
                Arrays.stream(words)
                        .map(word -> word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'")
                        .toList());
    }
}
