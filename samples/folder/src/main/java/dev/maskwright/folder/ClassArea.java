package dev.maskwright.folder;

import dev.maskwright.sdk.model.ClassLabel;

/**
 * How much of a picture is of a class.
 *
 * @param pixels of the picture
 * @param share of the picture, 0..1
 * @param regions how many count
 */
public record ClassArea(ClassLabel label, long pixels, double share, int regions) {}
