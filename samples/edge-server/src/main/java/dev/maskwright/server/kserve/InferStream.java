package dev.maskwright.server.kserve;

import dev.maskwright.server.kserve.proto.ModelInferRequest;
import dev.maskwright.server.kserve.proto.ModelStreamInferResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.function.Function;

/**
 * One stream of requests, each of which is accepted only when there is room for its answer, so that answers for a slow
 * client do not pile up. gRPC calls it from one thread at a time.
 */
final class InferStream implements StreamObserver<ModelInferRequest> {

    private final ServerCallStreamObserver<ModelStreamInferResponse> to;
    private final Function<ModelInferRequest, ModelStreamInferResponse> answering;
    private boolean isHeld;

    private InferStream(
            ServerCallStreamObserver<ModelStreamInferResponse> to,
            Function<ModelInferRequest, ModelStreamInferResponse> answering) {
        this.to = to;
        this.answering = answering;
    }

    static InferStream of(
            StreamObserver<ModelStreamInferResponse> to,
            Function<ModelInferRequest, ModelStreamInferResponse> answering) {
        var call = (ServerCallStreamObserver<ModelStreamInferResponse>) to; // as every server's is
        InferStream stream = new InferStream(call, answering);
        call.disableAutoRequest();
        call.setOnReadyHandler(stream::ready);
        call.setOnCancelHandler(() -> {}); // without one, answering a disconnected client is an error
        call.request(1);
        return stream;
    }

    @Override
    public void onNext(ModelInferRequest request) {
        to.onNext(answering.apply(request));
        if (to.isReady()) {
            to.request(1);
        } else {
            isHeld = true;
        }
    }

    private void ready() {
        if (isHeld) {
            isHeld = false;
            to.request(1);
        }
    }

    @Override
    public void onError(Throwable fault) {
        // the client went away
    }

    @Override
    public void onCompleted() {
        to.onCompleted();
    }
}
