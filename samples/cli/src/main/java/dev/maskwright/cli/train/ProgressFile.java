package dev.maskwright.cli.train;

import com.google.gson.JsonObject;
import dev.maskwright.models.files.WholeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The progress of a run, for other programs: one JSON object in a file that is replaced atomically at intervals. A file
 * that cannot be written does not end the run.
 */
final class ProgressFile {

    private static final Duration BETWEEN = Duration.ofMillis(500);

    private final Optional<Path> file;
    private long lastNanos = System.nanoTime() - BETWEEN.toNanos();

    /** @param file null for no file */
    ProgressFile(@Nullable Path file) {
        this.file = Optional.ofNullable(file);
    }

    /** Another phase of the run has started. */
    void phase(String name) {
        write(json(name));
    }

    /**
     * A step of the training is finished.
     *
     * @param done the share of the training that is done, 0..1
     */
    void step(int step, int steps, double done, double loss) {
        if (System.nanoTime() - lastNanos >= BETWEEN.toNanos()) {
            JsonObject json = json("training");
            json.addProperty("step", step);
            json.addProperty("steps", steps);
            json.addProperty("done", done);
            json.addProperty("loss", loss);
            write(json);
        }
    }

    private static JsonObject json(String phase) {
        JsonObject json = new JsonObject();
        json.addProperty("phase", phase);
        return json;
    }

    private void write(JsonObject json) {
        lastNanos = System.nanoTime();
        if (file.isPresent()) {
            try {
                WholeFile.writeUnforced(file.get(), json.toString());
            } catch (IOException e) {
                // the watching program sees the previous state
            }
        }
    }
}
