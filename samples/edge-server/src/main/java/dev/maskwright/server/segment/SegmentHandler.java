package dev.maskwright.server.segment;

import dev.maskwright.server.engine.EncodedPicture;
import dev.maskwright.server.engine.Engine;
import dev.maskwright.server.engine.ModelSlot;
import dev.maskwright.server.engine.Picture;
import dev.maskwright.server.engine.Reason;
import dev.maskwright.server.engine.RefusedException;
import dev.maskwright.server.engine.Reply;
import dev.maskwright.server.web.Accepted;
import dev.maskwright.server.web.Answer;
import dev.maskwright.server.web.Body;
import dev.maskwright.server.web.HttpProblemException;
import dev.maskwright.server.web.Intake;
import dev.maskwright.server.web.ModelHeaders;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** {@code POST /v1/segment}: one picture in, its mask out, in the form requested by {@code Accept} or {@code ?as=}. */
public final class SegmentHandler implements Handler {

    private static final String PATH = "/v1/segment";

    private final Engine engine;
    private final Intake intake;

    private SegmentHandler(Engine engine, Intake intake) {
        this.engine = engine;
        this.intake = intake;
    }

    /** Registers it. */
    public static void register(RoutesConfig routes, Engine engine, Intake intake) {
        routes.post(PATH, new SegmentHandler(engine, intake));
    }

    @Override
    public void handle(Context context) throws IOException, RefusedException {
        Form form = form(context);
        ModelSlot model = model(context);
        Picture picture;
        try (Body body = intake.read(context)) {
            picture = picture(context, body.bytes());
            Reply<byte[]> reply = engine.segment(model, List.of(picture), pictures -> form.of(pictures.get(0)));
            ModelHeaders.write(reply, context);
            Answer.write(reply.value(), form.mediaType(), context);
        }
    }

    private static Form form(Context context) {
        String word = context.queryParam("as");
        if (word != null) {
            return Form.named(word)
                    .orElseThrow(() -> new HttpProblemException(
                            406, "as=%s is not one of regions, mask, overlay, coco".formatted(word)));
        }
        String best = Accepted.best(context.header("Accept"), Form.mediaTypes());
        return Form.ofType(best);
    }

    private ModelSlot model(Context context) throws RefusedException {
        String name = context.queryParam("model");
        return name == null ? engine.models().standard() : engine.models().slot(name);
    }

    private static Picture picture(Context context, byte[] body) throws RefusedException {
        if (context.header(RawPicture.FORMAT) != null) {
            return new RawPicture(body, RawPicture.Layout.of(context::header));
        }
        String type = String.valueOf(context.contentType());
        String kind = type.replaceFirst("\\s*;.*", "").toLowerCase(Locale.ROOT);
        if (kind.equals("multipart/form-data")) {
            return new EncodedPicture(MultipartPicture.of(body, type), "the picture");
        }
        if (!kind.startsWith("image/") && !kind.equals("application/octet-stream")) {
            throw new RefusedException(
                    Reason.UNSUPPORTED,
                    ("the Content-Type is %s, but image/..., application/octet-stream or"
                                    + " multipart/form-data is accepted, and raw frames with the header %s")
                            .formatted(
                                    context.contentType() == null ? "missing" : "'" + kind + "'", RawPicture.FORMAT));
        }
        return new EncodedPicture(body, "the picture");
    }
}
