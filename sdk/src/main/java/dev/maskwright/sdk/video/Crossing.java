package dev.maskwright.sdk.video;

/**
 * The crossing of a line by a track.
 *
 * @param track the track after crossing
 * @param forward from the left of the line to its right, as seen when going along it
 */
public record Crossing(Track track, boolean forward) {}
