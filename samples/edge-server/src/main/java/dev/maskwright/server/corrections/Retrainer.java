package dev.maskwright.server.corrections;

import com.google.gson.JsonObject;
import dev.maskwright.server.corrections.RetrainRun.End;
import dev.maskwright.server.corrections.RetrainRun.Outcome;
import dev.maskwright.server.engine.Models;
import dev.maskwright.server.engine.Reason;
import dev.maskwright.server.engine.RefusedException;
import dev.maskwright.server.operation.EventLog;
import dev.maskwright.server.web.HttpProblemException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Retrains the standard model on the corrections, in a process at low priority, one at a time. A model that is no worse
 * is activated after it has passed its golden sample; with any other outcome, the model in use stays. If the server is
 * killed, the next one finds the process again. Thread-safe.
 */
final class Retrainer implements AutoCloseable {

    private static final String NO_TRAINER =
            "the trainer is not installed beside this server; copy the folder of corrections to"
                    + " a machine that has it, and run 'maskwright retrain' there";

    /** The space for two model files, their candidates and reports, with some reserve. */
    private static final long LEAST_FREE_BYTES = 100_000_000;

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final List<String> LOW_PRIORITY = List.of("nice", "-n", "10");

    private final Corrections corrections;
    private final ModelVersions versions;
    private final Models models;
    private final EventLog log;
    private final RetrainFiles files;
    private final CorrectionOptions options;
    private volatile @Nullable RetrainRun run;
    private volatile CompletableFuture<Void> finished = CompletableFuture.completedFuture(null);
    private volatile boolean stopping;

    private Retrainer(Corrections corrections, ModelVersions versions, Models models, EventLog log) {
        this.corrections = corrections;
        this.versions = versions;
        this.models = models;
        this.log = log;
        options = corrections.options();
        files = new RetrainFiles(options.own("retraining"));
    }

    /** Opens it; a process that a previous server started is watched again, or its outcome is handled. */
    static Retrainer open(Corrections corrections, ModelVersions versions, Models models, EventLog log)
            throws IOException {
        Retrainer retrainer = new Retrainer(corrections, versions, models, log);
        retrainer.files.readRun().ifPresent(retrainer::takeUp);
        if (!retrainer.isRunning()) {
            retrainer.prune(); // a previous server may not have done it
        }
        return retrainer;
    }

    private void takeUp(RetrainRun before) {
        run = before;
        if (before.end().isEmpty()) {
            before.process()
                    .ifPresentOrElse(
                            process -> finished = process.onExit().thenAccept(ended -> finish(OptionalInt.empty())),
                            () -> finish(OptionalInt.empty()));
        }
    }

    private boolean isRunning() {
        RetrainRun now = run;
        return now != null && now.end().isEmpty();
    }

    /**
     * Starts it.
     *
     * @throws RefusedException if there is no trainer, there are no corrections, or one is already running
     */
    synchronized void start(RetrainWish wish) throws RefusedException, IOException {
        List<String> trainer = options.trainer().orElseThrow(() -> conflict(NO_TRAINER));
        if (isRunning()) {
            throw conflict("the model is being retrained already; wait for that, or stop it");
        }
        int corrected = corrections.corrected();
        if (corrected == 0) {
            throw conflict("nothing has been corrected yet; correct some pictures first");
        }
        requireSpace();
        files.clear();
        stopping = false;
        Process process = process(command(trainer, wish)).start();
        RetrainRun begun = new RetrainRun(
                process.pid(), RetrainRun.startOf(process.toHandle()), Instant.now(), corrected, Optional.empty());
        try {
            files.write(begun);
        } catch (IOException e) {
            process.destroyForcibly();
            throw e;
        }
        run = begun;
        log.info("retraining", Map.of("pid", begun.pid(), "corrections", corrected));
        finished = process.onExit().thenAccept(ended -> finish(OptionalInt.of(ended.exitValue())));
    }

    private static RefusedException conflict(String message) {
        return new RefusedException(Reason.CONFLICT, message);
    }

    private void requireSpace() throws IOException {
        long free = Files.getFileStore(options.dir()).getUsableSpace();
        if (free < LEAST_FREE_BYTES) {
            throw new HttpProblemException(
                    507,
                    "%s has %d MB left, and retraining needs %d; free some first"
                            .formatted(options.dir(), free / 1_000_000, LEAST_FREE_BYTES / 1_000_000));
        }
    }

    private List<String> command(List<String> trainer, RetrainWish wish) throws IOException {
        List<String> words = new ArrayList<>(isThere(LOW_PRIORITY.get(0)) ? LOW_PRIORITY : List.of());
        words.addAll(trainer);
        Path model = models.standard().version().file();
        words.addAll(List.of(
                "--model", model.toString(), "--corrections", options.dir().toString()));
        words.addAll(List.of("--replay", versions.replay().map(Path::toString).orElse("none")));
        words.addAll(List.of("--output", versions.next().toString()));
        words.addAll(List.of("--progress", files.progress().toString(), "--json"));
        words.addAll(wish.options());
        return words;
    }

    private static boolean isThere(String program) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Arrays.stream(path.split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private ProcessBuilder process(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(files.result().toFile())
                .redirectError(files.log().toFile());
        builder.environment().remove("MALLOC_ARENA_MAX"); // for servers, which open models again and again
        return builder;
    }

    /** @param exitCode empty if it was a child of another server, for which the system does not provide it */
    private synchronized void finish(OptionalInt exitCode) {
        RetrainRun ended = run;
        if (ended == null || ended.end().isPresent()) {
            return;
        }
        End end = files.readResult().map(this::use).orElseGet(() -> withoutResult(exitCode));
        log.info("retrained", Map.of("outcome", end.outcome(), "detail", end.detail()));
        try {
            files.write(ended.ended(end));
        } catch (IOException e) {
            log.fault("retrained", e);
        }
        prune();
        run = ended.ended(end);
    }

    private void prune() {
        try {
            List<String> gone = versions.prune(models);
            if (!gone.isEmpty()) {
                log.info("pruned", Map.of("files", gone));
            }
        } catch (IOException e) {
            log.fault("pruned", e); // it is tried again after the next retraining
        }
    }

    /** Activates a model that is no worse. */
    private End use(JsonObject report) {
        try {
            if (!report.get("kept").getAsBoolean()) {
                return end(Outcome.WORSE, "not kept: it does worse on pictures held out; correct more", report);
            }
            versions.use(Path.of(report.get("model").getAsString()), models);
            return end(Outcome.KEPT, "in use", report);
        } catch (RuntimeException e) {
            log.fault("retrained", e);
            return end(
                    Outcome.FAILED, "the report of the retraining cannot be used; the server's log says why", report);
        } catch (RefusedException e) {
            return end(Outcome.REFUSED, "made, but refused: %s".formatted(e.getMessage()), report);
        }
    }

    private End withoutResult(OptionalInt exitCode) {
        if (stopping) {
            return end(Outcome.STOPPED, "stopped; nothing has changed", new JsonObject());
        }
        boolean isKilled = exitCode.orElse(0) > 128;
        String why = isKilled ? "" : files.lastWords();
        if (why.isEmpty()) {
            why = "the process was killed%s, as happens when memory runs out or the machine restarts; start again"
                    .formatted(isKilled ? " (exit code %d)".formatted(exitCode.getAsInt()) : "");
        }
        return end(Outcome.FAILED, why, new JsonObject());
    }

    private static End end(Outcome outcome, String detail, JsonObject report) {
        return new End(Instant.now(), outcome, detail, report);
    }

    /**
     * Stops a running retraining after its current step, or at once if called a second time; does nothing if none is
     * running.
     */
    synchronized void stop() {
        if (isRunning()) {
            stopping = true;
            Optional.ofNullable(run).flatMap(RetrainRun::process).ifPresent(ProcessHandle::destroy);
        }
    }

    /** Whether there is a trainer, the running retraining, and the outcome of the last one. */
    JsonObject describe() {
        JsonObject json = new JsonObject();
        json.addProperty("trainer", options.trainer().isPresent());
        if (options.trainer().isEmpty()) {
            json.addProperty("detail", NO_TRAINER);
        }
        RetrainRun now = run;
        boolean isRunning = isRunning();
        json.addProperty("running", isRunning);
        if (now != null && isRunning) {
            json.addProperty("stopping", stopping);
            json.addProperty("begun", now.begun().toString());
            json.addProperty(
                    "seconds", Duration.between(now.begun(), Instant.now()).toSeconds());
            json.addProperty("corrections", now.corrections());
            json.add("progress", files.readProgress());
        } else if (now != null) {
            JsonObject last = now.toJson();
            last.remove("pid");
            last.remove("processStarted");
            json.add("last", last);
        }
        return json;
    }

    /** Stops a running retraining and waits for its end: it does not outlive the server. */
    @Override
    public void close() {
        stop();
        try {
            finished.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            Optional.ofNullable(run).flatMap(RetrainRun::process).ifPresent(ProcessHandle::destroyForcibly);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            log.fault("retrained", e);
        }
    }
}
