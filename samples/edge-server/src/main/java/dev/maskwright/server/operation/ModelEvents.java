package dev.maskwright.server.operation;

import dev.maskwright.server.engine.ModelVersion;
import dev.maskwright.server.engine.Models;
import java.nio.file.Path;
import java.util.Map;

/** Reports changes of models to log, metrics and flight recorder. */
public record ModelEvents(EventLog log, Metrics metrics) implements Models.Listener {

    @Override
    public void switched(ModelVersion from, ModelVersion to) {
        metrics.swapped("switched");
        SwapEvent.commit(to.name(), from.version(), to.version(), "switched");
        log.info("model-switched", Map.of("model", to.name(), "from", from.version(), "to", to.version()));
    }

    @Override
    public void refused(String name, Path file, String why) {
        metrics.swapped("refused");
        SwapEvent.commit(name, "", String.valueOf(file.getFileName()), why);
        log.warn("model-refused", Map.of("model", name, "file", file, "why", why));
    }
}
