package dev.maskwright.exporter.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import com.google.protobuf.ByteString;
import dev.maskwright.sdk.graph.ExternalTensor;
import dev.maskwright.sdk.model.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Moves constants into a model that it keeps in separate files, as exporters of large models do. */
final class ExternalData {

    private ExternalData() {}

    /**
     * The same model with all its constants inside.
     *
     * @param file that the model was read from
     * @throws ModelFormatException if the file that a constant names does not exist, is not below the model's folder,
     *     or does not contain it
     */
    static ModelProto inlined(ModelProto model, Path file) throws IOException {
        GraphProto graph = model.getGraph();
        if (graph.getInitializerList().stream().noneMatch(ExternalData::isExternal)) {
            return model;
        }
        GraphProto.Builder whole = graph.toBuilder();
        long bytes = 0;
        for (int i = 0; i < graph.getInitializerCount(); i++) {
            TensorProto constant = graph.getInitializer(i);
            if (isExternal(constant)) {
                ByteString data = read(constant, file);
                bytes += data.size();
                if (bytes > Integer.MAX_VALUE) {
                    throw tooLarge(file);
                }
                whole.setInitializer(
                        i,
                        constant.toBuilder()
                                .clearDataLocation()
                                .clearExternalData()
                                .setRawData(data));
            }
        }
        return model.toBuilder().setGraph(whole).build();
    }

    /**
     * The total size in bytes of the other files that a model needs.
     *
     * @throws ModelFormatException if one of them is not as the model has it
     */
    static long size(ModelProto model, Path file) throws IOException {
        Set<Path> others = new HashSet<>();
        for (TensorProto constant : model.getGraph().getInitializerList()) {
            if (isExternal(constant)) {
                others.add(external(constant).find(file).file());
            }
        }
        long bytes = 0;
        for (Path other : others) {
            bytes += Files.size(other);
        }
        return bytes;
    }

    private static ExternalTensor external(TensorProto constant) {
        Map<String, String> entries = constant.getExternalDataList().stream()
                .collect(Collectors.toMap(
                        StringStringEntryProto::getKey, StringStringEntryProto::getValue, (first, last) -> last));
        return ExternalTensor.of(constant.getName(), constant.getDataType(), constant.getDimsList(), entries);
    }

    private static boolean isExternal(TensorProto constant) {
        return constant.getDataLocation() == DataLocation.EXTERNAL;
    }

    private static ByteString read(TensorProto constant, Path file) throws IOException {
        ExternalTensor.Place place = external(constant).find(file);
        if (place.length() > Integer.MAX_VALUE) {
            throw tooLarge(file);
        }
        try (FileChannel channel = FileChannel.open(place.file())) {
            ByteBuffer data = ByteBuffer.allocate((int) place.length());
            while (data.hasRemaining() && channel.read(data, place.offset() + data.position()) >= 0) {
                // until everything is read
            }
            return ByteString.copyFrom(data.flip());
        }
    }

    private static ModelFormatException tooLarge(Path file) {
        return new ModelFormatException(
                "%s: the constants beside it take more than 2 GB, the limit of an ONNX file; use a smaller model"
                        .formatted(file));
    }
}
