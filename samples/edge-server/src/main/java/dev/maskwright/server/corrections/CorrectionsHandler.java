package dev.maskwright.server.corrections;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.server.engine.Reason;
import dev.maskwright.server.engine.RefusedException;
import dev.maskwright.server.web.Answer;
import dev.maskwright.server.web.Body;
import dev.maskwright.server.web.HttpProblemException;
import dev.maskwright.server.web.Intake;
import dev.maskwright.server.web.JsonBody;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code /v1/corrections}: kept pictures, their masks, and their corrections. */
final class CorrectionsHandler {

    static final String ALL = "/v1/corrections";
    private static final String PICTURES = ALL + "/pictures";
    private static final String ONE = PICTURES + "/{id}";

    private static final int LISTED = 50;
    private static final int MOST_LISTED = 500;
    private static final int NAME_LENGTH = 200;

    private final Optional<Corrections> corrections;
    private final Intake intake;

    CorrectionsHandler(Optional<Corrections> corrections, Intake intake) {
        this.corrections = corrections;
        this.intake = intake;
    }

    void register(RoutesConfig routes) {
        routes.get(ALL, this::describe);
        routes.post(ALL + "/classes", this::addClass);
        routes.get(PICTURES, this::list);
        routes.post(PICTURES, this::keep);
        routes.get(
                ONE,
                context -> JsonBody.write(on().picture(context.pathParam("id")).described(), context));
        routes.delete(ONE, context -> {
            on().remove(context.pathParam("id"));
            context.status(204);
        });
        routes.get(ONE + "/image", file((pictures, id) -> pictures.store().content(id)));
        routes.get(ONE + "/small", file((pictures, id) -> pictures.store().small(id)));
        routes.get(ONE + "/mask", file(Corrections::mask));
        routes.get(ONE + "/labels", file(Corrections::labels));
        routes.put(ONE + "/labels", this::correct);
        routes.delete(ONE + "/labels", this::takeBack);
    }

    /** @throws RefusedException if the server keeps no corrections */
    private Corrections on() throws RefusedException {
        return corrections.orElseThrow(CorrectionsHandler::off);
    }

    static RefusedException off() {
        return new RefusedException(
                Reason.CONFLICT, "this server keeps no corrections; start it with --corrections DIR to keep them");
    }

    private void describe(Context context) throws IOException {
        JsonObject json = new JsonObject();
        json.addProperty("enabled", corrections.isPresent());
        if (corrections.isEmpty()) {
            json.addProperty("detail", String.valueOf(off().getMessage()));
        } else {
            describe(corrections.get(), json);
        }
        JsonBody.write(json, context);
    }

    private static void describe(Corrections on, JsonObject json) throws IOException {
        json.addProperty("kept", on.store().size());
        json.addProperty("corrected", on.corrected());
        json.addProperty("bytes", on.store().bytes());
        json.addProperty("mostKept", on.options().pictures());
        json.addProperty("mostBytes", on.options().bytes());
        JsonArray classes = new JsonArray();
        for (ClassLabel label : on.classes()) {
            JsonObject described = new JsonObject();
            described.addProperty("id", label.id());
            described.addProperty("name", label.name());
            described.addProperty("colour", label.colour());
            classes.add(described);
        }
        json.add("classes", classes);
    }

    private void addClass(Context context) throws RefusedException, IOException {
        Corrections on = on();
        JsonElement name = JsonBody.read(context, intake).get("name");
        if (name == null || !name.isJsonPrimitive()) {
            throw new RefusedException(
                    Reason.BAD_REQUEST, "'name' must say what the class is called, as in {\"name\": \"aquarium\"}");
        }
        int id = stored(() -> on.classId(name.getAsString()));
        JsonObject json = new JsonObject();
        json.addProperty("id", id);
        json.addProperty("name", name.getAsString());
        JsonBody.write(json, context);
    }

    /** Waiting pictures by doubt, corrected ones by age. */
    private void list(Context context) throws RefusedException {
        Corrections on = on();
        int most = most(context.queryParam("limit"));
        JsonObject json = new JsonObject();
        json.add("waiting", described(on.waiting(most)));
        json.add(
                "corrected",
                described(on.store().all().stream()
                        .filter(KeptPicture::corrected)
                        .sorted(Comparator.comparing(KeptPicture::kept).reversed())
                        .limit(most)
                        .toList()));
        JsonBody.write(json, context);
    }

    private static int most(String limit) throws RefusedException {
        if (limit == null) {
            return LISTED;
        }
        if (!limit.matches("\\d{1,6}") || Integer.parseInt(limit) < 1) {
            throw new RefusedException(
                    Reason.BAD_REQUEST, "limit must be a number from 1 to %d".formatted(MOST_LISTED));
        }
        return Math.min(MOST_LISTED, Integer.parseInt(limit));
    }

    private static JsonArray described(Collection<KeptPicture> pictures) {
        JsonArray array = new JsonArray();
        pictures.forEach(picture -> array.add(picture.described()));
        return array;
    }

    private void keep(Context context) throws RefusedException, IOException {
        Corrections on = on();
        requireType(context, "image/", "application/octet-stream");
        try (Body body = intake.read(context)) {
            Corrections.Kept kept = stored(() -> on.keep(body.bytes(), name(context.queryParam("name"))));
            context.status(kept.isNew() ? 201 : 200);
            JsonBody.write(kept.picture().described(), context);
        }
    }

    private static String name(String given) {
        String name = given == null ? "" : given.replaceAll("\\p{Cntrl}", "").strip();
        return name.isEmpty() ? "picture" : name.substring(0, Math.min(NAME_LENGTH, name.length()));
    }

    private void correct(Context context) throws RefusedException, IOException {
        Corrections on = on();
        requireType(context, "image/png");
        try (Body body = intake.read(context)) {
            JsonBody.write(
                    stored(() -> on.correct(context.pathParam("id"), body.bytes()))
                            .described(),
                    context);
        }
    }

    private void takeBack(Context context) throws RefusedException {
        Corrections on = on();
        stored(() -> on.takeBack(context.pathParam("id")));
        context.status(204);
    }

    private static void requireType(Context context, String... types) throws RefusedException {
        String type = String.valueOf(context.contentType()).toLowerCase(Locale.ROOT);
        if (List.of(types).stream().noneMatch(type::startsWith)) {
            throw new RefusedException(
                    Reason.UNSUPPORTED,
                    "the Content-Type is '%s', but only %s is accepted".formatted(type, String.join(" or ", types)));
        }
    }

    @FunctionalInterface
    private interface Storing<T> {

        T store() throws RefusedException, IOException;
    }

    /** A full disk is not the client's fault, and clients should be told. */
    private static <T> T stored(Storing<T> storing) throws RefusedException {
        try {
            return storing.store();
        } catch (IOException e) {
            throw new HttpProblemException(507, "not kept: %s".formatted(e.getMessage()));
        }
    }

    @FunctionalInterface
    private interface Content {

        byte[] of(Corrections corrections, String id) throws RefusedException, IOException;
    }

    private Handler file(Content content) {
        return context -> {
            String id = on().picture(context.pathParam("id")).id();
            byte[] bytes = content.of(on(), id);
            Answer.write(bytes, ImageType.of(bytes), context);
        };
    }
}
