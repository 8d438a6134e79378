/**
 * Damaged files for every reader of the project; {@link dev.maskwright.cli.fuzz.FuzzTest} says how to make more of
 * them.
 */
@org.jspecify.annotations.NullMarked
package dev.maskwright.cli.fuzz;
