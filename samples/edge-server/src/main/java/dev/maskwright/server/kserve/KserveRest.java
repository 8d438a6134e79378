package dev.maskwright.server.kserve;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.maskwright.server.engine.Engine;
import dev.maskwright.server.engine.ModelSlot;
import dev.maskwright.server.engine.Reason;
import dev.maskwright.server.engine.RefusedException;
import dev.maskwright.server.engine.Reply;
import dev.maskwright.server.web.Answer;
import dev.maskwright.server.web.Body;
import dev.maskwright.server.web.HttpProblemException;
import dev.maskwright.server.web.HttpStatuses;
import dev.maskwright.server.web.Intake;
import dev.maskwright.server.web.JsonBody;
import dev.maskwright.server.web.ModelHeaders;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * KServe v2 over HTTP, with the extensions for binary tensors and for the repository of models.
 *
 * @see <a href="https://kserve.github.io/website/docs/concepts/architecture/data-plane/v2-protocol">Open Inference
 *     Protocol</a>
 */
public final class KserveRest {

    private static final String MODEL = "/v2/models/{model}";
    private static final String VERSION = MODEL + "/versions/{version}";
    private static final String REPOSITORY = "/v2/repository/models/{model}";

    private final Engine engine;
    private final Intake intake;
    private final Inference inference;

    private KserveRest(Engine engine, Intake intake) {
        this.engine = engine;
        this.intake = intake;
        inference = new Inference(engine);
    }

    /** Registers it. */
    public static void register(RoutesConfig routes, Engine engine, Intake intake) {
        KserveRest rest = new KserveRest(engine, intake);
        routes.get("/v2", own(rest::server));
        routes.get("/v2/health/live", context -> context.status(engine.isAlive() ? 200 : 503));
        routes.get("/v2/health/ready", context -> context.status(engine.hasRoom() ? 200 : 503));
        for (String path : List.of(MODEL, VERSION)) {
            routes.get(path, own(rest::model));
            routes.get(path + "/ready", own(context -> rest.slot(context)));
            routes.post(path + "/infer", own(rest::infer));
        }
        routes.post("/v2/repository/index", own(rest::index));
        routes.post(REPOSITORY + "/load", own(rest::load));
        routes.post(REPOSITORY + "/unload", own(rest::unload));
    }

    /** Answers refused requests in the protocol's own form. */
    private static Handler own(Handler handler) {
        return context -> {
            try {
                handler.handle(context);
            } catch (RefusedException e) {
                e.retryAfter().ifPresent(wait -> context.header("Retry-After", Long.toString(wait.toSeconds())));
                fail(HttpStatuses.of(e.reason()), String.valueOf(e.getMessage()), context);
            } catch (HttpProblemException e) {
                fail(e.problem().status(), e.problem().detail(), context);
            }
        };
    }

    private static void fail(int status, String message, Context context) {
        JsonObject json = new JsonObject();
        json.addProperty("error", message);
        context.status(status);
        JsonBody.write(json, context);
    }

    private ModelSlot slot(Context context) throws RefusedException {
        return inference.model(context.pathParam("model"), version(context));
    }

    private static String version(Context context) {
        return Optional.ofNullable(context.pathParamMap().get("version")).orElse("");
    }

    private void server(Context context) {
        JsonArray extensions = new JsonArray();
        ServerMetadata.EXTENSIONS.forEach(extensions::add);
        JsonObject json = new JsonObject();
        json.addProperty("name", ServerMetadata.SERVER);
        json.addProperty("version", ServerMetadata.serverVersion());
        json.add("extensions", extensions);
        JsonBody.write(json, context);
    }

    private void model(Context context) throws RefusedException {
        ModelSlot slot = slot(context);
        JsonArray versions = new JsonArray();
        versions.add(slot.version().version());
        JsonObject json = new JsonObject();
        json.addProperty("name", slot.name());
        json.add("versions", versions);
        json.addProperty("platform", ServerMetadata.PLATFORM);
        json.add("inputs", ports(ServerMetadata.inputs()));
        json.add("outputs", ports(ServerMetadata.outputs(slot)));
        JsonBody.write(json, context);
    }

    private static JsonArray ports(List<ServerMetadata.Port> ports) {
        JsonArray described = new JsonArray();
        for (ServerMetadata.Port port : ports) {
            JsonArray shape = new JsonArray();
            port.shape().forEach(shape::add);
            JsonObject json = new JsonObject();
            json.addProperty("name", port.name());
            json.addProperty("datatype", port.datatype().name());
            json.add("shape", shape);
            described.add(json);
        }
        return described;
    }

    private void infer(Context context) throws RefusedException, IOException {
        try (Body body = intake.read(context)) {
            int jsonLength = jsonLength(context.header(RestRequest.JSON_LENGTH), body.bytes().length);
            RestRequest asked =
                    RestRequest.read(body.bytes(), jsonLength, engine.limits().pictures());
            InferRequest request = asked.request(context.pathParam("model"), version(context));
            Reply<RestOutputs> reply = inference.infer(request, outputs -> RestOutputs.of(outputs, asked));
            RestResponse response = RestResponse.of(request, reply);
            ModelHeaders.write(reply, context);
            if (response.isBinary()) {
                context.header(RestRequest.JSON_LENGTH, Integer.toString(response.jsonLength()));
            }
            Answer.write(
                    response.body(), response.isBinary() ? "application/octet-stream" : "application/json", context);
        }
    }

    private static int jsonLength(@Nullable String header, int body) throws RefusedException {
        if (header == null) {
            return body;
        }
        try {
            int length = Integer.parseInt(header.strip());
            if (length >= 0 && length <= body) {
                return length;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new RefusedException(
                Reason.BAD_REQUEST,
                "%s must be 0..%d, the length of the body, got '%s'".formatted(RestRequest.JSON_LENGTH, body, header));
    }

    private void index(Context context) {
        JsonArray index = new JsonArray();
        ModelIndex.of(engine.models()).forEach((name, version) -> {
            JsonObject json = new JsonObject();
            json.addProperty("name", name);
            json.addProperty("version", version.orElse(""));
            json.addProperty("state", version.isPresent() ? ModelIndex.READY : ModelIndex.UNAVAILABLE);
            json.addProperty("reason", version.isPresent() ? "" : ModelIndex.NOT_LOADED);
            index.add(json);
        });
        context.contentType("application/json").result(index.toString());
    }

    /** Loading a loaded model reads its file again, as in Triton. */
    private void load(Context context) throws RefusedException {
        String name = context.pathParam("model");
        engine.models().load(name, name);
    }

    private void unload(Context context) throws RefusedException {
        engine.models().unload(context.pathParam("model"));
    }
}
