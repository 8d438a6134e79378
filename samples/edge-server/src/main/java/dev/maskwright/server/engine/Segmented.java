package dev.maskwright.server.engine;

import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.frame.Frame;

/**
 * A picture and what the network made of it.
 *
 * @param mask of the network's size: {@link Mask#atFrameSize} enlarges it
 */
public record Segmented(Frame frame, Mask mask) {}
