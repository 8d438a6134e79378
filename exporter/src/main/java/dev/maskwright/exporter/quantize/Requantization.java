package dev.maskwright.exporter.quantize;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.maskwright.exporter.Export;
import dev.maskwright.exporter.kernel.KernelRecord;
import dev.maskwright.exporter.onnx.OnnxFile;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.graph.GraphSession;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelFormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Quantises a float model in the same way as another one with the same layers: the layers that {@link Quantization}
 * found to cost most stay float again, and nothing is measured again. For models that were trained further.
 */
public final class Requantization {

    private static final String QUANTIZATION = "quantization";

    private Requantization() {}

    /**
     * Writes the int8 file; it appears whole or not at all.
     *
     * @param model in float
     * @param like the card of an int8 file, which says how it was made
     * @param pictures for calibration, at least eight and not all identical
     * @return the card of the new file, with a golden sample
     * @throws ModelFormatException if {@code like} does not say how its model was quantised
     */
    public static ModelCard run(Path model, ModelCard like, List<Frame> pictures, Path output) throws IOException {
        QuantizationOptions options = options(like);
        ModelProto original = OnnxFile.read(model);
        ModelCard card = OnnxFile.card(original, model.toString());
        Quantizer quantizer = Quantizer.of(original, card, pictures, options, model.toString());
        JsonObject provenance = card.provenance();
        JsonObject how = like.provenance().getAsJsonObject(QUANTIZATION).deepCopy();
        // The settings of the other model.
        List.of("speedup", "equalPixels", "meanIouBefore", "meanIouAfter", "threads", Quantization.PARITY_OF_FLOAT)
                .forEach(how::remove);
        how.addProperty("pictures", pictures.size());
        how.addProperty("engine", "ONNX Runtime " + GraphSession.engineVersion());
        if (provenance.has("parity")) {
            how.add(Quantization.PARITY_OF_FLOAT, provenance.remove("parity"));
        }
        provenance.addProperty("precision", "int8");
        provenance.add(QUANTIZATION, how);
        Frame sample = card.golden()
                .map(golden -> Frame.rgb(golden.rgb(), golden.width(), golden.height()))
                .orElse(pictures.get(0));
        return Export.write(
                quantizer.without(Set.of(), KernelRecord.of(how)), card.withProvenance(provenance), sample, output);
    }

    private static QuantizationOptions options(ModelCard like) {
        if (!(like.provenance().get(QUANTIZATION) instanceof JsonObject how)) {
            throw new ModelFormatException(
                    "%s: its card does not say how it was quantised; quantise the new model with the quantize command"
                            .formatted(like.name()));
        }
        Set<String> leftFloat = new LinkedHashSet<>();
        if (how.has("leftFloat")) {
            for (JsonElement layer : how.getAsJsonArray("leftFloat")) {
                leftFloat.add(layer.getAsString());
            }
        }
        QuantizationOptions options = QuantizationOptions.defaults().withExclude(leftFloat);
        if (how.has("method")) {
            String name = how.get("method").getAsString().toUpperCase(Locale.ROOT);
            options = Arrays.stream(CalibrationMethod.values())
                    .filter(method -> method.name().equals(name))
                    .findFirst()
                    .map(options::withMethod)
                    .orElseThrow(() -> new ModelFormatException(
                            ("%s: its card says that it was quantised by %s, which is not one of"
                                            + " %s; quantise the new model again")
                                    .formatted(like.name(), how.get("method"), List.of(CalibrationMethod.values()))));
        }
        options = how.has("reducedRange")
                ? options.withReducedRange(how.get("reducedRange").getAsBoolean())
                : options;
        return how.has("biasCorrection")
                ? options.withBiasCorrection(how.get("biasCorrection").getAsBoolean())
                : options;
    }
}
