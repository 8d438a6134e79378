package dev.maskwright.sdk;

import dev.maskwright.sdk.internal.session.OnnxSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the card of a model stands. */
final class CardFile {

    private CardFile() {}

    /** The card of an open model: that in its file or, if there is none, that beside it. */
    static ModelCard of(OnnxSession session) {
        Path file = session.file();
        if (session.card().isPresent()) {
            return ModelCard.parse(session.card().get(), file.toString());
        }
        Path beside = beside(file);
        if (!Files.exists(beside)) {
            throw new ModelFormatException(
                    "%s: an ONNX model without a model card; export it with maskwright or put %s beside it"
                            .formatted(file, beside.getFileName()));
        }
        try {
            return ModelCard.parse(Files.readString(beside), beside.toString());
        } catch (IOException e) {
            throw new ModelFormatException("%s: the model card cannot be read (%s)".formatted(beside, e), e);
        }
    }

    /** Where the card of a file is that does not hold it. */
    static Path beside(Path file) {
        return file.resolveSibling(file.getFileName().toString().replaceFirst("\\.onnx$", "") + ".card.json");
    }
}
