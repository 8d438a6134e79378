package dev.maskwright.server.corrections;

import dev.maskwright.models.files.FolderLock;
import dev.maskwright.server.engine.Engine;
import dev.maskwright.server.operation.EventLog;
import dev.maskwright.server.web.Intake;
import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.util.Optional;

/** All of {@code /v1/corrections}; without a folder, it answers that there is none. */
public final class CorrectionDialect implements AutoCloseable {

    private final Engine engine;
    private final Optional<Corrections> corrections;
    private final Optional<ModelVersions> versions;
    private final Optional<Retrainer> retrainer;
    private final Optional<FolderLock> lock;

    private CorrectionDialect(
            Engine engine,
            Optional<Corrections> corrections,
            Optional<ModelVersions> versions,
            Optional<Retrainer> retrainer,
            Optional<FolderLock> lock) {
        this.engine = engine;
        this.corrections = corrections;
        this.versions = versions;
        this.retrainer = retrainer;
        this.lock = lock;
    }

    /** Without a folder. */
    public static CorrectionDialect off(Engine engine) {
        return new CorrectionDialect(engine, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * Opens the folder, and activates the version that was in use when it was last open.
     *
     * @param versions is among the listeners of the engine's models
     * @throws IOException if the folder cannot be used, another server uses it, or it holds corrections of a model with
     *     other classes
     */
    public static CorrectionDialect open(CorrectionOptions options, ModelVersions versions, Engine engine, EventLog log)
            throws IOException {
        FolderLock lock = FolderLock.take(options.dir());
        try {
            Corrections corrections = Corrections.open(engine, options);
            versions.restore(engine.models());
            Retrainer retrainer = Retrainer.open(corrections, versions, engine.models(), log);
            return new CorrectionDialect(
                    engine, Optional.of(corrections), Optional.of(versions), Optional.of(retrainer), Optional.of(lock));
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** Registers it. */
    public void register(RoutesConfig routes, Intake intake) {
        new CorrectionsHandler(corrections, intake).register(routes);
        new RetrainHandler(retrainer, versions, engine.models(), intake).register(routes);
    }

    /** Stops a running retraining, and releases the folder. */
    @Override
    public void close() {
        retrainer.ifPresent(Retrainer::close);
        try {
            if (lock.isPresent()) {
                lock.get().close();
            }
        } catch (IOException e) {
            // the system releases it when the process ends
        }
    }
}
