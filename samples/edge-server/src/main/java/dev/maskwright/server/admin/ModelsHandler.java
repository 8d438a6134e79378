package dev.maskwright.server.admin;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.server.engine.ModelSlot;
import dev.maskwright.server.engine.ModelVersion;
import dev.maskwright.server.engine.Models;
import dev.maskwright.server.engine.Reason;
import dev.maskwright.server.engine.RefusedException;
import dev.maskwright.server.web.Intake;
import dev.maskwright.server.web.JsonBody;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;

/** {@code /v1/models}: which models there are, and which of them are in use. */
public final class ModelsHandler {

    private static final String ALL = "/v1/models";
    private static final String ONE = ALL + "/{name}";

    private final Models models;
    private final Intake intake;

    private ModelsHandler(Models models, Intake intake) {
        this.models = models;
        this.intake = intake;
    }

    /** Registers it. */
    public static void register(RoutesConfig routes, Models models, Intake intake) {
        ModelsHandler handler = new ModelsHandler(models, intake);
        routes.get(ALL, handler::list);
        routes.get(ONE, context -> JsonBody.write(describe(handler.slot(context)), context));
        routes.put(ONE, handler::put);
        routes.delete(ONE, handler::delete);
        routes.post(ONE + "/rollback", handler::rollBack);
    }

    private ModelSlot slot(Context context) throws RefusedException {
        return models.slot(context.pathParam("name"));
    }

    private void list(Context context) {
        JsonArray loaded = new JsonArray();
        models.loaded().forEach(slot -> loaded.add(describe(slot)));
        JsonArray available = new JsonArray();
        models.available().forEach(available::add);
        JsonObject json = new JsonObject();
        json.addProperty("standard", models.standard().name());
        json.add("loaded", loaded);
        json.add("available", available);
        JsonBody.write(json, context);
    }

    /** Waits until the model is in use or refused: its golden sample takes no longer than a picture. */
    private void put(Context context) throws RefusedException, IOException {
        String name = context.pathParam("name");
        JsonObject body = JsonBody.read(context, intake);
        JsonElement file = body.get("file");
        if (file == null || !file.isJsonPrimitive()) {
            throw new RefusedException(
                    Reason.BAD_REQUEST, "'file' must name one of the server's models, as in {\"file\": \"road\"}");
        }
        JsonBody.write(describe(models.load(name, file.getAsString())), context);
    }

    private void delete(Context context) throws RefusedException {
        models.unload(context.pathParam("name"));
        context.status(204);
    }

    private void rollBack(Context context) throws RefusedException {
        JsonBody.write(describe(models.rollBack(context.pathParam("name"))), context);
    }

    private static JsonObject describe(ModelVersion version) {
        JsonObject json = new JsonObject();
        json.addProperty("name", version.name());
        json.addProperty("version", version.version());
        json.addProperty("file", String.valueOf(version.file().getFileName()));
        json.addProperty("loaded", version.loaded().toString());
        return json;
    }

    private static JsonObject describe(ModelSlot slot) {
        JsonObject json = describe(slot.version());
        ModelCard card = slot.card();
        JsonArray classes = new JsonArray();
        for (ClassLabel label : card.classes()) {
            JsonObject described = new JsonObject();
            described.addProperty("id", label.id());
            described.addProperty("name", label.name());
            described.addProperty("colour", label.colour());
            classes.add(described);
        }
        json.addProperty("architecture", card.architecture());
        json.addProperty("width", card.input().width());
        json.addProperty("height", card.input().height());
        json.addProperty("proved", card.golden().isPresent());
        json.add("classes", classes);
        return json;
    }
}
