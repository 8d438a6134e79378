package dev.maskwright.exporter.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.maskwright.exporter.Export;
import dev.maskwright.exporter.ExportOptions;
import dev.maskwright.exporter.Form;
import dev.maskwright.exporter.WeightStorage;
import dev.maskwright.exporter.fixtures.Cards;
import dev.maskwright.exporter.fixtures.DjlReference;
import dev.maskwright.exporter.fixtures.Pictures;
import dev.maskwright.exporter.onnx.OnnxFile;
import dev.maskwright.exporter.rewrite.Trained;
import dev.maskwright.models.fixtures.FormulaWeights;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.zoo.Architectures;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.model.ModelCard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files against DJL. */
final class ProofTest {

    private static final ProofPictures PICTURES = Pictures.forProof(Pictures.of(120, 90, 1), Pictures.of(64, 128, 2));

    private final Path folder;
    private final Path file;

    ProofTest(@TempDir Path folder) {
        this.folder = folder;
        file = folder.resolve("model.onnx");
    }

    @ParameterizedTest
    @CsvSource({"unet-resnet18, PIXELS", "unet-resnet18, TENSOR", "segformer-mit_b0, PIXELS", "segformer-mit_b0, TENSOR"
    })
    void fileThatAgreesWithTheTrainedNetworkIsWritten(String architecture, Form form) throws IOException {
        Export.Result outcome = export(
                        trained(architecture), ExportOptions.defaults().withForm(form))
                .prove(PICTURES, DjlReference::of, file);
        assertTrue(outcome.proof().passed(), outcome.proof().toText());
        assertEquals(2, outcome.proof().parity().pictures());
        assertEquals(List.of(file), files());
        ModelCard card = OnnxFile.card(OnnxFile.read(file), "model");
        assertEquals(outcome.card().orElseThrow().toJson(), card.toJson());
        assertEquals(outcome.proof().toJson(), card.provenance().getAsJsonObject("parity"));
        try (Segmenter segmenter = Segmenter.open(file)) {
            assertEquals(0, segmenter.verify().orElseThrow().different());
        }
    }

    @Test
    void halfPrecisionFileAgreesWithTheNetworkAsStoredAndComesNearTheTrainedOne() throws IOException {
        Proof proof = export(trained("unet-resnet18"), ExportOptions.defaults().withStorage(WeightStorage.FLOAT16))
                .prove(PICTURES, DjlReference::of, file)
                .proof();
        assertTrue(proof.passed(), proof.toText());
        Report price = proof.price().orElseThrow();
        assertTrue(price.relativeDifference() > proof.parity().relativeDifference(), proof.toText());
        assertTrue(price.relativeDifference() < 1e-2, proof.toText());
        assertTrue(
                proof.toText().contains("\nagainst the weights in float32: logits differ by at most "), proof.toText());
        assertEquals(
                price.relativeDifference(),
                proof.toJson()
                        .getAsJsonObject("againstFloat32")
                        .get("relativeDifference")
                        .getAsDouble());
    }

    @Test
    void fileOfAnotherNetworkIsNotWritten() throws IOException {
        Files.writeString(file, "an older model");
        Trained other = trained("segformer-mit_b0");
        Export.Result outcome = export(trained("unet-resnet18"), ExportOptions.defaults())
                .prove(PICTURES, network -> DjlReference.of(other), file);
        assertFalse(outcome.proof().passed());
        assertTrue(outcome.card().isEmpty());
        assertTrue(
                outcome.proof().toText().startsWith("parity on 2 pictures: FAILED"),
                outcome.proof().toText());
        assertFalse(outcome.proof().toJson().get("passed").getAsBoolean());
        assertEquals("an older model", Files.readString(file));
        assertEquals(List.of(file), files());
    }

    @Test
    void notANumberFails() throws IOException {
        Proof proof = export(trained("unet-resnet18"), ExportOptions.defaults())
                .prove(
                        PICTURES,
                        network -> (image, width, height) -> {
                            float[] logits = new float[4 * width * height];
                            logits[0] = Float.NaN;
                            return logits;
                        },
                        file)
                .proof();
        assertFalse(proof.passed(), proof.toText());
    }

    /**
     * Every pixel is labelled with what the network says but for the first row, which is left out, and the second,
     * which is wrong.
     */
    @Test
    void labelledPicturesAreScored() throws IOException {
        Trained trained = trained("unet-resnet18");
        export(trained, ExportOptions.defaults()).write(Pictures.of(96, 64, 1), file);
        Frame frame = Pictures.of(96, 64, 1);
        byte[] target;
        try (Segmenter segmenter = Segmenter.open(file)) {
            target = segmenter.segment(frame).classIds();
        }
        Arrays.fill(target, 0, 96, (byte) ProofPicture.UNLABELLED);
        for (int i = 96; i < 2 * 96; i++) {
            target[i] = (byte) (target[i] == 3 ? 2 : 3);
        }
        ProofPictures pictures = ProofPictures.of(
                List.of(ProofPicture.labelled(frame, target), ProofPicture.of(Pictures.of(96, 64, 2))));
        Proof proof;
        try (Reference reference = DjlReference.of(trained)) {
            proof = Proof.of(file, reference, pictures, Tolerance.FLOAT32);
        }
        LabelledProof scores = proof.scores().orElseThrow();
        assertEquals(1, scores.pictures());
        assertTrue(scores.exported() < 1 && scores.exported() > 0.5, scores.toText());
        assertEquals(scores.trained(), scores.exported(), 1e-3);
        JsonObject json = proof.toJson().getAsJsonObject("meanIou");
        assertEquals(scores.exported(), json.get("exported").getAsDouble());
        assertTrue(proof.toText().endsWith(scores.toText()), proof.toText());
    }

    @Test
    void labelsThatTheNetworkDoesNotKnowAreRefused() throws IOException {
        Trained trained = trained("unet-resnet18");
        export(trained, ExportOptions.defaults()).write(Pictures.of(96, 64, 1), file);
        byte[] target = new byte[96 * 64];
        target[5] = 4;
        ProofPictures pictures = ProofPictures.of(List.of(ProofPicture.labelled(Pictures.of(96, 64, 1), target)));
        try (Reference reference = DjlReference.of(trained)) {
            Exception refused = assertThrows(
                    IllegalArgumentException.class, () -> Proof.of(file, reference, pictures, Tolerance.FLOAT32));
            assertEquals(
                    "a picture is labelled with class 4, but the network has classes 0 to 3; verify it on its own data",
                    refused.getMessage());
        }
    }

    @Test
    void drawnPicturesServeWhereThereAreNone() throws IOException {
        ProofPictures drawn = ProofPictures.drawn(3, 96, 64);
        Proof proof = export(trained("segformer-mit_b0"), ExportOptions.defaults())
                .prove(drawn, DjlReference::of, file)
                .proof();
        assertTrue(proof.passed(), proof.toText());
        assertTrue(proof.toText().contains("\n  synthetic pictures: "), proof.toText());
        assertTrue(proof.toJson().get("drawn").getAsBoolean());
        assertTrue(proof.scores().isEmpty());
    }

    @Test
    void noPicturesAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> ProofPictures.of(List.of()));
        assertThrows(IllegalArgumentException.class, () -> ProofPictures.drawn(0, 64, 64));
    }

    private static Trained trained(String architecture) {
        Network network = Architectures.build(architecture, 3, 4);
        return new Trained(network, FormulaWeights.of(network));
    }

    private static Export export(Trained trained, ExportOptions options) {
        return Export.of(trained, Cards.description(trained.network(), 96, 64), options);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
