package dev.maskwright.exporter;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.gson.JsonObject;
import dev.maskwright.exporter.check.Proof;
import dev.maskwright.exporter.check.ProofPictures;
import dev.maskwright.exporter.check.Reference;
import dev.maskwright.exporter.check.ReferenceEngine;
import dev.maskwright.exporter.check.Tolerance;
import dev.maskwright.exporter.onnx.InputSize;
import dev.maskwright.exporter.onnx.OnnxFile;
import dev.maskwright.exporter.onnx.SegmentationGraph;
import dev.maskwright.exporter.rewrite.DropLastResize;
import dev.maskwright.exporter.rewrite.Trained;
import dev.maskwright.models.files.PartFile;
import dev.maskwright.models.graph.Network;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Options;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.Resampler;
import dev.maskwright.sdk.model.Resampler.Filter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Exports a trained network to one ONNX file that is all a device needs. The file appears whole or not at all: before
 * it gets its name, the SDK has opened it and segmented a sample, and {@link #prove} has compared it with the network.
 */
public final class Export {

    /** Pictures in cards are scaled down to this, so that cards stay small. */
    private static final int LARGEST_SAMPLE_WIDTH = 96;

    private static final int LARGEST_SAMPLE_HEIGHT = 72;

    /**
     * The result of a proof.
     *
     * @param card of the file that was written, with the proof in its provenance; empty if the proof failed and no file
     *     was written
     */
    public record Result(Proof proof, Optional<ModelCard> card) {}

    private final Trained trained;
    private final ExportOptions options;
    private final ModelCard card;
    private final ModelProto model;

    private Export(Trained trained, ExportOptions options, ModelCard card, ModelProto model) {
        this.trained = trained;
        this.options = options;
        this.card = card;
        this.model = model;
    }

    /**
     * Builds card and graph of a network; nothing is written yet.
     *
     * @throws IllegalArgumentException if the description does not match this network (the message lists every fault),
     *     if the network does not take pictures of the size, or if a layer has no form in the operator set (the message
     *     names the node)
     */
    public static Export of(Trained trained, Description description, ExportOptions options) {
        Network network = options.wanted(trained).network();
        requireFits(description, network);
        ModelCard card = card(trained.network(), network, description, options);
        Trained stored = options.stored(trained);
        ModelProto model = OnnxFile.model(
                SegmentationGraph.of(stored, card, options.graph()),
                card,
                options.graph().opset());
        return new Export(trained, options, card, model);
    }

    /** The card of the file, without the golden sample and the proof, which are added when it is written. */
    public ModelCard card() {
        return card;
    }

    /**
     * Writes the file without a proof: it is checked that it opens and segments, but not that it segments as the
     * network does.
     *
     * @param sample a typical picture; it is scaled down if it is larger than 96x72
     * @return the card with its golden sample, as it is in the file; with more than 256 classes, which the SDK's masks
     *     cannot hold, there is none
     */
    public ModelCard write(Frame sample, Path file) throws IOException {
        return write(model, card, sample, file);
    }

    /**
     * Writes the file if it computes what the network computes. A file that computes in float32 is compared with the
     * trained network itself, so that the proof covers the rewriting, or with its rounded weights; for one that
     * computes in float16 only masks are compared.
     *
     * @param pictures to compare on; the first becomes the golden sample
     * @param engine computes the network
     * @throws dev.maskwright.sdk.SegmentationException if ONNX Runtime cannot run the file
     */
    public Result prove(ProofPictures pictures, ReferenceEngine engine, Path file) throws IOException {
        try (PartFile part = PartFile.of(file)) {
            Frame sample = pictures.pictures().get(0).frame();
            ModelCard written = writeSampled(model, card, sample, part);
            Proof proof = proof(part.path(), pictures, engine);
            if (!proof.passed()) {
                return new Result(proof, Optional.empty());
            }
            JsonObject provenance = written.provenance();
            provenance.add("parity", proof.toJson());
            ModelCard proven = written.withProvenance(provenance);
            OnnxFile.write(part, OnnxFile.withCard(model, proven));
            part.takeName();
            return new Result(proof, Optional.of(proven));
        }
    }

    private Proof proof(Path file, ProofPictures pictures, ReferenceEngine engine) throws IOException {
        Tolerance tolerance = options.computesInHalf() ? Tolerance.FLOAT16 : Tolerance.FLOAT32;
        try (Reference wanted = engine.open(options.wanted(trained))) {
            if (!options.roundsWeights()) {
                return Proof.of(file, wanted, pictures, tolerance);
            }
            try (Reference stored = engine.open(options.stored(trained))) {
                return Proof.of(file, stored, wanted, pictures, tolerance);
            }
        }
    }

    /**
     * Writes a model with its card and golden sample; the file appears whole or not at all, after the SDK has opened it
     * and segmented the sample.
     *
     * @param model a graph between the ends that the card names; a card in it is replaced
     * @return the card with its golden sample, as it is in the file
     */
    public static ModelCard write(ModelProto model, ModelCard card, Frame sample, Path file) throws IOException {
        try (PartFile part = PartFile.of(file)) {
            ModelCard written = writeSampled(model, card, sample, part);
            part.takeName();
            return written;
        }
    }

    private static ModelCard writeSampled(ModelProto model, ModelCard card, Frame sample, PartFile part)
            throws IOException {
        OnnxFile.write(part, OnnxFile.withCard(model, card));
        if (card.classes().size() > SegmentationGraph.MOST_BYTE_CLASSES) {
            return card; // the SDK cannot open it
        }
        ModelCard sampled = card.withGolden(golden(part.path(), sample));
        OnnxFile.write(part, OnnxFile.withCard(model, sampled));
        return sampled;
    }

    /** Replaces the card of a model file and leaves the graph unchanged. The file changes as a whole or not at all. */
    public static void replaceCard(Path file, ModelCard card) throws IOException {
        OnnxFile.write(file, OnnxFile.withCard(OnnxFile.read(file), card));
    }

    private static ModelCard.Golden golden(Path model, Frame sample) {
        double scale = Math.min(
                1,
                Math.min(
                        (double) LARGEST_SAMPLE_WIDTH / sample.width(),
                        (double) LARGEST_SAMPLE_HEIGHT / sample.height()));
        int width = Math.max(1, (int) (sample.width() * scale));
        int height = Math.max(1, (int) (sample.height() * scale));
        byte[] rgb = Resampler.resize(sample.rgb(), sample.width(), sample.height(), 3, Filter.BILINEAR, width, height);
        try (Segmenter segmenter = Segmenter.open(model, Options.defaults().withThreads(1))) {
            Mask mask = segmenter.segment(Frame.rgb(rgb, width, height));
            return new ModelCard.Golden(width, height, rgb, mask.width(), mask.height(), mask.classIds());
        }
    }

    private static ModelCard card(Network trained, Network network, Description description, ExportOptions options) {
        boolean dynamic = options.size() instanceof InputSize.Dynamic && !network.hasOneSize();
        int width = options.size() instanceof InputSize.Fixed fixed ? fixed.width() : description.width();
        int height = options.size() instanceof InputSize.Fixed fixed ? fixed.height() : description.height();
        if (!network.takes(width, height)) {
            throw new IllegalArgumentException(
                    "%dx%d: %s takes %s".formatted(width, height, network.architecture(), network.sizes()));
        }
        Form form = options.form();
        int stride = SegmentationGraph.stride(network);
        ModelCard.Outputs outputs = form == Form.LOGITS ? logits(trained, stride, options) : form.outputs(stride);
        JsonObject provenance = description.provenance();
        provenance.addProperty("precision", options.storage() == WeightStorage.FLOAT16 ? "fp16" : "fp32");
        provenance.addProperty("compute", options.computesInHalf() ? "fp16" : "fp32");
        provenance.addProperty("rewriting", options.rewriting().name().toLowerCase(Locale.ROOT));
        return new ModelCard(
                description.name(),
                description.version(),
                network.architecture(),
                description.classes(),
                form.input(width, height, network.stride(), dynamic),
                description.normalization(),
                options.logits() ? form.outputsWithLogits(stride) : outputs,
                provenance,
                Optional.empty());
    }

    /** What the SDK has to do with the logits to match the trained network. */
    private static ModelCard.LogitsOutput logits(Network trained, int stride, ExportOptions options) {
        return new ModelCard.LogitsOutput(
                "logits",
                options.resolution() == Resolution.NETWORK ? 1 : stride,
                DropLastResize.alignsCorners(trained));
    }

    private static void requireFits(Description description, Network network) {
        List<String> faults = new ArrayList<>();
        if (description.classes().size() != network.classes()) {
            faults.add("it names %d classes, the network has %d"
                    .formatted(description.classes().size(), network.classes()));
        }
        if (network.inputChannels() != 3) {
            faults.add(
                    "a card describes RGB pictures, the network takes %d channels".formatted(network.inputChannels()));
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("the description of '%s' does not match this network: %s"
                    .formatted(description.name(), String.join("; ", faults)));
        }
    }
}
