package dev.maskwright.trainer.data;

/** What a network learns to give back. */
public enum Target {
    /** The one product that its row is about. */
    MASK,
    /** Every product in the picture. */
    LABELS
}
