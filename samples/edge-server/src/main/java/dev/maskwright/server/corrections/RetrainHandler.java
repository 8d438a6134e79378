package dev.maskwright.server.corrections;

import com.google.gson.JsonObject;
import dev.maskwright.server.engine.Models;
import dev.maskwright.server.engine.Reason;
import dev.maskwright.server.engine.RefusedException;
import dev.maskwright.server.web.HttpProblemException;
import dev.maskwright.server.web.Intake;
import dev.maskwright.server.web.JsonBody;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Optional;

/** {@code /v1/corrections/retraining} and {@code /v1/corrections/versions}: a better model, and the rollback. */
final class RetrainHandler {

    private static final String RETRAINING = CorrectionsHandler.ALL + "/retraining";
    private static final String VERSIONS = CorrectionsHandler.ALL + "/versions";

    private final Optional<Retrainer> retrainer;
    private final Optional<ModelVersions> versions;
    private final Models models;
    private final Intake intake;

    RetrainHandler(Optional<Retrainer> retrainer, Optional<ModelVersions> versions, Models models, Intake intake) {
        this.retrainer = retrainer;
        this.versions = versions;
        this.models = models;
        this.intake = intake;
    }

    void register(RoutesConfig routes) {
        routes.get(RETRAINING, context -> JsonBody.write(on(retrainer).describe(), context));
        routes.post(RETRAINING, this::start);
        routes.delete(RETRAINING, context -> {
            on(retrainer).stop();
            context.status(202);
            JsonBody.write(on(retrainer).describe(), context);
        });
        routes.get(VERSIONS, this::list);
        routes.post(VERSIONS + "/{sha256}/use", this::use);
    }

    private static <T> T on(Optional<T> part) throws RefusedException {
        return part.orElseThrow(CorrectionsHandler::off);
    }

    private void start(Context context) throws RefusedException, IOException {
        Retrainer on = on(retrainer);
        RetrainWish wish = RetrainWish.of(JsonBody.read(context, intake));
        try {
            on.start(wish);
        } catch (IOException e) {
            throw new HttpProblemException(507, "retraining cannot be started: %s".formatted(e.getMessage()));
        }
        context.status(202);
        JsonBody.write(on.describe(), context);
    }

    private void list(Context context) throws RefusedException, IOException {
        JsonObject json = new JsonObject();
        json.add("versions", on(versions).describe(models));
        JsonBody.write(json, context);
    }

    private void use(Context context) throws RefusedException, IOException {
        ModelVersions on = on(versions);
        String sha256 = context.pathParam("sha256");
        if (!sha256.matches("[0-9a-f]{64}")) {
            throw new RefusedException(Reason.BAD_REQUEST, "a version is named by the 64 hex digits of its SHA-256");
        }
        on.use(sha256, models);
        list(context);
    }
}
