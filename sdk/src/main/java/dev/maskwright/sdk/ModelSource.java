package dev.maskwright.sdk;

import dev.maskwright.sdk.internal.session.ModelData;
import dev.maskwright.sdk.internal.session.OnnxSession;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a model comes from: a file, bytes in memory, a resource on the class path, a stream. It can be opened any
 * number of times, by any number of threads.
 *
 * <p>The card is taken from {@link #withCard}, or else from the model's metadata, or else, for a file or resource
 * {@code road.onnx}, from {@code road.card.json} beside it. {@code maskwright card} drafts one.
 *
 * <p>Files are read by ONNX Runtime itself, which also finds weights in separate files beside them. All other models
 * have to contain their weights, and are in memory twice while they are opened.
 */
public final class ModelSource {

    private final ModelData data;
    private final @Nullable ModelCard given;
    private final @Nullable String besideResource;

    private ModelSource(ModelData data, @Nullable ModelCard given, @Nullable String besideResource) {
        this.data = data;
        this.given = given;
        this.besideResource = besideResource;
    }

    /** A model in a file, which is read when the model is opened. */
    public static ModelSource file(Path file) {
        return new ModelSource(ModelData.of(file), null, null);
    }

    /**
     * A model in memory.
     *
     * @param model the content of an ONNX file; not copied
     * @param name the model's name in messages
     */
    public static ModelSource bytes(byte[] model, String name) {
        return new ModelSource(ModelData.of(model, name), null, null);
    }

    /**
     * A model that is a resource on the class path or in a module; it is read at once.
     *
     * @param owner the class whose loader and package are used to find it, as by {@link Class#getResource}
     * @param resource its name: {@code /models/road.onnx}, or {@code road.onnx} beside the class
     * @throws ModelFormatException if there is no such resource
     * @throws IOException if it cannot be read
     */
    public static ModelSource resource(Class<?> owner, String resource) throws IOException {
        byte[] model = read(owner, resource)
                .orElseThrow(() -> new ModelFormatException(
                        ("%s: no such resource beside %s; check that it is packed, and that its name "
                                        + "begins with / if it is an absolute path")
                                .formatted(resource, owner.getName())));
        String card = read(owner, besideName(resource))
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElse(null);
        return new ModelSource(ModelData.of(model, resource), null, card);
    }

    private static Optional<byte[]> read(Class<?> owner, String resource) throws IOException {
        try (InputStream stream = owner.getResourceAsStream(resource)) {
            return stream == null ? Optional.empty() : Optional.of(stream.readAllBytes());
        }
    }

    /**
     * A model from a stream, which is read to its end immediately; the caller closes the stream.
     *
     * @param name the model's name in messages
     * @throws IOException if it cannot be read
     */
    public static ModelSource read(InputStream stream, String name) throws IOException {
        return bytes(stream.readAllBytes(), name);
    }

    /** The same model with a card from the caller; a card in the model or beside it is ignored. */
    public ModelSource withCard(ModelCard card) {
        return new ModelSource(data, card, besideResource);
    }

    /** The model's name in messages: for a file, its path. */
    public String name() {
        return data.name();
    }

    ModelData data() {
        return data;
    }

    /** The card of an open model. */
    ModelCard cardOf(OnnxSession session) {
        if (given != null) {
            return given;
        }
        if (session.card().isPresent()) {
            return ModelCard.parse(session.card().get(), name());
        }
        Path file = data.file();
        if (besideResource != null) {
            return ModelCard.parse(besideResource, besideName(name()));
        } else if (file != null) {
            return read(beside(file), file);
        }
        throw new ModelFormatException(
                ("%s: an ONNX model without a model card; export it with maskwright or give it one with "
                                + "ModelSource.withCard")
                        .formatted(name()));
    }

    private static ModelCard read(Path beside, Path file) {
        if (!Files.exists(beside)) {
            throw new ModelFormatException(
                    ("%s: an ONNX model without a model card; put %s beside it, which \"maskwright card\" "
                                    + "drafts, or export the model with maskwright")
                            .formatted(file, beside.getFileName()));
        }
        try {
            return ModelCard.parse(text(Files.readAllBytes(beside)), beside.toString());
        } catch (CharacterCodingException e) {
            throw new ModelFormatException("%s: the model card is not UTF-8; save it as UTF-8".formatted(beside), e);
        } catch (IOException e) {
            throw new ModelFormatException("%s: the model card cannot be read (%s)".formatted(beside, e), e);
        }
    }

    /** Decodes UTF-8, or UTF-16 with a byte order mark. */
    private static String text(byte[] bytes) throws CharacterCodingException {
        int mark = bytes.length < 2 ? 0 : (bytes[0] & 0xFF) << 8 | (bytes[1] & 0xFF);
        boolean isUtf16 = mark == 0xFEFF || mark == 0xFFFE;
        return (isUtf16 ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8)
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    /** The file that may hold the card, if this is a file. */
    Optional<Path> beside() {
        return Optional.ofNullable(data.file()).map(ModelSource::beside);
    }

    /** The card that is not in the model itself, if it is in memory. */
    Optional<String> cardInMemory() {
        return Optional.ofNullable(given).map(ModelCard::toJson).or(() -> Optional.ofNullable(besideResource));
    }

    private static Path beside(Path file) {
        return file.resolveSibling(besideName(file.getFileName().toString()));
    }

    private static String besideName(String name) {
        return name.replaceFirst("(?i)\\.onnx$", "") + ".card.json";
    }
}
