package dev.maskwright.sdk.model;

import dev.maskwright.sdk.model.ModelCard.Outputs;

/**
 * Class ids of a graph with argmax inside: (N, H, W), (N, 1, H, W), (N, H, W, 1) or (H, W) of any integer type, bool, or
 * whole numbers in float. Such a graph does not say how sure it is: all confidences are 1. Nor does it show where its scores are not numbers (NaN),
 * as with weights that a failed training left: argmax makes a class of them, mostly 0.
 *
 * @param classIds name of the graph's output
 */
public record ClassIdsOutput(String classIds) implements Outputs {}
