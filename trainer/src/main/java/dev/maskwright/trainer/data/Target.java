package dev.maskwright.trainer.data;

/** What a network learns to segment. */
public enum Target {
    /** Only the product of the row. */
    MASK,
    /** Every product in the picture. */
    LABELS
}
