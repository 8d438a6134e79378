package dev.maskwright.exporter.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.maskwright.models.files.PartFile;
import dev.maskwright.models.files.TextFile;
import dev.maskwright.models.files.WholeFile;
import dev.maskwright.sdk.graph.GraphSession;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelFormatException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads and writes model files: a graph and the card in its metadata. */
public final class OnnxFile {

    private OnnxFile() {}

    /** Builds a model from a graph for the default operator set and its card. */
    public static ModelProto model(GraphProto graph, ModelCard card) {
        return model(graph, card, Opset.DEFAULT);
    }

    /** Builds a model from a graph and its card. */
    public static ModelProto model(GraphProto graph, ModelCard card, Opset opset) {
        ModelProto model = ModelProto.newBuilder()
                .setIrVersion(opset.irVersion())
                .setProducerName("maskwright")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(opset.version()))
                .setGraph(graph)
                .build();
        return withCard(model, card);
    }

    /** The same model with another card; other metadata is kept. */
    public static ModelProto withCard(ModelProto model, ModelCard card) {
        ModelProto.Builder changed = model.toBuilder().clearMetadataProps();
        model.getMetadataPropsList().stream()
                .filter(entry -> !entry.getKey().equals(ModelCard.METADATA_KEY))
                .forEach(changed::addMetadataProps);
        return changed.addMetadataProps(StringStringEntryProto.newBuilder()
                        .setKey(ModelCard.METADATA_KEY)
                        .setValue(card.toJson()))
                .build();
    }

    /**
     * The card of a model file: the one in its metadata or, for {@code road.onnx}, the one in {@code road.card.json}
     * beside it.
     *
     * @throws ModelFormatException if there is none, or it is invalid
     */
    public static ModelCard card(ModelProto model, Path file) throws IOException {
        Path beside = beside(file);
        return isCarded(model) || !Files.exists(beside)
                ? card(model, file.toString())
                : ModelCard.parse(TextFile.read(beside), beside.toString());
    }

    /**
     * Where the card of a file is if there is none in its metadata: {@code road.card.json} beside {@code road.onnx}.
     */
    public static Path beside(Path file) {
        return file.resolveSibling(file.getFileName().toString().replaceFirst("(?i)\\.onnx$", "") + ".card.json");
    }

    /** Whether a file has a card, in its metadata or beside it. */
    public static boolean hasCard(Path file) throws IOException {
        return isCarded(read(file)) || Files.exists(beside(file));
    }

    /** Whether a model has a card in its metadata. */
    public static boolean isCarded(ModelProto model) {
        return model.getMetadataPropsList().stream()
                .anyMatch(entry -> entry.getKey().equals(ModelCard.METADATA_KEY));
    }

    /** The card of a model; error messages call it {@code source}. */
    public static ModelCard card(ModelProto model, String source) {
        String json = model.getMetadataPropsList().stream()
                .filter(entry -> entry.getKey().equals(ModelCard.METADATA_KEY))
                .map(StringStringEntryProto::getValue)
                .findFirst()
                .orElseThrow(() -> new ModelFormatException(
                        "%s: an ONNX model without a model card; \"maskwright card\" drafts one".formatted(source)));
        return ModelCard.parse(json, source);
    }

    /**
     * Reads a file, together with the tensors that a large model keeps in other files beside it: the returned model is
     * complete.
     *
     * @throws ModelFormatException if it is not an ONNX file, or one of those others is missing or too short
     * @throws IOException if it cannot be read, or does not fit into memory
     */
    public static ModelProto read(Path file) throws IOException {
        try {
            return ExternalData.inlined(parse(file), file);
        } catch (OutOfMemoryError e) {
            int megabyte = 1 << 20;
            throw new IOException(
                    ("%s: its %d MB need more memory than Java has left of %d MB; allow more with"
                                    + " -Xmx, at least three times the size of the file")
                            .formatted(
                                    file,
                                    Files.size(file) / megabyte + 1,
                                    Runtime.getRuntime().maxMemory() / megabyte),
                    e);
        }
    }

    /**
     * The size in bytes of a model on disk, of its file and of those that contain its tensors.
     *
     * @throws ModelFormatException if it is not an ONNX file
     */
    public static long size(Path file) throws IOException {
        return Files.size(file) + ExternalData.size(parse(file), file);
    }

    private static ModelProto parse(Path file) throws IOException {
        if (Files.isRegularFile(file)) { // reading it reports what is not one
            GraphSession.requireModel(file);
        }
        try {
            ModelProto model = ModelProto.parseFrom(Files.readAllBytes(file));
            if (!model.hasGraph()) {
                throw new ModelFormatException(
                        "%s is not an ONNX file (it has no graph); export or copy it again".formatted(file));
            }
            return model;
        } catch (InvalidProtocolBufferException e) {
            throw new ModelFormatException(
                    "%s is not an ONNX file (%s); export or copy it again".formatted(file, e.getMessage()), e);
        }
    }

    /** Writes a file, whole or not at all; the same model gives the same bytes. */
    public static void write(Path file, ModelProto model) throws IOException {
        WholeFile.write(file, content(model));
    }

    /** Writes a file that has yet to get its name; the same model gives the same bytes. */
    public static void write(PartFile file, ModelProto model) throws IOException {
        file.write(content(model));
    }

    private static WholeFile.Content content(ModelProto model) {
        return channel -> {
            CodedOutputStream output = CodedOutputStream.newInstance(Channels.newOutputStream(channel));
            output.useDeterministicSerialization();
            model.writeTo(output);
            output.flush();
        };
    }
}
