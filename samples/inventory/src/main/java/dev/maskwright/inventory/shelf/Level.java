package dev.maskwright.inventory.shelf;

import java.util.OptionalDouble;

/**
 * How much of a class a scan shows.
 *
 * @param label the name of the class
 * @param share of the picture, 0..1
 * @param regions how many there are; that is not how many items
 * @param items about how many items that is, by the usual area of one; empty where none was learned
 */
public record Level(String label, double share, int regions, OptionalDouble items) {}
