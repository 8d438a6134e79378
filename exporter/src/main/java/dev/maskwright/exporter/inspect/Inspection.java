package dev.maskwright.exporter.inspect;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.maskwright.exporter.card.CardDraft;
import dev.maskwright.exporter.onnx.OnnxFile;
import dev.maskwright.exporter.onnx.OnnxSummary;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelFormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** What is known about a model file, of this project or of any other tool. */
public final class Inspection {

    private final Path file;
    private final ModelProto model;
    private final OnnxSummary summary;
    private final Optional<MeasuredShapes> shapes;
    private final Optional<String> fault;

    private Inspection(
            Path file, ModelProto model, OnnxSummary summary, Optional<MeasuredShapes> shapes, Optional<String> fault) {
        this.file = file;
        this.model = model;
        this.summary = summary;
        this.shapes = shapes;
        this.fault = fault;
    }

    /**
     * Reads a file and runs its graph once, to measure shapes.
     *
     * @param card gives width and height if they are dynamic in the graph
     * @throws ModelFormatException if it is not an ONNX file
     */
    public static Inspection of(Path file, Optional<ModelCard> card) throws IOException {
        ModelProto model = OnnxFile.read(file);
        OnnxSummary summary = OnnxSummary.of(file);
        try {
            Optional<MeasuredShapes> shapes = Optional.of(MeasuredShapes.of(model, card, file.toString()));
            return new Inspection(file, model, summary, shapes, Optional.empty());
        } catch (ModelFormatException e) {
            return new Inspection(file, model, summary, Optional.empty(), Optional.ofNullable(e.getMessage()));
        }
    }

    /** What it is if it is not semantic segmentation: see {@link CardDraft#otherKind}. */
    public Optional<String> otherKind() {
        return CardDraft.otherKind(model);
    }

    public OnnxSummary summary() {
        return summary;
    }

    public ModelParts parts() {
        return ModelParts.of(model);
    }

    public long irVersion() {
        return model.getIrVersion();
    }

    /** The shapes of its values; empty if ONNX Runtime cannot run it, for the reason that {@link #fault} gives. */
    public Optional<MeasuredShapes> shapes() {
        return shapes;
    }

    public Optional<String> fault() {
        return fault;
    }

    /** Its multiply-adds at {@link MeasuredShapes#inputs}; empty if there are no shapes. */
    public OptionalLong multiplyAdds() {
        return shapes.isPresent() ? OptionalLong.of(MultiplyAdds.of(model, shapes.get())) : OptionalLong.empty();
    }

    /**
     * A picture of its graph: an HTML page if the file name ends with {@code .html}, otherwise SVG.
     *
     * @throws ModelFormatException if there are no shapes
     */
    public String picture(Path target) {
        String title = file.getFileName().toString();
        MeasuredShapes measured = shapes.orElseThrow(
                () -> new ModelFormatException("%s: cannot be drawn: %s".formatted(file, fault.orElse(""))));
        return target.toString().endsWith(".html")
                ? GraphPicture.html(model, measured, title)
                : GraphPicture.svg(model, measured, title);
    }
}
