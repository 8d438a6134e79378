package dev.maskwright.server;

import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelCard.Golden;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A folder with good models and bad ones. */
final class ModelFolder {

    /** The shipped model. */
    static final String GOOD = "good";

    /** The same network in float. */
    static final String OTHER = "other";

    /** The shipped model with a golden mask that it does not give. */
    static final String CHANGED = "changed";

    /** The shipped model, cut short. */
    static final String CUT = "cut";

    private ModelFolder() {}

    static Path fill(Path folder) throws IOException {
        byte[] model = Files.readAllBytes(RunningServer.MODEL);
        Files.write(folder.resolve(GOOD + ".onnx"), model);
        Files.copy(
                RunningServer.HOME.resolve("models/trained/interiors-edgefpn-lite0.onnx"),
                folder.resolve(OTHER + ".onnx"));
        Files.write(folder.resolve(CUT + ".onnx"), Arrays.copyOf(model, model.length / 2));
        Files.write(folder.resolve(CHANGED + ".onnx"), withoutCard(model));
        Files.writeString(folder.resolve(CHANGED + ".card.json"), wrongCard().toJson());
        return folder.resolve(GOOD + ".onnx");
    }

    /** Its key gets another name of the same length, so that the card beside the file counts. */
    private static byte[] withoutCard(byte[] model) {
        String text = new String(model, StandardCharsets.ISO_8859_1);
        String other = "x".repeat(ModelCard.METADATA_KEY.length());
        return text.replace(ModelCard.METADATA_KEY, other).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static ModelCard wrongCard() {
        try (Segmenter segmenter = Segmenter.open(RunningServer.MODEL)) {
            ModelCard card = segmenter.card();
            Golden golden = card.golden().orElseThrow();
            byte[] ids = golden.classIds().clone();
            for (int i = 0; i < ids.length / 2; i++) {
                ids[i] = (byte) ((ids[i] + 1) % card.classes().size());
            }
            return card.withGolden(new Golden(
                    golden.width(), golden.height(), golden.rgb(), golden.maskWidth(), golden.maskHeight(), ids));
        }
    }
}
