package dev.maskwright.inventory.shelf;

/**
 * A limit that was passed, or is met again.
 *
 * @param isRaised whether it was passed now; otherwise it is met again
 * @param value what the class has now, in the unit of the limit
 * @param bound the limit
 */
public record Alert(boolean isRaised, String label, Limit.Unit unit, Limit.Side side, double value, double bound) {}
