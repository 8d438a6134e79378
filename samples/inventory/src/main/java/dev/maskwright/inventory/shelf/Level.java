package dev.maskwright.inventory.shelf;

import java.util.OptionalDouble;

/**
 * The amount of a class in a scan.
 *
 * @param label the name of the class
 * @param share of the picture, 0..1
 * @param regions their number, which is not the number of items
 * @param items the estimated number of items, by the usual area of one; empty if none was learned
 */
public record Level(String label, double share, int regions, OptionalDouble items) {}
