package dev.maskwright.server.labelstudio;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Region;
import dev.maskwright.sdk.annotation.Annotations;
import dev.maskwright.server.engine.EncodedPicture;
import dev.maskwright.server.engine.Engine;
import dev.maskwright.server.engine.Reason;
import dev.maskwright.server.engine.RefusedException;
import dev.maskwright.server.engine.Reply;
import dev.maskwright.server.engine.Segmented;
import dev.maskwright.server.web.Body;
import dev.maskwright.server.web.Intake;
import dev.maskwright.server.web.JsonBody;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A machine-learning backend for Label Studio: it predicts masks as strokes of the brush, which people then correct.
 *
 * @see <a href="https://labelstud.io/guide/ml_create">Write your own ML backend</a>
 */
public final class LabelStudioBackend {

    /** In one request: their predictions are in memory together. */
    private static final int MOST_TASKS = 256;

    /** Errors of one task that do not affect the others. */
    private static final Set<Reason> OF_ONE_TASK =
            Set.of(Reason.BAD_REQUEST, Reason.BAD_PICTURE, Reason.UNSUPPORTED, Reason.TOO_LARGE);

    private final Engine engine;
    private final Intake intake;
    private final TaskPictures pictures;
    private volatile @Nullable LabelConfig latest; // older versions of Label Studio only send it in /setup

    private LabelStudioBackend(Engine engine, Intake intake, Optional<LabelStudioHost> host) {
        this.engine = engine;
        this.intake = intake;
        pictures = new TaskPictures(engine.limits(), intake, host);
    }

    /** Registers it. */
    public static void register(RoutesConfig routes, Engine engine, Intake intake, Optional<LabelStudioHost> host) {
        LabelStudioBackend backend = new LabelStudioBackend(engine, intake, host);
        routes.get("/health", backend::health);
        routes.post("/setup", backend::setup);
        routes.post("/predict", backend::predict);
        routes.post("/webhook", backend::webhook);
    }

    private void health(Context context) {
        JsonObject json = new JsonObject();
        json.addProperty("status", "UP");
        json.addProperty("model_class", "Maskwright");
        json.addProperty("model_version", engine.models().standard().version().version());
        JsonBody.write(json, context);
    }

    private void setup(Context context) throws RefusedException, IOException {
        JsonObject body = JsonBody.read(context, intake);
        latest = LabelConfig.parse(text(body, "schema").orElse(""));
        JsonObject json = new JsonObject();
        json.addProperty("model_version", engine.models().standard().version().version());
        JsonBody.write(json, context);
    }

    /** Annotation events are accepted, but nothing is learned from them. */
    private void webhook(Context context) throws RefusedException, IOException {
        JsonBody.read(context, intake);
        context.status(204);
    }

    private void predict(Context context) throws RefusedException, IOException {
        JsonArray results;
        try (JsonBody.Held body = JsonBody.hold(context, intake)) {
            results = predict(body.json());
        }
        JsonObject json = new JsonObject();
        json.add("results", results);
        JsonBody.write(json, context);
    }

    private JsonArray predict(JsonObject body) throws RefusedException, IOException {
        LabelConfig config = config(body);
        JsonArray tasks = body.get("tasks") instanceof JsonArray sent ? sent : new JsonArray();
        if (tasks.size() > MOST_TASKS) {
            throw new RefusedException(
                    Reason.TOO_LARGE,
                    "%d tasks in one request, but at most %d are accepted; send them in several"
                            .formatted(tasks.size(), MOST_TASKS));
        }
        JsonArray results = new JsonArray();
        for (JsonElement task : tasks) {
            results.add(tasks.size() == 1 ? predict(task, config) : predictOrSkip(task, config));
        }
        return results;
    }

    /** A failed task does not affect the others. */
    private JsonObject predictOrSkip(JsonElement task, LabelConfig config) throws RefusedException, IOException {
        try {
            return predict(task, config);
        } catch (RefusedException e) {
            if (!OF_ONE_TASK.contains(e.reason())) {
                throw e;
            }
            JsonObject json = new JsonObject();
            json.add("result", new JsonArray());
            json.addProperty("score", 0);
            json.addProperty(
                    "model_version", engine.models().standard().version().version());
            json.addProperty("error", e.getMessage());
            return json;
        }
    }

    private LabelConfig config(JsonObject body) throws RefusedException {
        Optional<String> sent = text(body, "label_config");
        LabelConfig known = latest;
        if (sent.isPresent()) {
            return LabelConfig.parse(sent.get());
        }
        if (known == null) {
            throw new RefusedException(
                    Reason.BAD_REQUEST,
                    "there is no 'label_config', and there was no /setup; connect the project again");
        }
        return known;
    }

    private JsonObject predict(JsonElement task, LabelConfig config) throws RefusedException, IOException {
        String address = picture(task, config.field())
                .orElseThrow(() -> new RefusedException(
                        Reason.BAD_REQUEST, "a task has no picture in its field '%s'".formatted(config.field())));
        try (Body body = pictures.fetch(address)) {
            EncodedPicture picture = new EncodedPicture(body.bytes(), "the picture of a task");
            Reply<JsonObject> reply = engine.segment(
                    engine.models().standard(), List.of(picture), done -> prediction(done.get(0), config));
            reply.value().addProperty("model_version", reply.by().version());
            return reply.value();
        }
    }

    private static Optional<String> picture(JsonElement task, String field) {
        return task instanceof JsonObject object && object.get("data") instanceof JsonObject data
                ? text(data, field)
                : Optional.empty();
    }

    private static JsonObject prediction(Segmented segmented, LabelConfig config) {
        Mask mask = segmented.mask().atFrameSize();
        List<Region> regions = mask.regions().stream()
                .filter(region -> config.labelFor(region.label().name()).isPresent())
                .toList();
        JsonArray result = Annotations.of(mask, regions).labelStudio(config.fromName(), config.toName());
        for (int i = 0; i < regions.size(); i++) {
            JsonArray labels = new JsonArray();
            config.labelFor(regions.get(i).label().name()).ifPresent(labels::add);
            result.get(i).getAsJsonObject().getAsJsonObject("value").add("brushlabels", labels);
        }
        JsonObject json = new JsonObject();
        json.add("result", result);
        json.addProperty(
                "score",
                regions.stream().mapToDouble(Region::confidence).average().orElse(0));
        return json;
    }

    private static Optional<String> text(JsonObject json, String name) {
        return json.get(name) instanceof JsonPrimitive value && value.isString()
                ? Optional.of(value.getAsString())
                : Optional.empty();
    }
}
