package dev.maskwright.server.kserve;

import dev.maskwright.server.engine.Engine;
import dev.maskwright.server.engine.ModelSlot;
import dev.maskwright.server.engine.RefusedException;
import dev.maskwright.server.kserve.proto.GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase;
import dev.maskwright.server.kserve.proto.ModelInferRequest;
import dev.maskwright.server.kserve.proto.ModelInferResponse;
import dev.maskwright.server.kserve.proto.ModelMetadataRequest;
import dev.maskwright.server.kserve.proto.ModelMetadataResponse;
import dev.maskwright.server.kserve.proto.ModelMetadataResponse.TensorMetadata;
import dev.maskwright.server.kserve.proto.ModelReadyRequest;
import dev.maskwright.server.kserve.proto.ModelReadyResponse;
import dev.maskwright.server.kserve.proto.ModelStreamInferResponse;
import dev.maskwright.server.kserve.proto.RepositoryIndexRequest;
import dev.maskwright.server.kserve.proto.RepositoryIndexResponse;
import dev.maskwright.server.kserve.proto.RepositoryModelLoadRequest;
import dev.maskwright.server.kserve.proto.RepositoryModelLoadResponse;
import dev.maskwright.server.kserve.proto.RepositoryModelUnloadRequest;
import dev.maskwright.server.kserve.proto.RepositoryModelUnloadResponse;
import dev.maskwright.server.kserve.proto.ServerLiveRequest;
import dev.maskwright.server.kserve.proto.ServerLiveResponse;
import dev.maskwright.server.kserve.proto.ServerMetadataRequest;
import dev.maskwright.server.kserve.proto.ServerMetadataResponse;
import dev.maskwright.server.kserve.proto.ServerReadyRequest;
import dev.maskwright.server.kserve.proto.ServerReadyResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;

/** KServe v2 over gRPC, with Triton's stream and its repository of models. */
final class KserveGrpc extends GRPCInferenceServiceImplBase {

    private final Engine engine;
    private final Inference inference;

    KserveGrpc(Engine engine) {
        this.engine = engine;
        inference = new Inference(engine);
    }

    /** The result of a call. */
    @FunctionalInterface
    private interface Call<T> {

        T answer() throws RefusedException;
    }

    private static <T> void answer(StreamObserver<T> to, Call<T> call) {
        T answer;
        try {
            answer = call.answer();
        } catch (RefusedException e) {
            to.onError(status(e).asRuntimeException());
            return;
        }
        to.onNext(answer);
        to.onCompleted();
    }

    private static Status status(RefusedException refused) {
        Status status =
                switch (refused.reason()) {
                    case BAD_REQUEST, BAD_PICTURE, UNSUPPORTED, TOO_LARGE -> Status.INVALID_ARGUMENT;
                    case UNKNOWN_MODEL -> Status.NOT_FOUND;
                    case MODEL_REFUSED, CONFLICT -> Status.FAILED_PRECONDITION;
                    case QUEUE_FULL -> Status.RESOURCE_EXHAUSTED;
                    case TIMED_OUT -> Status.DEADLINE_EXCEEDED;
                    case STOPPING -> Status.UNAVAILABLE;
                    case FAILED -> Status.INTERNAL;
                };
        return status.withDescription(refused.getMessage());
    }

    @Override
    public void serverLive(ServerLiveRequest request, StreamObserver<ServerLiveResponse> to) {
        answer(
                to,
                () -> ServerLiveResponse.newBuilder().setLive(engine.isAlive()).build());
    }

    @Override
    public void serverReady(ServerReadyRequest request, StreamObserver<ServerReadyResponse> to) {
        answer(to, () -> ServerReadyResponse.newBuilder()
                .setReady(engine.hasRoom())
                .build());
    }

    @Override
    public void modelReady(ModelReadyRequest request, StreamObserver<ModelReadyResponse> to) {
        answer(to, () -> {
            boolean isReady = engine.models().loaded().stream()
                    .anyMatch(slot -> slot.name().equals(request.getName())
                            && (request.getVersion().isEmpty()
                                    || request.getVersion()
                                            .equals(slot.version().version())));
            return ModelReadyResponse.newBuilder().setReady(isReady).build();
        });
    }

    @Override
    public void serverMetadata(ServerMetadataRequest request, StreamObserver<ServerMetadataResponse> to) {
        answer(to, () -> ServerMetadataResponse.newBuilder()
                .setName(ServerMetadata.SERVER)
                .setVersion(ServerMetadata.serverVersion())
                .addAllExtensions(ServerMetadata.EXTENSIONS)
                .build());
    }

    @Override
    public void modelMetadata(ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> to) {
        answer(to, () -> {
            ModelSlot slot = inference.model(request.getName(), request.getVersion());
            return ModelMetadataResponse.newBuilder()
                    .setName(slot.name())
                    .addVersions(slot.version().version())
                    .setPlatform(ServerMetadata.PLATFORM)
                    .addAllInputs(ports(ServerMetadata.inputs()))
                    .addAllOutputs(ports(ServerMetadata.outputs(slot)))
                    .build();
        });
    }

    private static List<TensorMetadata> ports(List<ServerMetadata.Port> ports) {
        return ports.stream()
                .map(port -> TensorMetadata.newBuilder()
                        .setName(port.name())
                        .setDatatype(port.datatype().name())
                        .addAllShape(port.shape())
                        .build())
                .toList();
    }

    @Override
    public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> to) {
        answer(to, () -> infer(request));
    }

    private ModelInferResponse infer(ModelInferRequest message) throws RefusedException {
        InferRequest request = GrpcMessages.request(message, engine.limits().pictures());
        return GrpcMessages.response(request, inference.infer(request, outputs -> outputs));
    }

    @Override
    public StreamObserver<ModelInferRequest> modelStreamInfer(StreamObserver<ModelStreamInferResponse> to) {
        return InferStream.of(to, this::answerInStream);
    }

    private ModelStreamInferResponse answerInStream(ModelInferRequest request) {
        ModelStreamInferResponse.Builder response = ModelStreamInferResponse.newBuilder();
        try {
            response.setInferResponse(infer(request));
        } catch (RefusedException e) {
            response.setErrorMessage(String.valueOf(e.getMessage()));
            response.setInferResponse(ModelInferResponse.newBuilder().setId(request.getId()));
        }
        return response.build();
    }

    @Override
    public void repositoryIndex(RepositoryIndexRequest request, StreamObserver<RepositoryIndexResponse> to) {
        answer(to, () -> {
            RepositoryIndexResponse.Builder index = RepositoryIndexResponse.newBuilder();
            ModelIndex.of(engine.models()).forEach((name, version) -> {
                if (version.isPresent() || !request.getReady()) {
                    index.addModelsBuilder()
                            .setName(name)
                            .setVersion(version.orElse(""))
                            .setState(version.isPresent() ? ModelIndex.READY : ModelIndex.UNAVAILABLE)
                            .setReason(version.isPresent() ? "" : ModelIndex.NOT_LOADED);
                }
            });
            return index.build();
        });
    }

    @Override
    public void repositoryModelLoad(
            RepositoryModelLoadRequest request, StreamObserver<RepositoryModelLoadResponse> to) {
        answer(to, () -> {
            engine.models().load(request.getModelName(), request.getModelName());
            return RepositoryModelLoadResponse.getDefaultInstance();
        });
    }

    @Override
    public void repositoryModelUnload(
            RepositoryModelUnloadRequest request, StreamObserver<RepositoryModelUnloadResponse> to) {
        answer(to, () -> {
            engine.models().unload(request.getModelName());
            return RepositoryModelUnloadResponse.getDefaultInstance();
        });
    }
}
