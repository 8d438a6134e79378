package dev.maskwright.server.engine;

import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.frame.Frame;

/**
 * A picture and the network's result.
 *
 * @param mask of the network's size: {@link Mask#atFrameSize} enlarges it
 */
public record Segmented(Frame frame, Mask mask) {}
