package dev.maskwright.exporter.card;

import dev.maskwright.sdk.model.ModelCard.ChannelOrder;
import dev.maskwright.sdk.model.ModelCard.Fit;
import dev.maskwright.sdk.model.Normalization;
import java.util.List;
import java.util.Optional;

/**
 * What the caller knows about a model that its graph does not say.
 *
 * @param classes names in the order of the network's outputs; empty if unknown
 * @param width to which pictures are resized if the graph takes any size; 0 if unknown
 * @param output the name of the output to use, if the graph has several
 * @param channels the order of the colours
 * @param alignsCorners whether scores smaller than the input are enlarged with aligned corners
 */
public record CardHints(
        List<String> classes,
        int width,
        int height,
        Optional<String> output,
        Optional<Normalization> normalization,
        ChannelOrder channels,
        Fit fit,
        boolean alignsCorners) {

    public CardHints {
        classes = List.copyOf(classes);
    }

    /** No hints. */
    public static CardHints none() {
        return new CardHints(List.of(), 0, 0, Optional.empty(), Optional.empty(), ChannelOrder.RGB, Fit.STRETCH, false);
    }

    public CardHints withClasses(List<String> names) {
        return new CardHints(names, width, height, output, normalization, channels, fit, alignsCorners);
    }

    public CardHints withSize(int newWidth, int newHeight) {
        return new CardHints(classes, newWidth, newHeight, output, normalization, channels, fit, alignsCorners);
    }

    public CardHints withOutput(String name) {
        return new CardHints(classes, width, height, Optional.of(name), normalization, channels, fit, alignsCorners);
    }
}
