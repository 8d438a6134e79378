package dev.maskwright.server.operation;

import dev.maskwright.sdk.Mask;
import dev.maskwright.server.engine.Reason;
import dev.maskwright.server.engine.Recorder;
import dev.maskwright.server.engine.Stages;

/** Reports events of the engine to log, metrics and flight recorder. */
public record EngineEvents(EventLog log, Metrics metrics) implements Recorder {

    @Override
    public void worked(Stages stages) {
        metrics.worked(stages);
        StageEvent.commit(stages);
    }

    @Override
    public void masked(Mask mask) {
        metrics.masked(mask);
    }

    @Override
    public void refused(Reason reason) {
        metrics.refused(reason);
    }

    @Override
    public void failed(Throwable fault) {
        log.fault("engine", fault);
    }
}
