package dev.maskwright.exporter;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.maskwright.exporter.onnx.OnnxFile;
import dev.maskwright.exporter.onnx.SegmentationGraph;
import dev.maskwright.exporter.rewrite.Rewriting;
import dev.maskwright.exporter.rewrite.Trained;
import dev.maskwright.models.graph.Network;
import dev.maskwright.sdk.Frame;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.ModelCard;
import dev.maskwright.sdk.Options;
import dev.maskwright.sdk.Resampler;
import dev.maskwright.sdk.Resampler.Filter;
import dev.maskwright.sdk.Segmenter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes a trained network as one ONNX file that is all a device needs. */
public final class Export {

    /** Pictures in cards are made to fit into this, so that cards stay small. */
    private static final int LARGEST_SAMPLE_WIDTH = 96;

    private static final int LARGEST_SAMPLE_HEIGHT = 72;

    private Export() {}

    /** Writes a model file with {@link Rewriting#ALL}. */
    public static ModelCard write(Trained trained, ModelCard card, WeightStorage storage, Frame sample, Path file)
            throws IOException {
        return write(trained, card, storage, Rewriting.ALL, sample, file);
    }

    /** Writes a model file with the other options as they are by default. */
    public static ModelCard write(
            Trained trained, ModelCard card, WeightStorage storage, Rewriting rewriting, Frame sample, Path file)
            throws IOException {
        return write(
                trained, card, ExportOptions.defaults().withStorage(storage).withRewriting(rewriting), sample, file);
    }

    /**
     * Writes a model file, which appears whole or not at all. It has been opened by the SDK and has segmented the sample
     * before it appears; picture and mask stand in its card.
     *
     * @param card what the file says about itself; its input and outputs, which {@link Form} makes, decide between which
     *     ends the network stands and whether the size is fixed
     * @param sample a picture like those that the model is for; it is made smaller where it is larger than 96x72
     * @return the card with its golden sample, as it is in the file; above 256 classes, which the masks of the SDK do not
     *     hold, there is none
     * @throws IllegalArgumentException if the card is not one of this network, which lists every fault; or if a layer has no form
     *     in the operator set, which names the node
     */
    public static ModelCard write(Trained trained, ModelCard card, ExportOptions options, Frame sample, Path file)
            throws IOException {
        Trained stored = options.stored(trained);
        requireFits(card, stored.network());
        ModelProto model = OnnxFile.model(
                SegmentationGraph.of(stored, card, options.graph()),
                card,
                options.graph().opset());
        return write(model, card, sample, file);
    }

    /**
     * Writes a model with a card and a golden sample of its own; like every file it appears whole or not at all, after the
     * SDK has opened it and segmented the sample.
     *
     * @param model a graph between the ends that the card names; a card in it is replaced
     * @return the card with its golden sample, as it is in the file
     */
    public static ModelCard write(ModelProto model, ModelCard card, Frame sample, Path file) throws IOException {
        Path untried = file.resolveSibling("." + file.getFileName() + ".untried");
        try {
            OnnxFile.write(untried, OnnxFile.withCard(model, card));
            boolean opensInSdk = card.classes().size() <= SegmentationGraph.MOST_BYTE_CLASSES;
            ModelCard proven = opensInSdk ? card.withGolden(golden(untried, sample)) : card;
            OnnxFile.write(file, OnnxFile.withCard(model, proven));
            return proven;
        } finally {
            Files.deleteIfExists(untried);
        }
    }

    /** Gives a model file another card: the graph stays as it is. The file changes as a whole or not at all. */
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

    private static void requireFits(ModelCard card, Network network) {
        List<String> faults = new ArrayList<>();
        if (!card.architecture().equals(network.architecture())) {
            faults.add("the card says architecture %s, the network is %s"
                    .formatted(card.architecture(), network.architecture()));
        }
        if (card.classes().size() != network.classes()) {
            faults.add("the card has %d classes, the network %d"
                    .formatted(card.classes().size(), network.classes()));
        }
        if (card.input().multipleOf() % network.stride() != 0) {
            faults.add("the card takes multiples of %d, the network of %d"
                    .formatted(card.input().multipleOf(), network.stride()));
        }
        int stride = SegmentationGraph.stride(network);
        if (card.outputs() instanceof ModelCard.MaskOutputs masks && masks.stride() != stride) {
            faults.add("the card's mask has stride %d, the network ends at %d".formatted(masks.stride(), stride));
        }
        if (network.inputChannels() != 3) {
            faults.add(
                    "a card describes RGB pictures, the network takes %d channels".formatted(network.inputChannels()));
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(
                    "card '%s' is not of this network: %s".formatted(card.name(), String.join("; ", faults)));
        }
    }
}
