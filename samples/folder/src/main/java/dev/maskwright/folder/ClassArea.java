package dev.maskwright.folder;

import dev.maskwright.sdk.model.ClassLabel;

/**
 * The area of a class in a picture.
 *
 * @param pixels of the picture
 * @param share of the picture, 0..1
 * @param regions number of regions that count
 */
public record ClassArea(ClassLabel label, long pixels, double share, int regions) {}
