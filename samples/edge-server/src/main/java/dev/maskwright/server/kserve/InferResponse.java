package dev.maskwright.server.kserve;

import dev.maskwright.server.engine.Reply;
import java.util.List;

/** The answer to a request to infer, before it goes back the way it came. */
record InferResponse(InferRequest to, Reply<List<Tensor>> reply) {

    List<Tensor> outputs() {
        return reply.value();
    }

    String model() {
        return reply.by().name();
    }

    String version() {
        return reply.by().version();
    }
}
