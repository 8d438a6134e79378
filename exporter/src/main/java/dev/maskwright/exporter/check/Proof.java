package dev.maskwright.exporter.check;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.gson.JsonObject;
import dev.maskwright.exporter.onnx.OnnxFile;
import dev.maskwright.exporter.onnx.Outputs;
import dev.maskwright.exporter.onnx.SegmentationGraph;
import dev.maskwright.sdk.SegmentationException;
import dev.maskwright.sdk.graph.GraphResult;
import dev.maskwright.sdk.graph.GraphSession;
import dev.maskwright.sdk.graph.GraphSessionOptions;
import dev.maskwright.sdk.model.ModelCard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Compares what a model file computes with what the network computes that it was made from. The graph is the one in the
 * file, bytes in and masks out; its logits, which a file that gives masks does not output, are read in addition.
 *
 * <p>If weights are stored in half precision, the file is compared with two networks: against the one {@link
 * dev.maskwright.exporter.ExportOptions#stored as the file stores it}, the file must agree; how far it is from the
 * trained one is the price of the storage.
 *
 * @param parity with the network that the file must agree with
 * @param price distance from the trained network, if that is another one
 * @param scores of network and file, if some pictures were labelled
 * @param drawn whether the pictures are synthetic, because there were no real ones
 */
public record Proof(Report parity, Optional<Report> price, Optional<LabelledProof> scores, boolean drawn) {

    /**
     * Compares a file with its network on pictures, stretched to the size that the card names.
     *
     * @param reference the trained network
     * @throws SegmentationException if ONNX Runtime fails
     */
    public static Proof of(Path file, Reference reference, ProofPictures pictures, Tolerance tolerance)
            throws IOException {
        return of(file, reference, Optional.empty(), pictures, tolerance);
    }

    /**
     * As {@link #of(Path, Reference, ProofPictures, Tolerance)}, for a file whose weights differ from the trained ones.
     *
     * @param stored the network as the file stores it, to which the tolerance applies
     * @param trained the trained one
     */
    public static Proof of(Path file, Reference stored, Reference trained, ProofPictures pictures, Tolerance tolerance)
            throws IOException {
        return of(file, stored, Optional.of(trained), pictures, tolerance);
    }

    private static Proof of(
            Path file, Reference exact, Optional<Reference> trained, ProofPictures pictures, Tolerance tolerance)
            throws IOException {
        ModelProto model = OnnxFile.read(file);
        ModelCard card = OnnxFile.card(model, file.toString());
        int classes = card.classes().size();
        int width = card.input().width();
        int height = card.input().height();
        Differences parity = new Differences(classes);
        Differences price = new Differences(classes);
        LabelledMasks masks = new LabelledMasks(classes);
        byte[] bytes = Outputs.with(model, List.of(SegmentationGraph.LOGITS)).toByteArray();
        // On one thread: a second gains little on single pictures, and costs much where other programs run.
        try (GraphSession session = GraphSession.open(bytes, file.toString(), GraphSessionOptions.onThreads(1))) {
            PlainInput input = new PlainInput(card, PlainInput.batch(session, card));
            for (ProofPicture picture : pictures.pictures()) {
                input.put(picture.frame());
                float[] image = input.planes();
                try (GraphResult result = session.run(Map.of(card.input().name(), input.tensor()))) {
                    ClassMap mask = ClassMap.of(result, card);
                    float[] logits = ClassMap.logits(result, SegmentationGraph.LOGITS);
                    float[] expected = exact.logits(image, width, height);
                    parity.add(expected, logits, mask.ids());
                    if (trained.isPresent()) {
                        expected = trained.get().logits(image, width, height);
                        price.add(expected, logits, mask.ids());
                    }
                    masks.add(picture, Differences.mask(expected, classes), mask);
                }
            }
        }
        return new Proof(
                parity.report(tolerance),
                trained.map(reference -> price.report(tolerance)),
                masks.scores(),
                pictures.drawn());
    }

    /** Whether the file is close enough to the network. */
    public boolean passed() {
        return parity.passed();
    }

    /** A few lines for display. */
    public String toText() {
        List<String> lines = new ArrayList<>();
        lines.add(parity.toText().stripTrailing());
        if (drawn) {
            lines.add("  synthetic pictures: they verify the file, but say nothing about its quality on real ones");
        }
        price.ifPresent(report -> lines.add(String.format(
                Locale.ROOT,
                "against the weights in float32: logits differ by at most %.2g of their range, masks %.4f %% equal",
                report.relativeDifference(),
                100 * report.equalPixels())));
        scores.ifPresent(found -> lines.add(found.toText()));
        return String.join("\n", lines);
    }

    /** For the provenance in a card. */
    public JsonObject toJson() {
        JsonObject json = parity.toJson();
        if (drawn) {
            json.addProperty("drawn", true);
        }
        price.ifPresent(report -> json.add("againstFloat32", report.toJson()));
        scores.ifPresent(found -> json.add("meanIou", found.toJson()));
        return json;
    }
}
