package dev.maskwright.inventory.shelf;

/**
 * A limit that was passed, or is kept again.
 *
 * @param isRaised whether it was passed now; else it is kept again
 * @param value what the class has now, in the unit of the limit
 * @param bound the limit
 */
public record Alert(boolean isRaised, String label, Limit.Unit unit, Limit.Side side, double value, double bound) {}
