package dev.maskwright.sdk.geometry;

/** A point in an image, in pixels from its top left corner; the centre of the first pixel is at (0.5, 0.5). */
public record Point(double x, double y) {}
