package dev.maskwright.server.kserve;

import com.google.gson.JsonObject;
import dev.maskwright.server.engine.Reply;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * An answer as JSON, after which the contents of tensors may follow as bytes.
 *
 * @param jsonLength how many bytes of the body are JSON
 * @param isBinary whether any follow
 */
record RestResponse(byte[] body, int jsonLength, boolean isBinary) {

    /** The outputs were written by the worker; the model that made them is known only now. */
    static RestResponse of(InferRequest request, Reply<RestOutputs> reply) {
        JsonObject json = new JsonObject();
        json.addProperty("model_name", reply.by().name());
        json.addProperty("model_version", reply.by().version());
        if (!request.id().isEmpty()) {
            json.addProperty("id", request.id());
        }
        String head = json.toString();
        RestOutputs outputs = reply.value();
        ByteArrayOutputStream body = new ByteArrayOutputStream(head.length() + outputs.json().length + 64);
        body.writeBytes((head.substring(0, head.length() - 1) + ",\"outputs\":").getBytes(StandardCharsets.UTF_8));
        body.writeBytes(outputs.json());
        body.write('}');
        int jsonLength = body.size();
        outputs.contents().forEach(body::writeBytes);
        return new RestResponse(
                body.toByteArray(), jsonLength, !outputs.contents().isEmpty());
    }
}
