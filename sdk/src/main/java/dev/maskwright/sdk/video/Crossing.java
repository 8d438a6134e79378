package dev.maskwright.sdk.video;

/**
 * A track has crossed a line.
 *
 * @param track   after it did
 * @param forward from the left of the line to its right, as seen when going along it
 */
public record Crossing(Track track, boolean forward) {}
