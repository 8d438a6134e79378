package dev.maskwright.sdk.model;

import dev.maskwright.sdk.model.ModelCard.Outputs;

/**
 * Class ids of a graph with argmax inside: (N, H, W), (N, 1, H, W), (N, H, W, 1) or (H, W) of any integer type, bool,
 * or whole numbers in float. Such a graph gives no confidence: all confidences are 1. It also hides scores that are not
 * numbers (NaN), for example from the weights of a failed training: argmax turns them into a class, mostly 0.
 *
 * @param classIds name of the graph's output
 */
public record ClassIdsOutput(String classIds) implements Outputs {}
