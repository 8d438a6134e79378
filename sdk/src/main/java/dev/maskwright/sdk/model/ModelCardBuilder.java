package dev.maskwright.sdk.model;

import com.google.gson.JsonObject;
import dev.maskwright.sdk.model.ModelCard.Fit;
import dev.maskwright.sdk.model.ModelCard.Input;
import dev.maskwright.sdk.model.ModelCard.Layout;
import dev.maskwright.sdk.model.ModelCard.LogitsOutput;
import dev.maskwright.sdk.model.ModelCard.MaskOutputs;
import dev.maskwright.sdk.model.ModelCard.Outputs;
import dev.maskwright.sdk.model.ModelCard.PixelType;
import dev.maskwright.sdk.model.Resampler.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Builds the card of a third-party model; see {@link ModelCard#builder}. Classes, an input and an output are required,
 * and a normalization if the input is floats. Not thread-safe.
 */
public final class ModelCardBuilder {

    private final String name;
    private String version = "1";
    private String architecture = "unknown";
    private List<ClassLabel> classes = List.of();
    private @Nullable Input input;
    private @Nullable Normalization normalization;
    private @Nullable Outputs outputs;
    private Filter resize = Filter.BILINEAR;
    private Fit fit = Fit.STRETCH;

    ModelCardBuilder(String name) {
        this.name = name;
    }

    /** The version of the model; 1 by default. */
    public ModelCardBuilder version(String newVersion) {
        version = newVersion;
        return this;
    }

    /** The name of the network; "unknown" by default. */
    public ModelCardBuilder architecture(String newArchitecture) {
        architecture = newArchitecture;
        return this;
    }

    /**
     * The classes in the order of the network's outputs, with the colours of {@link ClassLabel#of}. The class of
     * everything else has to have one of its usual names ({@link ClassLabel#isBackground(String)}), at any position;
     * otherwise it is treated like the other classes.
     */
    public ModelCardBuilder classes(String... names) {
        return classes(ClassLabel.of(List.of(names)));
    }

    /** The classes, with ids 0..K-1 in this order. */
    public ModelCardBuilder classes(List<ClassLabel> newClasses) {
        classes = List.copyOf(newClasses);
        return this;
    }

    /**
     * The graph takes float32 (N, 3, height, width): RGB, 0..1 before normalization.
     *
     * @param graphInput the name of the graph's input
     */
    public ModelCardBuilder tensorInput(String graphInput, int width, int height) {
        input = new Input(graphInput, Layout.NCHW, PixelType.FLOAT32, width, height, 1, false, resize, fit);
        return this;
    }

    /**
     * The graph takes uint8 (N, height, width, 3), RGB, and normalises itself.
     *
     * @param graphInput the name of the graph's input
     */
    public ModelCardBuilder pixelsInput(String graphInput, int width, int height) {
        input = new Input(graphInput, Layout.NHWC, PixelType.UINT8, width, height, 1, false, resize, fit);
        return this;
    }

    /** The graph's input, if it is neither a {@link #tensorInput} nor a {@link #pixelsInput}. */
    public ModelCardBuilder input(Input newInput) {
        input = newInput;
        resize = newInput.resize();
        fit = newInput.fit();
        return this;
    }

    /** The normalization, for an input of floats. */
    public ModelCardBuilder normalization(Normalization newNormalization) {
        normalization = newNormalization;
        return this;
    }

    /** How frames are resized; bilinear by default. */
    public ModelCardBuilder resize(Filter newResize) {
        resize = newResize;
        return this;
    }

    /** How frames with another aspect ratio than the input are fitted; stretched by default. */
    public ModelCardBuilder fit(Fit newFit) {
        fit = newFit;
        return this;
    }

    /** The graph gives a score for each class and pixel, (N, K, H, W), which can be any number. */
    public ModelCardBuilder logits(String graphOutput) {
        outputs = new LogitsOutput(graphOutput);
        return this;
    }

    /** The graph gives a probability for each class and pixel, (N, K, H, W): it ends in softmax or sigmoids. */
    public ModelCardBuilder probabilities(String graphOutput) {
        return outputs(new ProbabilitiesOutput(graphOutput, 1, false, Layout.NCHW));
    }

    /** The graph gives the class of each pixel: it ends in argmax. */
    public ModelCardBuilder classIds(String graphOutput) {
        return outputs(new ClassIdsOutput(graphOutput));
    }

    /** The graph's output, if it is not logits, probabilities, ids or masks, or has another layout or size. */
    public ModelCardBuilder outputs(Outputs newOutputs) {
        outputs = newOutputs;
        return this;
    }

    /** The graph gives class ids and confidences 0..255, uint8 (N, H, W) each. */
    public ModelCardBuilder mask(String maskOutput, String confidenceOutput) {
        outputs = new MaskOutputs(maskOutput, confidenceOutput);
        return this;
    }

    /**
     * The card.
     *
     * @throws IllegalArgumentException if something is missing or inconsistent; names all that is missing
     */
    public ModelCard build() {
        Input chosenInput = input;
        Outputs chosenOutputs = outputs;
        boolean isTensor = chosenInput != null && chosenInput.type() != PixelType.UINT8;
        List<String> missing = new ArrayList<>();
        if (classes.isEmpty()) {
            missing.add("classes");
        }
        if (chosenInput == null) {
            missing.add("tensorInput, pixelsInput or input");
        }
        if (isTensor && normalization == null) {
            missing.add("normalization (Normalization.imageNet() suits most networks)");
        }
        if (chosenOutputs == null) {
            missing.add("logits, probabilities, classIds, mask or outputs");
        }
        if (chosenInput == null || chosenOutputs == null || !missing.isEmpty()) {
            throw new IllegalArgumentException(
                    "the card of %s still needs %s".formatted(name, String.join(", ", missing)));
        }
        Input fitted = new Input(
                chosenInput.name(),
                chosenInput.layout(),
                chosenInput.type(),
                chosenInput.width(),
                chosenInput.height(),
                chosenInput.multipleOf(),
                chosenInput.dynamic(),
                resize,
                fit,
                chosenInput.channels());
        return new ModelCard(
                name,
                version,
                architecture,
                classes,
                fitted,
                normalization == null ? Normalization.none() : normalization,
                chosenOutputs,
                new JsonObject(),
                Optional.empty());
    }
}
