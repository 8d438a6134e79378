package dev.maskwright.trainer.lint;

/**
 * Which row.
 *
 * @param number in its split, as {@link dev.maskwright.trainer.data.Dataset#raw} counts
 */
public record RowId(SplitName split, int number) {}
