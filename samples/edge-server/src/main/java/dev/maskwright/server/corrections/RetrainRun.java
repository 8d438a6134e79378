package dev.maskwright.server.corrections;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * One retraining, as stored on disk, so that a restarted server knows its outcome.
 *
 * @param pid of its process
 * @param processStarted start time of the process according to the system, because process numbers are reused; the
 *     epoch if unknown
 * @param begun when it was requested
 * @param corrections number of corrected pictures at that time
 * @param end empty while it runs
 */
record RetrainRun(long pid, Instant processStarted, Instant begun, int corrections, Optional<End> end) {

    /** The possible outcomes. */
    enum Outcome {
        /** The model is no worse, passed its golden sample, and is in use. */
        KEPT,
        /** It did worse on held-out pictures, and was not written. */
        WORSE,
        /** It failed its golden sample. */
        REFUSED,
        /** It was stopped. */
        STOPPED,
        /** It came to no result. */
        FAILED
    }

    /**
     * How it ended.
     *
     * @param detail for people
     * @param report the output of {@code retrain --json}; empty if there is none
     */
    record End(Instant at, Outcome outcome, String detail, JsonObject report) {}

    RetrainRun ended(End newEnd) {
        return new RetrainRun(pid, processStarted, begun, corrections, Optional.of(newEnd));
    }

    /** Its process, if that still runs. */
    Optional<ProcessHandle> process() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(handle -> startOf(handle)
                .equals(processStarted));
    }

    static Instant startOf(ProcessHandle handle) {
        return handle.info().startInstant().orElse(Instant.EPOCH);
    }

    /** For clients, and with the process numbers for the disk. */
    JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("pid", pid);
        json.addProperty("processStarted", processStarted.toString());
        json.addProperty("begun", begun.toString());
        json.addProperty("corrections", corrections);
        end.ifPresent(how -> {
            json.addProperty("ended", how.at().toString());
            json.addProperty("seconds", Duration.between(begun, how.at()).toMillis() / 1e3);
            json.addProperty("outcome", how.outcome().name().toLowerCase(Locale.ROOT));
            json.addProperty("detail", how.detail());
            json.add("report", how.report());
        });
        return json;
    }

    /** @throws JsonParseException if it is none */
    static RetrainRun parse(String text) {
        try {
            JsonObject json = JsonParser.parseString(text).getAsJsonObject();
            Optional<End> end = json.has("ended") ? Optional.of(end(json)) : Optional.empty();
            return new RetrainRun(
                    json.get("pid").getAsLong(),
                    Instant.parse(json.get("processStarted").getAsString()),
                    Instant.parse(json.get("begun").getAsString()),
                    json.get("corrections").getAsInt(),
                    end);
        } catch (NullPointerException | IllegalStateException | IllegalArgumentException | DateTimeException e) {
            throw new JsonParseException("no retraining", e);
        }
    }

    private static End end(JsonObject json) {
        return new End(
                Instant.parse(json.get("ended").getAsString()),
                Outcome.valueOf(json.get("outcome").getAsString().toUpperCase(Locale.ROOT)),
                json.get("detail").getAsString(),
                json.getAsJsonObject("report"));
    }
}
