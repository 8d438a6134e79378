package dev.maskwright.sdk;

import static dev.maskwright.sdk.TinyModels.pixelsWithLogits;
import static dev.maskwright.sdk.TinyModels.pixelsWithLogitsCard;
import static dev.maskwright.sdk.TinyModels.tensor;
import static dev.maskwright.sdk.TinyModels.tensorCard;
import static dev.maskwright.sdk.TinyModels.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.Normalization;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked
class BrokenLogitsTest {

    @TempDir
    Path folder;

    /** White divided by a tiny number is infinite, and the weight of background is zero: their product is NaN. */
    @Test
    void aNetworkThatOverflowsIsNamedWithThePixelAndHarmsNoLaterFrame() throws IOException {
        ModelCard plain = tensorCard(3, 2);
        ModelCard card = new ModelCard(
                plain.name(),
                plain.version(),
                plain.architecture(),
                plain.classes(),
                plain.input(),
                new Normalization(List.of(0f, 0f, 0f), List.of(1e-39f, 1e-39f, 1e-39f)),
                plain.outputs(),
                plain.provenance(),
                plain.golden());
        Path file = write(tensor(1), card, folder.resolve("overflow.onnx"));
        byte[] rgb = new byte[18];
        try (Segmenter segmenter = Segmenter.open(file)) {
            assertEquals(0, segmenter.segment(Frame.rgb(rgb, 3, 2)).classAt(2, 1));
            for (int i = 12; i < 15; i++) {
                rgb[i] = -1; // pixel (1, 1)
            }
            Exception e = assertThrows(SegmentationException.class, () -> segmenter.segment(Frame.rgb(rgb, 3, 2)));
            assertEquals(
                    file
                            + ": the logit of class 0 at pixel (1, 1) is NaN, not a finite number; the "
                            + "network overflows on this frame, or its weights are broken: verify the model",
                    e.getMessage());
            assertEquals(0, segmenter.segment(Frame.rgb(new byte[18], 3, 2)).classAt(1, 1));
        }
    }

    @Test
    void logitsBesideAMaskAreHeldToTheSame() throws IOException {
        ModelProto.Builder model = pixelsWithLogits(1);
        model.getGraphBuilder().getInitializerBuilderList().stream()
                .filter(tensor -> tensor.getName().equals("scale"))
                .forEach(scale -> scale.setFloatData(0, 1e-39f));
        Path file = write(model, pixelsWithLogitsCard(3, 2, 1), folder.resolve("overflow.onnx"));
        byte[] white = new byte[18];
        Arrays.fill(white, (byte) -1);
        try (Segmenter segmenter = Segmenter.open(file, Options.defaults().withEdges(Edges.SMOOTH))) {
            Exception e = assertThrows(SegmentationException.class, () -> segmenter.segment(Frame.rgb(white, 3, 2)));
            assertEquals(file + ": its logits are not numbers (NaN); check the model and its weights", e.getMessage());
            assertEquals(0, segmenter.segment(Frame.rgb(new byte[18], 3, 2)).classAt(1, 1));
        }
    }
}
