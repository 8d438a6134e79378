package dev.maskwright.server.kserve;

import com.google.protobuf.ByteString;
import dev.maskwright.server.engine.Reason;
import dev.maskwright.server.engine.RefusedException;
import dev.maskwright.server.engine.Reply;
import dev.maskwright.server.kserve.proto.InferTensorContents;
import dev.maskwright.server.kserve.proto.ModelInferRequest;
import dev.maskwright.server.kserve.proto.ModelInferRequest.InferInputTensor;
import dev.maskwright.server.kserve.proto.ModelInferRequest.InferRequestedOutputTensor;
import dev.maskwright.server.kserve.proto.ModelInferResponse;
import dev.maskwright.server.kserve.proto.ModelInferResponse.InferOutputTensor;
import java.util.ArrayList;
import java.util.List;

/** Requests and answers as messages of gRPC. */
final class GrpcMessages {

    private GrpcMessages() {}

    /** @throws RefusedException if the message contradicts itself, or a tensor has too many pictures */
    static InferRequest request(ModelInferRequest message, int mostPictures) throws RefusedException {
        List<Tensor> inputs = new ArrayList<>();
        boolean isRaw = message.getRawInputContentsCount() > 0;
        if (isRaw && message.getRawInputContentsCount() != message.getInputsCount()) {
            throw new RefusedException(
                    Reason.BAD_REQUEST,
                    "%d raw_input_contents for %d inputs; there must be one for each, or none"
                            .formatted(message.getRawInputContentsCount(), message.getInputsCount()));
        }
        for (int i = 0; i < message.getInputsCount(); i++) {
            InferInputTensor input = message.getInputs(i);
            Datatype datatype = Tensor.datatype(input.getName(), input.getDatatype());
            List<Long> shape = input.getShapeList();
            inputs.add(
                    isRaw
                            ? Tensor.checked(
                                    input.getName(),
                                    datatype,
                                    shape,
                                    message.getRawInputContents(i).toByteArray())
                            : ofContents(input.getName(), datatype, shape, input.getContents(), mostPictures));
        }
        boolean atNetworkSize = message.getParametersMap().containsKey(InferRequest.SIZE)
                && message.getParametersOrThrow(InferRequest.SIZE)
                        .getStringParam()
                        .equals(InferRequest.NETWORK);
        return new InferRequest(
                message.getModelName(),
                message.getModelVersion(),
                message.getId(),
                inputs,
                message.getOutputsList().stream()
                        .map(InferRequestedOutputTensor::getName)
                        .toList(),
                atNetworkSize);
    }

    private static Tensor ofContents(
            String name, Datatype datatype, List<Long> shape, InferTensorContents contents, int mostPictures)
            throws RefusedException {
        return switch (datatype) {
            case BYTES -> {
                Tensor.requireFew(name, contents.getBytesContentsCount(), mostPictures);
                yield Tensor.ofStrings(
                        name,
                        shape,
                        contents.getBytesContentsList().stream()
                                .map(ByteString::toByteArray)
                                .toList());
            }
            case UINT8 -> {
                byte[] bytes = new byte[contents.getUintContentsCount()];
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = Tensor.byteOf(name, contents.getUintContents(i));
                }
                yield Tensor.checked(name, datatype, shape, bytes);
            }
            case FP32 ->
                throw new RefusedException(
                        Reason.BAD_REQUEST, "'%s' is a tensor of FP32, which no input takes".formatted(name));
        };
    }

    static ModelInferResponse response(InferRequest request, Reply<List<Tensor>> reply) {
        ModelInferResponse.Builder message = ModelInferResponse.newBuilder()
                .setModelName(reply.by().name())
                .setModelVersion(reply.by().version())
                .setId(request.id());
        for (Tensor tensor : reply.value()) {
            message.addOutputs(InferOutputTensor.newBuilder()
                    .setName(tensor.name())
                    .setDatatype(tensor.datatype().name())
                    .addAllShape(tensor.shape()));
            message.addRawOutputContents(ByteString.copyFrom(tensor.bytes()));
        }
        return message.build();
    }
}
