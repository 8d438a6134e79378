package dev.maskwright.exporter.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import com.google.protobuf.ByteString;
import dev.maskwright.sdk.model.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Takes constants into a model that it keeps in files beside it, as exporters of large models do. */
final class ExternalData {

    private ExternalData() {}

    /**
     * The same model with all its constants inside.
     *
     * @param file that the model was read from
     * @throws ModelFormatException if what a constant names is not there, is no file below the model's folder, or does
     *     not hold it
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
                    throw new ModelFormatException(
                            "%s: its constants beside it take more than 2 GB, which no ONNX file can hold; take a smaller model"
                                    .formatted(file));
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

    /** How many bytes the other files have that a model needs; what is missing counts nothing. */
    static long size(ModelProto model, Path file) throws IOException {
        Set<Path> others = new HashSet<>();
        for (TensorProto constant : model.getGraph().getInitializerList()) {
            if (isExternal(constant)) {
                others.add(other(entries(constant), file));
            }
        }
        long bytes = 0;
        for (Path other : others) {
            bytes += Files.isRegularFile(other) ? Files.size(other) : 0;
        }
        return bytes;
    }

    private static Map<String, String> entries(TensorProto constant) {
        return constant.getExternalDataList().stream()
                .collect(Collectors.toMap(
                        StringStringEntryProto::getKey, StringStringEntryProto::getValue, (first, last) -> last));
    }

    private static Path other(Map<String, String> entries, Path file) {
        String location = entries.getOrDefault("location", "");
        try {
            return file.toAbsolutePath().normalize().resolveSibling(location).normalize();
        } catch (InvalidPathException e) {
            throw new ModelFormatException(
                    "%s: a constant lies in '%s', which is no name of a file; export the model again"
                            .formatted(file, location),
                    e);
        }
    }

    private static boolean isExternal(TensorProto constant) {
        return constant.getDataLocation() == DataLocation.EXTERNAL;
    }

    private static ByteString read(TensorProto constant, Path file) throws IOException {
        Map<String, String> entries = entries(constant);
        Path other = other(entries, file);
        if (!other.startsWith(file.toAbsolutePath().normalize().resolveSibling("")) || !Files.isRegularFile(other)) {
            throw new ModelFormatException(
                    "%s: constant '%s' lies in '%s', which is not a file in the model's folder; copy all files of the model together"
                            .formatted(file, constant.getName(), entries.get("location")));
        }
        try (FileChannel channel = FileChannel.open(other)) {
            long offset = number(entries.getOrDefault("offset", "0"), constant, file);
            long length = number(
                    entries.getOrDefault("length", Long.toString(Math.max(0, channel.size() - offset))),
                    constant,
                    file);
            if (length > channel.size() - offset || length > Integer.MAX_VALUE) {
                throw new ModelFormatException(
                        "%s: constant '%s' takes %d bytes from byte %d on of %s, which has %d; copy or export the model again"
                                .formatted(file, constant.getName(), length, offset, other, channel.size()));
            }
            ByteBuffer data = ByteBuffer.allocate((int) length);
            while (data.hasRemaining() && channel.read(data, offset + data.position()) >= 0) {
                // until all is there
            }
            return ByteString.copyFrom(data.flip());
        }
    }

    private static long number(String text, TensorProto constant, Path file) {
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below, like other numbers that are no place in a file
        }
        throw new ModelFormatException(
                "%s: constant '%s' has '%s' where a number of bytes belongs; export the model again"
                        .formatted(file, constant.getName(), text));
    }
}
